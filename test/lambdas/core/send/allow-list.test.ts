import { describe, expect, it } from 'vitest';
import { isAllowed } from '../../../../lambdas/core/send/allow-list.ts';
import { isHeaderSafe, toHeaderText } from '../../../../lambdas/core/send/header-text.ts';
import { recipientOf } from '../../../../lambdas/core/send/recipient.ts';
import { aProfile } from '../../../builders/profile.ts';

describe('the allow-list', () => {
  it.each([
    ['ada@example.com', ['ada@example.com'], true],
    [' Ada@Example.com ', ['ada@example.com'], true],
    ['ada@example.com', ['ADA@EXAMPLE.COM'], true],
    ['bob@example.com', ['ada@example.com'], false],
    ['bob@example.com', ['*@example.com'], true],
    ['bob@evil-example.com', ['*@example.com'], false],
    ['bob@sub.example.com', ['*@example.com'], false],
    ['bob@example.com.evil.org', ['*@example.com'], false],
    ['anybody@anywhere.org', ['*'], true],
    ['anybody@anywhere.org', [], false],
    ['success@simulator.amazonses.com', [], true],
    ['bounce+label@simulator.amazonses.com', [], true],
  ])('mails %j under %j: %s', (address, entries, allowed) => {
    expect(isAllowed(address, entries)).toBe(allowed);
  });
});

describe('a header', () => {
  it.each([
    ['a line that begins another header', 'Hello\r\nBcc: all@example.com', 'Hello Bcc: all@example.com'],
    ['NUL', 'He\u0000llo', 'He llo'],
    ['text turned round', 'pay\u202Eexe.gpj', 'pay exe.gpj'],
    ['isolates and marks', '\u2066a\u2069\u200F\u061C', 'a'],
    ['line and paragraph separators', 'a\u2028b\u2029c', 'a b c'],
  ])('is kept free of %s', (_case, text, clean) => {
    expect(isHeaderSafe(text)).toBe(false);
    expect(toHeaderText(text)).toBe(clean);
  });

  it('keeps other scripts, and emoji', () => {
    const text = 'Grüße, مرحبا, 你好 👩‍🍳';
    expect(isHeaderSafe(text)).toBe(true);
    expect(toHeaderText(text)).toBe(text);
  });
});

describe('the recipient', () => {
  it.each([
    ['the address that the event named', 'bob@example.com', 'ada@example.com', 'bob@example.com'],
    ['else the profile’s', undefined, 'Ada@Example.com', 'ada@example.com'],
    ['the profile’s, where the event named none that can be', 'nobody', 'ada@example.com', 'ada@example.com'],
    ['nobody without an address', undefined, null, undefined],
    ['nobody, where the address would begin a header', undefined, 'a\u0000@example.com', undefined],
    ['nobody, where there are two', undefined, 'a@example.com,b@example.com', undefined],
  ])('is %s', (_case, named, email, expected) => {
    expect(recipientOf(named, aProfile({ email }))).toBe(expected);
  });
});
