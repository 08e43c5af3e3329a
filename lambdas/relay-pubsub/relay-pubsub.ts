import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { z } from 'zod';
import { readPubsubPush } from '../decode/pubsub-push.ts';
import { toRelayedRecord } from '../decode/relayed-record.ts';
import { countFailure } from '../steps/count-failure.ts';
import { type RelayPorts, relayRecords } from '../steps/relay-records.ts';

export interface RelayPubsubPorts extends RelayPorts {
  /** Whom the subscription pushes as. Google signs a token with our audience for anybody: this one alone may push. */
  readonly serviceAccount: string;
}

/** What the gateway's authorizer found in the token that Google signed: it turns every claim into text. */
const authorised = z.object({
  authorizer: z.object({
    jwt: z.object({ claims: z.object({ email: z.string(), email_verified: z.union([z.string(), z.boolean()]) }) }),
  }),
});

const isFrom = (serviceAccount: string, context: unknown): boolean => {
  const claims = authorised.safeParse(context).data?.authorizer.jwt.claims;
  return claims?.email === serviceAccount && String(claims.email_verified) === 'true';
};

const readJson = ({ body = '', isBase64Encoded }: APIGatewayProxyEventV2): unknown => {
  try {
    return JSON.parse(Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8').toString('utf8'));
  } catch {
    return undefined;
  }
};

interface Refusal {
  readonly statusCode: 400 | 403 | 503;
  readonly reason: string;
  readonly message: string;
}

const wrongAccount: Refusal = {
  statusCode: 403,
  reason: 'wrong_account',
  message: 'Push as the service account that the stage names.',
};
const noPush: Refusal = {
  statusCode: 400,
  reason: 'not_a_push',
  message: 'Push with the default wrapper: {"message": {"data": …, "messageId": …}, "subscription": …}.',
};
const notStored: Refusal = {
  statusCode: 503,
  reason: 'not_stored',
  message: 'The message could not be stored: push it again.',
};

const refused = ({ statusCode, reason, message }: Refusal): APIGatewayProxyStructuredResultV2 => ({
  statusCode,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ success: false, reason, message }),
});

const relay = async (
  ports: RelayPubsubPorts,
  request: APIGatewayProxyEventV2,
  remainingMs: number,
): Promise<Refusal | undefined> => {
  if (!isFrom(ports.serviceAccount, request.requestContext)) return wrongAccount;
  const message = readPubsubPush(readJson(request));
  if (message === undefined) return noPush;
  try {
    await relayRecords('relay-pubsub', ports, [toRelayedRecord(message)], remainingMs);
    return undefined;
  } catch (error) {
    countFailure(ports.metrics, 'relay-pubsub', error);
    return notStored;
  }
};

/** Acknowledges a push (204) once its message is durable. Any other answer makes Pub/Sub push it again, ever later. */
export const relayPubsub =
  (ports: RelayPubsubPorts) =>
  async (request: APIGatewayProxyEventV2, remainingMs: number): Promise<APIGatewayProxyStructuredResultV2> => {
    const refusal = await relay(ports, request, remainingMs);
    if (refusal === undefined) return { statusCode: 204 };
    ports.metrics.count('CollectorRefused', 1, { Reason: refusal.reason });
    return refused(refusal);
  };
