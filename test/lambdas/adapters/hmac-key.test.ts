import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { hmacKey } from '../../../lambdas/adapters/hmac-key.ts';
import { projectRoot } from '../../../tools/build/build-artifacts.ts';

describe('an HMAC key', () => {
  it('signs as RFC 4231 has it', () => {
    const mac = hmacKey('Jefe').mac('what do ya want for nothing?');
    expect(Buffer.from(mac, 'base64url').toString('hex')).toBe(
      '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843',
    );
  });

  it('knows its own signature, and no other, whatever its length', () => {
    const key = hmacKey('a secret');
    const mac = key.mac('text');
    expect(key.matches('text', mac)).toBe(true);
    for (const other of ['', mac.slice(1), `${mac}A`, `A${mac.slice(1)}`, 'é'.repeat(43), key.mac('Text')])
      if (other !== mac) expect(key.matches('text', other)).toBe(false);
  });

  it('compares what somebody sent by the constant-time comparison alone', () => {
    const source = readFileSync(join(projectRoot, 'lambdas/adapters/hmac-key.ts'), 'utf8');
    expect(source).toContain('timingSafeEqual(expected, actual)');
    expect(source).not.toMatch(/mac\(text\)\s*[=!]==|given\s*[=!]==|\.equals\(/);
  });
});
