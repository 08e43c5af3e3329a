import { describe, expect, it } from 'vitest';
import { toMessage } from '../../../lambdas/decode/payload/to-message.ts';

const flat = (document: unknown, title = 'Order Completed') =>
  toMessage({ kind: 'read', document, isNested: false }, title);
const nested = (document: unknown, title = 'Order Completed') =>
  toMessage({ kind: 'read', document, isNested: true }, title);

describe('the message that a payload stands for', () => {
  it.each([
    [
      'takes its name from the schema',
      nested({ messageId: 'm', properties: {} }),
      { type: 'track', event: 'Order Completed', messageId: 'm', properties: {} },
    ],
    ['keeps the name it gives itself', nested({ event: 'Mine' }), { type: 'track', event: 'Mine' }],
    [
      'knows its fields as Protobuf writes them',
      nested({ message_id: 'm', anonymous_id: 'a', original_timestamp: 't' }, 'identify'),
      { type: 'identify', messageId: 'm', anonymousId: 'a', originalTimestamp: 't' },
    ],
    ['leaves out what is null', nested({ userId: null, anonymousId: 'a' }, 'page'), { type: 'page', anonymousId: 'a' }],
    [
      'makes properties of the rest, where none are declared',
      flat({ userId: 'u', order_id: 'o', name: 'not of the page' }),
      { type: 'track', event: 'Order Completed', userId: 'u', properties: { order_id: 'o', name: 'not of the page' } },
    ],
    [
      'makes traits of the rest, where it identifies',
      flat({ user_id: 'u', email: 'e' }, 'identify'),
      { type: 'identify', userId: 'u', traits: { email: 'e' } },
    ],
    ['is no message where the payload is none', nested([1]), [1]],
  ])('%s', (_, message, expected) => expect(message).toEqual(expected));
});
