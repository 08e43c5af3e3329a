import type { EmbeddedCloud } from '../cloud/embedded-cloud.ts';
import type { Message } from './script.ts';

const RETRY_MS = 5_000;
/** The write key `kairos-dev`, as the browser sends it. */
const authorization = `Basic ${Buffer.from('kairos-dev:').toString('base64')}`;

/** A client that keeps to its contract: the same message ids again until it is told 200. */
export const postToCollector = (cloud: EmbeddedCloud, messages: readonly Message[], onAccepted: () => void): void => {
  const { clock } = cloud;
  const body = JSON.stringify({ batch: messages.map(({ source: _source, ...message }) => message) });
  const attempt = async (): Promise<void> => {
    try {
      const { statusCode } = await cloud.collect({
        version: '2.0',
        routeKey: '$default',
        rawPath: '/v1/batch',
        rawQueryString: '',
        headers: { authorization, 'content-type': 'application/json' },
        requestContext: {
          accountId: '000000000000',
          apiId: 'prove',
          domainName: 'prove',
          domainPrefix: 'prove',
          http: { method: 'POST', path: '/v1/batch', protocol: 'HTTP/1.1', sourceIp: '127.0.0.1', userAgent: 'prove' },
          requestId: 'prove',
          routeKey: '$default',
          stage: '$default',
          time: new Date(clock.now()).toISOString(),
          timeEpoch: clock.now(),
        },
        body,
        isBase64Encoded: false,
      });
      if (statusCode === 200) return onAccepted();
    } catch {
      // API Gateway answers 5xx for a function that died.
    }
    clock.at(clock.now() + RETRY_MS, () => void attempt());
  };
  void attempt();
};
