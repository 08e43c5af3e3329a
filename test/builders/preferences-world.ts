import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { failedEventsIn } from '../../lambdas/adapters/failed-events.ts';
import { countingMetrics } from '../../lambdas/adapters/memory/counting-metrics.ts';
import { memoryEventStream } from '../../lambdas/adapters/memory/event-stream.ts';
import { memoryConsentStore } from '../../lambdas/adapters/memory/memory-consent-store.ts';
import { memoryProfileStore } from '../../lambdas/adapters/memory/memory-profile-store.ts';
import { memoryObjectStore } from '../../lambdas/adapters/memory/object-store.ts';
import type { Brand } from '../../lambdas/core/campaign/campaign.ts';
import type { Consent } from '../../lambdas/core/consent/consent.ts';
import { addressHash } from '../../lambdas/core/identity/identity.ts';
import { type PreferenceClaim, sealToken } from '../../lambdas/core/preference/token.ts';
import { type ManagePreferencesPorts, managePreferences } from '../../lambdas/manage-preferences/manage-preferences.ts';
import { anHttpRequest } from './http-request.ts';
import { aBrand } from './mail-content.ts';
import { aClaim, theKeys } from './preference.ts';
import { aProfile, aProfileState, NOON } from './profile.ts';
import { aFixedRandom } from './virtual-time.ts';

export const FORM_LABEL = { 'content-type': 'application/x-www-form-urlencoded' };
export const ONE_CLICK = 'List-Unsubscribe=One-Click';

const TOPICS = [
  { id: 'promotions', title: 'New things & offers' },
  { id: 'news', title: 'Stories from the workshop' },
];

/** The page behind the links on memory ports, an hour after Ada got her mail. */
export const aPreferencesWorld = async ({
  brand = aBrand({ topics: TOPICS }),
  ports = {},
}: {
  readonly brand?: Brand;
  readonly ports?: Partial<ManagePreferencesPorts>;
} = {}) => {
  let now = NOON + 3_600_000;
  const keys = theKeys();
  const consents = memoryConsentStore();
  const profiles = memoryProfileStore();
  const events = memoryEventStream();
  const failed = memoryObjectStore();
  const metrics = countingMetrics();
  const ada = aProfile();
  await profiles.commit([
    { kind: 'state', id: ada.id, expected: 0, state: aProfileState(ada, { version: 1, applied: [] }) },
  ]);
  const clock = {
    now: () => now,
    sleep: async (ms: number) => {
      now += ms;
    },
  };
  const handle = managePreferences({
    ...{ brand, keys, consents, profiles, events, clock, metrics },
    random: aFixedRandom(),
    failedEvents: failedEventsIn(failed),
    ...ports,
  });
  const tokenOf = async (claim: Partial<PreferenceClaim> = {}): Promise<string> =>
    sealToken(await keys.ring(), aClaim(claim));
  return {
    ...{ keys, consents, profiles, events, failed, metrics, clock, ada, handle, tokenOf },
    at: (instant: number) => {
      now = instant;
    },
    agree: (given: Partial<Consent> = {}) => {
      const address = addressHash('ada@example.com');
      const yes = { subscribed: true, at: NOON - 3_600_000, by: 'web:subscribed' };
      consents.consents.set(address, {
        ...{ address, version: 1, epoch: 0, topics: { promotions: yes }, history: [{ ...yes, topic: 'promotions' }] },
        ...given,
      });
    },
    consent: () => consents.consents.get(addressHash('ada@example.com')),
    isOn: (topic: string) => consents.consents.get(addressHash('ada@example.com'))?.topics[topic]?.subscribed,
    look: async (token?: string, method = 'GET') =>
      handle(anHttpRequest({ method, path: `/u/${token ?? (await tokenOf())}` })),
    post: async (body: unknown, { token = '', headers = FORM_LABEL as Record<string, string> } = {}) =>
      handle(anHttpRequest({ path: `/u/${token === '' ? await tokenOf() : token}`, body, headers })),
    /** What is on the stream, as messages. */
    told: () => events.records.map(({ data }) => JSON.parse(Buffer.from(data).toString('utf8'))),
  };
};

export const headerOf = ({ headers = {} }: APIGatewayProxyStructuredResultV2, name: string): string =>
  String(headers[name] ?? '');
