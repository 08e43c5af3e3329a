import { createHmac, timingSafeEqual } from 'node:crypto';
import type { MacKey } from '../core/preference/token.ts';

/** HMAC-SHA-256 under this secret. */
export const hmacKey = (secret: string): MacKey => {
  const mac = (text: string): string => createHmac('sha256', secret).update(text).digest('base64url');
  return {
    mac,
    matches: (text, given) => {
      const [expected, actual] = [Buffer.from(mac(text)), Buffer.from(given)];
      return expected.length === actual.length && timingSafeEqual(expected, actual);
    },
  };
};
