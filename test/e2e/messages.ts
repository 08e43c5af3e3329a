import { randomUUID } from 'node:crypto';

/** Each run has people of its own: the deployment may have seen others. */
export const person = (name: string) => {
  const userId = `${name}-${randomUUID().slice(0, 8)}`;
  return { userId, address: `${userId}@example.com` };
};

export const now = () => new Date(Date.now()).toISOString();

export const message = (userId: string, fields: object) => ({
  messageId: randomUUID(),
  userId,
  timestamp: now(),
  ...fields,
});

export const record = (userId: string, body: object) => ({
  partitionKey: userId,
  data: new TextEncoder().encode(JSON.stringify(body)),
});

export const order = (userId: string, orderId: string) =>
  message(userId, {
    type: 'track',
    event: 'Order Completed',
    properties: {
      order_id: orderId,
      currency: 'GBP',
      total: 24.5,
      products: [{ product_id: 'tea-1', name: 'Smoky tea', price: 24.5, quantity: 1 }],
    },
  });
