import { describe, expect, it } from 'vitest';
import { isAllowed } from '../../../lambdas/core/send/allow-list.ts';
import { testRecipientsOf } from '../../../tools/preview/send-test.ts';
import { aBrand } from '../../builders/mail-content.ts';

describe('whom a test may go to', () => {
  it.each([
    ['a colleague, where everybody may be mailed', ['*'], 'eve@marram-rye.example', true],
    ['a customer, where everybody may be mailed', ['*'], 'ada@example.com', false],
    ['a customer, where that is written with blanks', [' * '], 'ada@example.com', false],
    ['whom the list names', ['*', 'eve@agency.example'], 'Eve@agency.example', true],
    ['a domain that the list names', ['*@agency.example'], 'eve@agency.example', true],
    ['a domain that only ends like the sender’s', [], 'eve@not-marram-rye.example', false],
    ['the simulator', [], 'success@simulator.amazonses.com', true],
  ])('%s', (_who, list, address, expected) => {
    expect(isAllowed(address, testRecipientsOf(list, aBrand()))).toBe(expected);
  });
});
