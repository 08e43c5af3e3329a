import { type Refusal, refuse } from '../refusal.ts';
import type { ReadPayload } from './payload-schema.ts';

/** Whatever a decoder throws at foreign bytes, said in our words: its own may quote them. */
export const readSafely = (what: string, read: () => ReadPayload | Refusal): ReadPayload | Refusal => {
  try {
    return read();
  } catch (error) {
    // A type that holds itself goes as deep as the bytes say.
    if (error instanceof RangeError && /call stack/i.test(error.message))
      return refuse('too_deep', 'is nested too deep to be read');
    return refuse('broken_framing', `is no ${what} of the schema that it names`);
  }
};
