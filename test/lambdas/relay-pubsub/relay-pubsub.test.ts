import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { describe, expect, it } from 'vitest';
import type { EventStream } from '../../../lambdas/ports/event-stream.ts';
import { relayPubsub } from '../../../lambdas/relay-pubsub/relay-pubsub.ts';
import { anHttpRequest } from '../../builders/http-request.ts';
import { aRelayWorld, base64 } from '../../builders/relay.ts';

const MINUTE = 60_000;
const ACCOUNT = 'pusher@shop.iam.gserviceaccount.com';

/** As Pub/Sub posts it: https://cloud.google.com/pubsub/docs/push */
const aPush = (data: string | undefined, more: object = {}) => ({
  message: {
    attributes: { origin: 'shop' },
    ...(data === undefined ? {} : { data: base64(data) }),
    messageId: '2070443601311540',
    message_id: '2070443601311540',
    publishTime: '2021-02-26T19:13:55.749Z',
    publish_time: '2021-02-26T19:13:55.749Z',
    ...more,
  },
  subscription: 'projects/shop/subscriptions/kairos',
  deliveryAttempt: 5,
});

/** With what the gateway's JWT authorizer adds; claims reach the function as text. */
const authorised = (request: APIGatewayProxyEventV2, claims: object): APIGatewayProxyEventV2 => {
  const authorizer = { jwt: { claims, scopes: null } };
  return { ...request, requestContext: Object.assign({}, request.requestContext, { authorizer }) };
};

const push = async (
  body: unknown,
  claims: object = { email: ACCOUNT, email_verified: 'true' },
  stream: Partial<EventStream> = {},
) => {
  const world = aRelayWorld(stream);
  const request = authorised(anHttpRequest({ path: '/pubsub', body }), claims);
  const answer = await relayPubsub({ ...world.ports, serviceAccount: ACCOUNT })(request, MINUTE);
  return { ...world, status: answer.statusCode, body: JSON.parse(answer.body ?? '{}') };
};

describe('a push', () => {
  it('is acknowledged once its message is on the stream, its bytes untouched, under its person', async () => {
    const text = '{ "messageId":"m-1","anonymousId":"a-1"}';
    const { status, relayed } = await push(aPush(text));
    expect([status, relayed()]).toEqual([204, [['a-1', text]]]);
  });

  it('keeps the order of its ordering key', async () => {
    expect((await push(aPush('{"messageId":"m-1","userId":"u-1"}', { orderingKey: 'k' }))).relayed()).toMatchObject([
      ['k', expect.anything()],
    ]);
  });

  it('of nobody is spread by its id, which it takes where it has none of its own', async () => {
    const [[key, text = ''] = []] = (await push(aPush('{"event":"E"}'))).relayed();
    expect([key, text]).toEqual([
      '2070443601311540',
      expect.stringMatching(/^\{"messageId":"pubsub-[\w-]{22}","event":"E"\}$/),
    ]);
    expect((await push(aPush('{"event":"E"}'))).relayed()).toEqual([[key, text]]);
  });

  it('of attributes alone is acknowledged, for there is nothing to relay', async () => {
    const { status, relayed } = await push(aPush(undefined));
    expect([status, relayed()]).toEqual([204, []]);
  });

  it('that no stream takes is kept as a failed event and acknowledged: pushing it again would mend nothing', async () => {
    const { status, failed } = await push(aPush('x'.repeat(1024 * 1024 + 1)));
    expect([status, failed()]).toMatchObject([204, [{ reason: 'too_large', position: { shard: 'relay-pubsub' } }]]);
  });
});

describe('a push that is refused', () => {
  const text = '{"messageId":"m-1","userId":"u-1"}';
  it.each<[string, unknown, object | undefined, number, string]>([
    ['somebody else', aPush(text), { email: 'other@evil.example', email_verified: 'true' }, 403, 'wrong_account'],
    ['an unverified address', aPush(text), { email: ACCOUNT, email_verified: 'false' }, 403, 'wrong_account'],
    ['nobody', aPush(text), {}, 403, 'wrong_account'],
    ['a message without its wrapper', text, undefined, 400, 'not_a_push'],
    ['no JSON', 'hello', undefined, 400, 'not_a_push'],
    ['data that is no base64', aPush(undefined, { data: '{}' }), undefined, 400, 'not_a_push'],
  ])('as of %s stores nothing, and says why', async (_, body, claims, status, reason) => {
    const refused = await push(body, claims);
    expect(refused).toMatchObject({
      status,
      body: { success: false, reason, message: expect.stringMatching(/[Pp]ush/) },
    });
    expect([...refused.relayed(), ...refused.failed()]).toEqual([]);
    expect(refused.metrics.total('CollectorRefused')).toBe(1);
  });

  it('because the stream is away comes again', async () => {
    const put = () => Promise.reject(new Error('away'));
    const { status, body, metrics } = await push(aPush(text), undefined, { put });
    expect([status, body.reason]).toEqual([503, 'not_stored']);
    expect(metrics.total('RecordsFailed')).toBe(1);
  });
});
