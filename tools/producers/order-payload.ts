import { readFileSync } from 'node:fs';
import avro from 'avsc';
import protobuf from 'protobufjs';
import { projectRoot } from '../build/build-artifacts.ts';

const schemaText = (name: string): string => readFileSync(`${projectRoot}schemas/${name}`, 'utf8');

export const ORDERED_AT = Date.UTC(2026, 10, 24, 11, 59, 30);

const anOrder = { order_id: 'o-1', total: 29.5, currency: 'EUR', products: [{ product_id: 'p-1', quantity: 2 }] };

/** An order as an Avro producer writes it, by `schemas/order-completed/1.avsc` and the library avsc. */
export const anAvroOrder = (properties: Record<string, unknown> = anOrder, userId: string | null = 'u-1'): Buffer => {
  const type = avro.Type.forSchema(JSON.parse(schemaText('order-completed/1.avsc')));
  const filled = type.clone(
    { messageId: 'm-avro', userId, timestamp: ORDERED_AT, properties: withDefaults(properties) },
    { coerceBuffers: true },
  );
  return type.toBuffer(filled);
};

const LINE = { name: null, category: null, price: null, quantity: null, url: null, image_url: null };

const withDefaults = ({ products = [], ...more }: Record<string, unknown>) => ({
  ...{ total: null, shipping: null, tax: null, discount: null, coupon: null, currency: null, email: null },
  ...more,
  products: (Array.isArray(products) ? products : []).map((line: object) => ({ ...LINE, ...line })),
});

const orderMessage = (): protobuf.Type => {
  const { root } = protobuf.parse(schemaText('order-completed/1.proto'), new protobuf.Root(), { keepCase: true });
  root.addJSON(protobuf.common.get('google/protobuf/timestamp.proto')?.nested ?? {});
  return root.lookupType('example.kairos.events.OrderCompleted');
};

/** The same as a Protobuf producer writes it, by `schemas/order-completed/1.proto` and the library protobufjs. */
export const aProtobufOrder = (properties: Record<string, unknown> = anOrder): Uint8Array => {
  const type = orderMessage();
  const timestamp = { seconds: Math.floor(ORDERED_AT / 1000) };
  const message = { message_id: 'm-protobuf', user_id: 'u-1', timestamp, properties };
  return type.encode(type.fromObject(message)).finish();
};

/** Orders of three lines, each with its own ids and amounts, in the three formats: types are made once. */
export const orderPayloads = () => {
  const avroType = avro.Type.forSchema(JSON.parse(schemaText('order-completed/1.avsc')));
  const protobufType = orderMessage();
  const propertiesOf = (n: number) => ({
    order_id: `o-${n}`,
    total: n + 29.5,
    currency: 'EUR',
    products: [1, 2, 3].map((line) => ({
      product_id: `p-${(n + line) % 500}`,
      name: `Product ${(n + line) % 500}`,
      category: `category ${(n + line) % 12}`,
      price: line + 9.99,
      quantity: line,
    })),
  });
  return {
    json: (n: number): Buffer => {
      const timestamp = new Date(ORDERED_AT).toISOString();
      const properties = propertiesOf(n);
      const message = { type: 'track', event: 'Order Completed', messageId: `m-${n}`, userId: `u-${n}` };
      return Buffer.from(JSON.stringify({ ...message, timestamp, properties }));
    },
    avro: (n: number): Buffer => {
      const properties = withDefaults(propertiesOf(n));
      const message = { messageId: `m-${n}`, userId: `u-${n}`, anonymousId: null, timestamp: ORDERED_AT, properties };
      return avroType.toBuffer(message);
    },
    protobuf: (n: number): Uint8Array => {
      const timestamp = { seconds: Math.floor(ORDERED_AT / 1000) };
      const message = { message_id: `m-${n}`, user_id: `u-${n}`, timestamp, properties: propertiesOf(n) };
      return protobufType.encode(protobufType.fromObject(message)).finish();
    },
  };
};
