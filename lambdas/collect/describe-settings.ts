import type { APIGatewayProxyEventV2 } from 'aws-lambda';

/**
 * What the browser SDK reads before it sends: the one integration that it needs, pointed back here; no other
 * destination, no plug-in from elsewhere, and no metrics about itself to Segment.
 * Source: https://github.com/segmentio/analytics-next, packages/browser, `LegacySettings`.
 */
export const describeSettings = (writeKey: string, request: APIGatewayProxyEventV2): object => ({
  integrations: {
    'Segment.io': {
      apiKey: writeKey,
      apiHost: `${request.requestContext.domainName}/v1`,
      protocol: request.headers['x-forwarded-proto'] === 'http' ? 'http' : 'https',
      unbundledIntegrations: [],
      addBundledMetadata: true,
      versionSettings: { version: '4.4.7', componentTypes: ['browser'] },
    },
  },
  plan: { track: { __default: { enabled: true } }, identify: { __default: { enabled: true } } },
  edgeFunction: {},
  analyticsNextEnabled: true,
  middlewareSettings: {},
  enabledMiddleware: {},
  metrics: { sampleRate: 0 },
  remotePlugins: [],
});
