// The parts that the build uses of two packages that bring no types of their own.
declare module 'mjml' {
  export interface MjmlError {
    readonly line: number;
    readonly message: string;
    readonly tagName: string;
    readonly formattedMessage: string;
  }
  const mjml2html: (
    mjml: string,
    options: {
      readonly validationLevel: 'strict' | 'soft' | 'skip';
      readonly filePath: string;
      readonly actualPath: string;
      readonly includePath: string;
      readonly ignoreIncludes: boolean;
      readonly keepComments: boolean;
      readonly fonts: Readonly<Record<string, string>>;
      readonly preprocessors: readonly ((xml: string) => string)[];
    },
  ) => Promise<{ readonly html: string; readonly errors: readonly MjmlError[] }>;
  export default mjml2html;
}

declare module 'html-to-text' {
  export interface Selector {
    readonly selector: string;
    readonly format?: string;
    readonly options?: Readonly<Record<string, unknown>>;
  }
  export const convert: (
    html: string,
    options: { readonly wordwrap: false; readonly selectors: readonly Selector[] },
  ) => string;
}
