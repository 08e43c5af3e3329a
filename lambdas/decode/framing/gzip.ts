import { gunzipSync } from 'node:zlib';
import { limits } from '../limits.ts';
import { refuse } from '../refusal.ts';
import type { Framing } from './framing.ts';

export const isGzip = (bytes: Uint8Array): boolean => bytes[0] === 0x1f && bytes[1] === 0x8b;

export type Inflated =
  | { readonly kind: 'inflated'; readonly bytes: Uint8Array }
  | { readonly kind: 'too_large' }
  | { readonly kind: 'corrupt' };

/** Stops at `maxBytes`, however much more a few bytes of gzip stand for. */
export const inflate = (bytes: Uint8Array, maxBytes: number): Inflated => {
  try {
    return { kind: 'inflated', bytes: gunzipSync(bytes, { maxOutputLength: maxBytes }) };
  } catch (error) {
    const tooLarge = error instanceof Error && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE';
    return { kind: tooLarge ? 'too_large' : 'corrupt' };
  }
};

/** Gzip around any other framing. */
export const gzip: Framing = {
  name: 'gzip',
  matches: isGzip,
  open: (bytes, budget) => {
    const inflated = inflate(bytes, Math.max(budget.inflatedBytes, 1));
    switch (inflated.kind) {
      case 'inflated':
        budget.inflatedBytes -= inflated.bytes.byteLength;
        return { kind: 'inner', bytes: inflated.bytes };
      case 'too_large':
        return refuse('too_large', `inflates to more than ${limits.inflatedBytes} bytes`);
      case 'corrupt':
        return refuse('not_json', 'is broken gzip');
    }
  },
};
