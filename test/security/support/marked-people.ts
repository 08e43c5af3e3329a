import type { OutgoingRecord } from '../../../lambdas/ports/event-stream.ts';

/** In every id, address and name of a seeded person, and in nothing else. */
export const MARK = 'zq7x';
/** 1 MiB is more than any of ours; this is what a broken record of a person may look like. */
const NESTED_DEEP = 60;

/** The mark as it stands, percent-encoded addresses included, or inside base64 at each of its three alignments. */
const MARKS: readonly RegExp[] = [
  new RegExp(MARK, 'i'),
  ...[0, 1, 2].map((shift) => {
    const encoded = Buffer.from('-'.repeat(shift) + MARK)
      .toString('base64')
      .replaceAll('=', '');
    // The first and last characters depend on what stands beside the mark.
    return new RegExp(encoded.slice(shift === 0 ? 0 : shift + 1, -1).replaceAll(/[+/]/g, '\\$&'));
  }),
];

/** How often the text quotes a seeded person. */
export const quotesIn = (text: string): number => MARKS.filter((mark) => mark.test(text)).length;

export const addressOf = (person: number): string => {
  if (person % 25 === 1) return `bounce+${MARK}${person}@simulator.amazonses.com`;
  if (person % 25 === 2) return `complaint+${MARK}${person}@simulator.amazonses.com`;
  return `${MARK}.${person}@example.com`;
};

const record = (partitionKey: string, data: string | Buffer): OutgoingRecord => ({
  partitionKey,
  data: Buffer.from(data),
});

/** What a producer may get wrong about a person: each quotes the person, and none is an event. */
const brokenRecords = (person: number): readonly OutgoingRecord[] => {
  const userId = `user-${MARK}-${person}`;
  const email = addressOf(person);
  const track = (messageId: string, properties: object) =>
    JSON.stringify({
      type: 'track',
      event: 'Order Completed',
      userId,
      messageId: `${MARK}-${person}-${messageId}`,
      properties,
    });
  return [
    `{"type":"track","userId":"${userId}","email":"${email}"`,
    Buffer.concat([Buffer.from(`${email} `), Buffer.from([0xff, 0xfe, 0])]),
    JSON.stringify({ type: email, userId, messageId: `${MARK}-${person}-type` }),
    JSON.stringify({ type: 'identify', userId, traits: { email } }),
    JSON.stringify({ type: 'identify', userId: { [email]: email }, messageId: `${MARK}-${person}-user` }),
    JSON.stringify({
      type: 'track',
      event: 'Product Viewed',
      userId,
      messageId: `${MARK}-${person}-time`,
      timestamp: email,
    }),
    `{"type":"identify","userId":"${userId}","messageId":"${MARK}-${person}-proto","traits":{"${email}":{"__proto__":{"a":1}}}}`,
    `{"type":"track","event":"${email}","userId":"${userId}","messageId":"${MARK}-${person}-deep","properties":{"${email}":${'{"a":'.repeat(NESTED_DEEP)}1${'}'.repeat(NESTED_DEEP)}}}`,
    track('total', { total: email }),
    track('lines', { order_id: `O-${MARK}`, products: [{ product_id: 'MR-001', quantity: email }] }),
    track('text', { order_id: `${email}\u0000` }),
    track('key', { order_id: 'O', products: { [email]: email } }),
    JSON.stringify([{ type: email }, email]),
  ].map((data) => record(userId, data));
};

/** Signs up, fills a basket, buys or leaves; some of it broken. */
export const recordsOf = (person: number): readonly OutgoingRecord[] => {
  const userId = `user-${MARK}-${person}`;
  const anonymousId = `visitor-${MARK}-${person}`;
  let said = 0;
  const say = (message: object): OutgoingRecord => {
    said += 1;
    return record(userId, JSON.stringify({ userId, anonymousId, messageId: `${MARK}-${person}-${said}`, ...message }));
  };
  const track = (event: string, properties: object) => say({ type: 'track', event, properties });
  const name = `First${MARK} Last${MARK}`;
  const product = { product_id: 'MR-001', name: `For ${name}`, price: 30, quantity: 1, currency: 'GBP' };
  const order = { order_id: `order-${MARK}-${person}`, total: 30, currency: 'GBP', products: [product] };
  return [
    say({ type: 'identify', traits: { email: addressOf(person), name, firstName: `First${MARK}`, phone: `+${MARK}` } }),
    track('Subscribed', { topic: 'promotions' }),
    track('Product Added', product),
    ...(person % 2 === 0 ? [track('Order Completed', order)] : []),
    ...(person % 10 === 0 ? brokenRecords(person) : []),
  ];
};
