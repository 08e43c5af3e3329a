import { EmitError } from './emit-error.ts';

/** Who acted: a user, or a visitor whose name is not known, or both. */
export type Actor =
  | { readonly userId: string; readonly anonymousId?: string }
  | { readonly userId?: undefined; readonly anonymousId: string };

export type About = Actor & {
  /** When it happened. @default now */
  readonly timestamp?: Date;
  /** Repeat it (with the timestamp) for an event that may have been emitted before: it counts once. @default a new one */
  readonly messageId?: string;
  readonly context?: Readonly<Record<string, unknown>>;
};

export interface Message {
  readonly messageId: string;
  readonly timestamp: string;
  /** Keeps one person's events in order: Kinesis orders within a key. */
  readonly partitionKey: string;
  readonly json: Buffer;
}

/** Longest identifier that the stream's schema takes. */
const ID_CHARACTERS = 255;

/** A Segment message as JSON. Throws an EmitError where it can be none. */
export const toMessage = (
  content: Readonly<Record<string, unknown>>,
  about: About,
  defaults: { readonly source: string; readonly now: number; readonly newId: () => string },
): Message => {
  const { userId, anonymousId, context } = about;
  const messageId = about.messageId ?? defaults.newId();
  const invalid = (detail: string, cause?: unknown) => new EmitError('invalid', messageId, detail, cause);
  const partitionKey = userId || anonymousId || '';
  if (partitionKey === '') throw invalid('names neither a user nor a visitor');
  if ([userId, anonymousId].some((id) => (id?.length ?? 0) > ID_CHARACTERS))
    throw invalid(`has an identifier of more than ${ID_CHARACTERS} characters`);
  const instant = about.timestamp?.getTime() ?? defaults.now;
  if (Number.isNaN(instant)) throw invalid('has a timestamp that is no time');
  const timestamp = new Date(instant).toISOString();
  const { source } = defaults;
  try {
    const json = Buffer.from(
      JSON.stringify({ ...content, messageId, userId, anonymousId, source, timestamp, context }),
    );
    return { messageId, timestamp, partitionKey, json };
  } catch (error) {
    throw invalid('cannot be written as JSON', error);
  }
};
