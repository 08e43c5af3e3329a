/** What is wrong with something that a marketer wrote, and what to write instead. */
export interface Mistake {
  /** From the project's root, with forward slashes. */
  readonly file: string;
  readonly line: number;
  readonly reason: string;
  readonly remedy: string;
}

/** One line a mistake, as editors and terminals link it: `file:line: reason. Remedy` */
export const describeMistake = ({ file, line, reason, remedy }: Mistake): string =>
  `${file}:${line}: ${reason}. ${remedy}`;

/** All mistakes of a build as one readable error. */
export const mistakesError = (what: string, mistakes: readonly Mistake[]): Error =>
  new Error(
    [
      `${mistakes.length} ${mistakes.length === 1 ? 'mistake' : 'mistakes'} in ${what}:`,
      ...mistakes.map(describeMistake),
    ].join('\n  '),
  );
