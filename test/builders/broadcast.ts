import { BROADCAST } from '../../lambdas/core/campaign/broadcast-trigger.ts';
import type { CampaignBook } from '../../lambdas/core/campaign/campaign.ts';
import { aBook, aCampaign, aStep, DAY_MS } from './campaign.ts';
import { anIdentity, aProfile } from './profile.ts';
import { aConsent } from './send.ts';
import { aSendingWorld } from './sending-world.ts';

/** One mail to everybody with an address. */
export const sale = aCampaign({
  name: 'sale',
  trigger: { event: BROADCAST, where: [{ property: 'segment', equals: 'everybody' }] },
  entry: { oncePer: 'address' },
  exit: undefined,
  maxAgeMs: DAY_MS,
  steps: [aStep({ id: 'news', waitMs: 0 })],
});
const everybody = {
  name: 'everybody',
  version: '1',
  title: 'Everybody',
  predicate: { trait: 'email', exists: true },
};
export const saleBook: CampaignBook = { ...aBook([sale]), segments: [everybody] };

/** A world of so many people, `person-0@example.com` and on, who have all agreed. */
export const aWorldOf = async (people: number) => {
  const world = aSendingWorld({ book: saleBook });
  for (let index = 0; index < people; index += 1) {
    const email = `person-${index}@example.com`;
    await world.putProfile(aProfile({ id: anIdentity(`person-${index}`), email }));
    world.putConsent(aConsent({ of: email, zone: 'Europe/London' }));
  }
  return world;
};
