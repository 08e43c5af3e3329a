import { expect, it } from 'vitest';
import { failedEventsIn } from '../../../lambdas/adapters/failed-events.ts';
import { memoryEventStream } from '../../../lambdas/adapters/memory/event-stream.ts';
import { memoryObjectStore } from '../../../lambdas/adapters/memory/object-store.ts';
import { addressHash } from '../../../lambdas/core/identity/identity.ts';
import { sealToken } from '../../../lambdas/core/preference/token.ts';
import { managePreferences } from '../../../lambdas/manage-preferences/manage-preferences.ts';
import { aBook, HOUR_MS } from '../../builders/campaign.ts';
import { anHttpRequest } from '../../builders/http-request.ts';
import { aClaim } from '../../builders/preference.ts';
import { FORM_LABEL, ONE_CLICK } from '../../builders/preferences-world.ts';
import { aCart, aProfile, NOON } from '../../builders/profile.ts';
import { aConsent, aSend } from '../../builders/send.ts';
import { aSendingWorld } from '../../builders/sending-world.ts';
import { aFixedRandom } from '../../builders/virtual-time.ts';

/** Ada's cart mail is due; `leave` is her mail program's button, in the mail she got before. */
const aDueMail = async ({ known = true } = {}) => {
  const world = aSendingWorld();
  await world.putProfile(aProfile({ cart: aCart([{}]) }));
  if (known) world.putConsent(aConsent({ zone: 'Europe/London' }));
  world.at(NOON + HOUR_MS);
  const handle = managePreferences({
    brand: aBook().brand,
    ...{ keys: world.keys, consents: world.consents, profiles: world.profiles },
    ...{ clock: world.clock, metrics: world.metrics },
    events: memoryEventStream(),
    failedEvents: failedEventsIn(memoryObjectStore()),
    random: aFixedRandom(),
  });
  const path = `/u/${sealToken(await world.keys.ring(), aClaim())}`;
  const leave = () => handle(anHttpRequest({ path, body: ONE_CLICK, headers: FORM_LABEL }));
  return { world, leave, sendId: await world.putRow(aSend()) };
};

it('who leaves before the claim gets no further mail', async () => {
  const { world, leave, sendId } = await aDueMail();
  await leave();
  await world.send(sendId);
  expect(world.mails).toEqual([]);
  expect(world.row(sendId)).toMatchObject({ state: 'skipped', reason: 'no_consent' });
});

it.each(['load', 'commit', 'write'])(
  'who leaves between the reading and the claim gets none either (before %s)',
  async (call) => {
    const { world, leave, sendId } = await aDueMail();
    let done = false;
    world.hooks.onCall = async (name, when) => {
      if (done || name !== call || when !== 'before') return;
      done = true;
      expect((await leave()).statusCode).toBe(200);
    };
    // Without a zone kept with the address, the sender writes CONSENT itself before it claims.
    if (call === 'commit') world.putConsent(aConsent());
    await world.send(sendId);
    expect(done).toBe(true);
    expect(world.mails).toEqual([]);
    expect(world.row(sendId)).toMatchObject({ state: 'skipped', reason: 'no_consent' });
    expect(world.consents.consents.get(addressHash('ada@example.com'))?.topics.promotions?.subscribed).toBe(false);
  },
);

it('who leaves after the claim has that one mail, and no other', async () => {
  const { world, leave, sendId } = await aDueMail();
  world.hooks.afterWrite = async (row) => {
    if (row.state === 'claimed') await leave();
  };
  await world.send(sendId);
  expect(world.mails).toHaveLength(1);
  const next = await world.putRow(aSend({ step: 'reminder', entryKey: 'cart:cart-1b' }));
  await world.send(next);
  expect(world.row(next)).toMatchObject({ state: 'skipped', reason: 'no_consent' });
  expect(world.mails).toHaveLength(1);
});
