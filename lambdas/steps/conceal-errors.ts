/** An error whose text is a sentence of our own and quotes nobody: an operator may read it. */
export class PlainError extends Error {
  override readonly name = 'PlainError';
}

/** What an invocation may fail with: Lambda logs name, text, stack and every further property of what is thrown. */
class ConcealedError extends Error {
  /** Of the service's answer, where there was one. */
  readonly status: number | undefined;
  constructor(name: string, text: string, status: number | undefined, frames: string) {
    super(text);
    this.name = name;
    this.status = status;
    this.stack = `${name}: ${this.message}${frames}`;
  }
}

const FRAME = /^ {4}at .+:\d+:\d+\)?$/;

/** Where it was thrown, without the text that stands before it. */
const framesOf = ({ stack = '', message }: Error): string => {
  const textAt = stack.indexOf(message);
  if (message === '' || textAt === -1) return '';
  const frames = stack.slice(textAt + message.length).split('\n');
  return frames
    .filter((line) => FRAME.test(line))
    .map((line) => `\n${line}`)
    .join('');
};

const statusOf = (error: Error): number | undefined => {
  const metadata: unknown = '$metadata' in error ? error.$metadata : undefined;
  const status: unknown =
    typeof metadata === 'object' && metadata !== null && 'httpStatusCode' in metadata
      ? metadata.httpStatusCode
      : undefined;
  return typeof status === 'number' ? status : undefined;
};

/**
 * Middleware around every function: an error leaves as its name, its status and its place in the code. The SDK's own
 * texts and properties quote the items and messages they are about; Lambda would write them into the log.
 */
export const concealErrors = () => ({
  onError: (request: { error: Error | null }): void => {
    const { error } = request;
    const isNamed = error instanceof Error && /^[A-Za-z]\w{0,63}$/.test(error.name);
    request.error = new ConcealedError(
      isNamed ? error.name : 'Error',
      error instanceof PlainError ? error.message : 'its text is left out: it may quote a person',
      error instanceof Error ? statusOf(error) : undefined,
      error instanceof Error ? framesOf(error) : '',
    );
  },
});
