import { describe, expect, it } from 'vitest';
import { relayRabbitmq } from '../../../lambdas/relay-rabbitmq/relay-rabbitmq.ts';
import { aRelayWorld, base64 } from '../../builders/relay.ts';

const MINUTE = 60_000;

/** As Lambda hands it over: https://docs.aws.amazon.com/lambda/latest/dg/with-mq.html */
const aBatch = (data: string, { messageId = null as string | null, redelivered = false } = {}) => ({
  eventSource: 'aws:rmq',
  eventSourceArn: 'arn:aws:mq:eu-west-1:123456789012:broker:shop:b-9bcfa592-423a-4942-879d-eb284b418fc8',
  rmqMessagesByQueue: {
    'events::/': [
      {
        basicProperties: {
          contentType: 'application/json',
          contentEncoding: null,
          headers: { header1: { bytes: [118, 49] }, numberInHeader: 10 },
          deliveryMode: 2,
          priority: 0,
          correlationId: null,
          replyTo: null,
          expiration: '60000',
          messageId,
          timestamp: 'Jan 1, 1970, 12:33:41 AM',
          type: null,
          userId: 'AIDACKCEVSQ6C2EXAMPLE',
          appId: null,
          clusterId: null,
          bodySize: data.length,
        },
        redelivered,
        data: base64(data),
      },
    ],
  },
});

const relay = async (...given: Parameters<typeof aBatch>) => {
  const world = aRelayWorld();
  await relayRabbitmq(world.ports)(aBatch(...given), MINUTE);
  return world.relayed();
};

describe('a RabbitMQ message', () => {
  it('becomes one record of the stream, its bytes untouched, under its person', async () => {
    const text = '{ "messageId":"m-1","userId":"u-1"}';
    expect(await relay(text, { messageId: 'amqp-1' })).toEqual([['u-1', text]]);
  });

  it('of nobody lies under its queue', async () => {
    expect(await relay('{"messageId":"m-1"}')).toEqual([['events::/', '{"messageId":"m-1"}']]);
  });

  it('without an id of its own takes the publisher’s, the same when it is redelivered', async () => {
    const [[, first = ''] = []] = await relay('{"userId":"u-1"}', { messageId: 'amqp-1' });
    expect(first).toMatch(/^\{"messageId":"rabbitmq-[\w-]{22}","userId":"u-1"\}$/);
    expect(await relay('{"userId":"u-1"}', { messageId: 'amqp-1', redelivered: true })).toEqual([['u-1', first]]);
  });

  it('that nobody named stays as it is: it is found among the failed events, and not counted twice', async () => {
    expect(await relay('{"userId":"u-1"}')).toEqual([['u-1', '{"userId":"u-1"}']]);
  });
});

it('fails what is no batch of RabbitMQ', async () => {
  await expect(relayRabbitmq(aRelayWorld().ports)({ eventSource: 'aws:amq' }, MINUTE)).rejects.toThrow('no batch');
});
