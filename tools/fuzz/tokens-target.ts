import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { failedEventsIn } from '../../lambdas/adapters/failed-events.ts';
import { toKeyRing } from '../../lambdas/adapters/key-ring.ts';
import { countingMetrics } from '../../lambdas/adapters/memory/counting-metrics.ts';
import { memoryEventStream } from '../../lambdas/adapters/memory/event-stream.ts';
import { memoryConsentStore } from '../../lambdas/adapters/memory/memory-consent-store.ts';
import { memoryProfileStore } from '../../lambdas/adapters/memory/memory-profile-store.ts';
import { memoryObjectStore } from '../../lambdas/adapters/memory/object-store.ts';
import { addressHash, identityId } from '../../lambdas/core/identity/identity.ts';
import {
  type KeyRing,
  openToken,
  type PreferenceClaim,
  sealToken,
  TOKEN_LIFE_MS,
} from '../../lambdas/core/preference/token.ts';
import { managePreferences } from '../../lambdas/manage-preferences/manage-preferences.ts';
import type { Chance } from './chance.ts';
import { NOW } from './fold-world.ts';
import { type FuzzTarget, mustHold } from './fuzz-target.ts';
import { hostileBytes } from './hostile-bytes.ts';
import { hostileText } from './hostile-values.ts';

const ring = toKeyRing(JSON.stringify({ current: 'k2', k1: 'a'.repeat(32), k2: 'b'.repeat(32) }));
/** Knows the ids, not the secrets. */
const forger = toKeyRing(JSON.stringify({ current: 'k2', k1: 'c'.repeat(32), k2: 'd'.repeat(32), k3: 'e'.repeat(32) }));
const STATUSES = [200, 400, 404, 405, 413];

/** Links of mails: one that was not made by us, or too long ago, opens nothing and changes nothing. */
export const tokensTarget: FuzzTarget = {
  name: 'tokens',
  share: 0.02,
  boundMs: 2_000,
  open: async () => {
    const { default: book } = await import('../../lambdas/generated/campaigns.js');
    return {
      tryOne: async (chance) => {
        const { token, isGood } = hostileToken(chance);
        mustHold(
          (openToken(ring, token, NOW) !== undefined) === isGood,
          'a link opens what it was made for, and no other does',
        );
        const consents = memoryConsentStore();
        const metrics = countingMetrics();
        const answer = managePreferences({
          brand: book.brand,
          keys: { ring: async () => ring },
          consents,
          profiles: memoryProfileStore(),
          events: memoryEventStream(),
          failedEvents: failedEventsIn(memoryObjectStore()),
          clock: { now: () => NOW, sleep: async () => {} },
          random: { id: () => 'fuzz', fraction: () => 0.5 },
          metrics,
        });
        const method = chance.pick(['GET', 'POST', 'POST', 'POST', 'HEAD', 'PUT', 'DELETE']);
        const { statusCode = 0, body = '' } = await answer(request(chance, method, token));
        mustHold(metrics.total('RecordsFailed') === 0, 'no request breaks the page');
        mustHold(STATUSES.includes(statusCode), 'every answer has a status that a browser understands');
        mustHold(
          consents.consents.size === 0 || (isGood && method === 'POST'),
          'only a good link, posted, changes anything',
        );
        mustHold(
          !/<(?:script|fuzz|img|svg)\b/i.test(body) && !/["']\s*onfuzz\s*=/i.test(body),
          'no text becomes markup',
        );
        return [isGood ? `good link: ${statusCode}` : `bad link: ${statusCode}`];
      },
    };
  },
};

const aClaim = (chance: Chance, issuedAt: number): PreferenceClaim => ({
  address: addressHash(`p${chance.below(100)}@example.com`),
  profileId: identityId({ kind: 'user', value: `u-${chance.below(100)}` }),
  topic: chance.pick(['promotions', 'news']),
  issuedAt,
});

const hostileToken = (chance: Chance): { readonly token: string; readonly isGood: boolean } => {
  const older: KeyRing = { ...ring, current: 'k1' };
  const good = sealToken(chance.happens(0.5) ? ring : older, aClaim(chance, NOW - chance.below(TOKEN_LIFE_MS)));
  const bad = (token: string) => ({ token, isGood: token === good });
  switch (chance.below(9)) {
    case 0:
    case 1:
      return { token: good, isGood: true };
    case 2:
      return bad(sealToken({ ...forger, current: chance.pick(['k1', 'k2', 'k3']) }, aClaim(chance, NOW)));
    case 3:
      return bad(sealToken(ring, aClaim(chance, chance.pick([NOW - TOKEN_LIFE_MS - 1, NOW + 300_001, 0]))));
    case 4: {
      const other = sealToken(ring, aClaim(chance, NOW)).split('.');
      const at = chance.below(6);
      const swapped = good
        .split('.')
        .map((part, index) => (index === at ? (other[index] ?? '') : part))
        .join('.');
      return { token: swapped, isGood: openToken(ring, good, NOW) !== undefined && swapped === good };
    }
    case 5:
      return bad(good.slice(0, chance.below(good.length)));
    case 6: {
      const at = chance.below(good.length);
      return bad(good.slice(0, at) + chance.pick(['A', 'b', '-', '.', '%', 'é', '']) + good.slice(at + 1));
    }
    case 7:
      return bad(chance.pick([`${good}.`, ` ${good}`, `${good}\n`, good.toUpperCase(), `${good}${'a'.repeat(400)}`]));
    default:
      return bad(hostileText(chance));
  }
};

const request = (chance: Chance, method: string, token: string): APIGatewayProxyEventV2 => {
  const label = chance.pick([
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=b',
    'multipart/form-data; boundary="',
    'multipart/form-data',
    'text/plain',
    '',
  ]);
  const path = chance.happens(0.97) ? `/u/${token}` : chance.pick(['/u/', '/u', `/u/${token}/x`, '/']);
  const asBase64 = chance.happens(0.5);
  return {
    version: '2.0',
    routeKey: '$default',
    rawPath: path,
    rawQueryString: '',
    headers: { ...(chance.happens(0.9) && { 'content-type': label }) },
    requestContext: {
      accountId: '000000000000',
      apiId: 'api',
      domainName: 'api.example',
      domainPrefix: 'api',
      http: { method, path, protocol: 'HTTP/1.1', sourceIp: '203.0.113.7', userAgent: 'fuzz' },
      requestId: 'fuzz',
      routeKey: '$default',
      stage: '$default',
      time: '24/Nov/2026:12:00:00 +0000',
      timeEpoch: NOW,
    },
    isBase64Encoded: asBase64,
    ...(chance.happens(0.95) && { body: Buffer.from(form(chance)).toString(asBase64 ? 'base64' : 'utf8') }),
  };
};

const form = (chance: Chance): string | Uint8Array => {
  const text = encodeURIComponent(hostileText(chance).toWellFormed());
  switch (chance.below(8)) {
    case 0:
      return 'List-Unsubscribe=One-Click';
    case 1:
      return `action=save&topic=${text}&was=${text}&topic=promotions`;
    case 2:
      return `action=leave-all&${text}=${text}`;
    case 3:
      return `--b\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--b--\r\n`;
    case 4:
      return `--b\r\nContent-Disposition: form-data; name="${hostileText(chance)}"\r\n\r\n${hostileText(chance)}`;
    case 5:
      return `${'content-disposition: ;name="'.repeat(chance.below(300))}\r\n${'a\r\n'.repeat(chance.below(2_000))}`;
    case 6:
      return `action=save${'&topic=a'.repeat(chance.below(1_200))}`;
    default:
      return hostileBytes(chance);
  }
};
