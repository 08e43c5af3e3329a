import { addressHash } from '../../lambdas/core/identity/identity.ts';
import type { Profile } from '../../lambdas/core/profile/profile.ts';
import type { Send } from '../../lambdas/core/send/send.ts';
import type { CloudStores } from '../cloud/cloud-stores.ts';
import { profileOf } from '../cloud/fronts/find-profile.ts';
import { sendSentence } from '../console/words.js';

const CART_CAMPAIGN = 'cart-abandoned';
const FIRST_MAIL = 'reminder';

const clockTime = (at: number): string => new Date(at).toTimeString().slice(0, 5);

const nameOf = (profile: Profile): string => {
  const name = profile.traits.name?.value;
  return typeof name === 'string' ? name : 'A visitor';
};

const whatTheyPutIn = ({ trigger }: Send): string => {
  const { name } = trigger.properties;
  return typeof name === 'string' ? `“${name}”` : 'something';
};

const consentSentence = (stores: CloudStores, send: Send): string => {
  const consent = send.address === undefined ? undefined : stores.consents.consents.get(addressHash(send.address));
  const promotions = consent?.topics.promotions;
  if (promotions === undefined) return '';
  return promotions.subscribed
    ? ` They had agreed to promotions at ${clockTime(promotions.at)}.`
    : ` They had said no to promotions at ${clockTime(promotions.at)}.`;
};

const storyOf = (stores: CloudStores, send: Send): string | undefined => {
  const profile = profileOf(stores, send.profileId);
  if (profile === undefined) return undefined;
  const opening = `${nameOf(profile)} put ${whatTheyPutIn(send)} into the cart at ${clockTime(send.trigger.at)}.`;
  const ended = send.history.findLast(({ state }) => state === 'sent' || state === send.state)?.at ?? send.decidedAt;
  if (send.state === 'sent' || send.state === 'delivered') {
    return `${opening}${consentSentence(stores, send)} The cart was left alone for an hour after its last change, so at ${clockTime(ended)} the mail “${send.subject ?? send.campaign}” went out.`;
  }
  const ordered = profile.purchases.lastAt;
  const order = ordered === undefined ? '' : ` The order came at ${clockTime(ordered)}.`;
  return `${opening}${send.reason === 'exited' ? order : consentSentence(stores, send)} ${sendSentence(send, profile)}.`;
};

/** Two customers of the day, from ledger and profile: why one got a cart mail, and why the other did not. */
export const tellStories = (stores: CloudStores): readonly string[] => {
  const carts = [...stores.ledger.rows.values()].filter(
    ({ campaign, step, profileId }) =>
      campaign === CART_CAMPAIGN &&
      step === FIRST_MAIL &&
      profileOf(stores, profileId)?.traits.name?.value !== undefined,
  );
  const mailed = carts.findLast(({ state }) => state === 'delivered' || state === 'sent');
  const notMailed =
    carts.findLast(({ state, reason }) => state === 'skipped' && reason === 'exited') ??
    carts.findLast(({ reason }) => reason !== undefined);
  return [mailed, notMailed].flatMap((send) => (send === undefined ? [] : (storyOf(stores, send) ?? [])));
};
