const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const MONEY_SCALE = 10_000;

const REASONS = {
  no_address: 'no address is known for this person',
  no_consent: 'they have not agreed to this kind of mail',
  holdout: 'they are in the comparison group, which gets nothing on purpose',
  global_holdout: 'they are among the few who get no marketing at all, for comparison',
  not_in_audience: "they were outside the campaign's audience",
  entered_recently: 'they had a mail of this campaign too recently',
  exited: "the campaign's exit came true before the mail was due",
  step_condition: "this step's own condition did not hold",
  not_allowed_here: 'this stage mails only the addresses on its list',
  daily_cap: "they had reached the day's limit of mails",
  address_bounced: 'mail to this address bounced before',
  address_complained: 'mail to this address was reported as spam before',
  erased: 'their data were erased',
  other_cart: 'the cart it was about is gone; another one is open',
  other_address: 'it was for one address, and theirs is another one now',
  nothing_to_show: 'everything it would have shown is sold out',
  too_late: 'it fell due too long after the event',
  unrenderable: 'its template could not be filled in',
  rejected: 'the mail service refused it',
  uncertain: 'the mail service gave no clear answer, and a second try might have sent it twice',
  unmerged: 'the person turned out to be two',
  campaign_withdrawn: 'the campaign was withdrawn',
};

const SHORT_REASONS = {
  no_address: 'no address',
  no_consent: 'no consent',
  holdout: 'comparison group',
  global_holdout: 'no marketing, for comparison',
  not_in_audience: 'not in audience',
  entered_recently: 'entered recently',
  exited: 'exited in time',
  step_condition: 'step condition',
  not_allowed_here: 'not allowed here',
  daily_cap: 'daily limit',
  address_bounced: 'bounced before',
  address_complained: 'complained before',
  erased: 'erased',
  other_cart: 'another cart',
  other_address: 'another address',
  nothing_to_show: 'sold out',
  too_late: 'too late',
  unrenderable: 'unrenderable',
  rejected: 'rejected',
  uncertain: 'uncertain',
  unmerged: 'the person turned out to be two',
  campaign_withdrawn: 'withdrawn',
};

const plain = (name) => String(name).replaceAll('_', ' ');
const known = (table, name) => (Object.hasOwn(table, name) ? table[name] : plain(name));

/** A reason as a label: "no consent". An unknown one is shown as it came. */
export const reasonLabel = (reason) => known(SHORT_REASONS, reason);

/** A duration as people say it: "90 minutes", "hour", "2 days". */
export const durationWords = (ms) => {
  const [size, unit] = ms >= DAY_MS ? [DAY_MS, 'day'] : ms >= HOUR_MS ? [HOUR_MS, 'hour'] : [MINUTE_MS, 'minute'];
  const count = Math.round((ms / size) * 10) / 10;
  return count === 1 ? unit : `${count} ${unit}s`;
};

const orderedAt = (profile) =>
  profile?.counters && Object.hasOwn(profile.counters, 'Order Completed')
    ? profile.counters['Order Completed'].lastAt
    : undefined;

/** "hour was", "2 days were"; a wait that further changes of the cart stretched is no round number: "wait was". */
const waitWords = ({ dueAt, trigger }) => {
  const words = durationWords(Math.max(MINUTE_MS, dueAt - trigger.at));
  if (words.includes('.')) return 'wait was';
  return `${words} ${words.endsWith('s') ? 'were' : 'was'}`;
};

/** "exited" is the campaign's own word: for a cart, say what became of the cart. */
const whyExited = (send, profile) => {
  if (send.cartKey === undefined) return known(REASONS, 'exited');
  const endedAt = send.history?.at(-1)?.at ?? Number.POSITIVE_INFINITY;
  const boughtAt = orderedAt(profile);
  const ordered = boughtAt !== undefined && boughtAt >= send.trigger.at && boughtAt <= endedAt;
  return `the cart was ${ordered ? 'ordered' : 'emptied'} before the ${waitWords(send)} over`;
};

const why = (send, profile) =>
  send.reason === 'exited' ? whyExited(send, profile) : known(REASONS, send.reason ?? 'no reason given');

/** What became of a send, as one sentence: "Not sent: the cart was ordered before the hour was over". */
export const sendSentence = (send, profile) => {
  switch (send.state) {
    case 'planned':
      return send.reason === 'uncertain'
        ? 'Waits to be sent once more: the mail service gave no clear answer'
        : `Waits until ${dateTime(Math.max(send.dueAt, send.wakeAt ?? send.dueAt))}`;
    case 'claimed':
      return 'Being sent right now';
    case 'sent':
      return 'Sent: the mail service accepted it';
    case 'delivered':
      return 'Delivered';
    case 'bounced':
      return 'Sent, but it bounced';
    case 'complained':
      return 'Sent, and reported as spam';
    case 'parked':
      return send.reason === 'uncertain'
        ? `Perhaps sent: ${why(send, profile)}`
        : `Perhaps sent: a first try got no clear answer; now ${why(send, profile)}`;
    default:
      return `Not sent: ${why(send, profile)}`;
  }
};

/** Which of four colours a send's state has. */
export const sendTone = (state) => {
  if (['sent', 'delivered'].includes(state)) return 'good';
  if (['planned', 'claimed'].includes(state)) return 'waiting';
  if (['bounced', 'complained', 'failed', 'parked'].includes(state)) return 'bad';
  return 'held';
};

const ARMS = { treated: 'treated', holdout: 'held out', global_holdout: 'no marketing' };
/** Which side of a comparison somebody is on. */
export const armLabel = (arm) => known(ARMS, arm);

export const stateLabel = plain;

const pad = (number) => String(number).padStart(2, '0');
export const clockTime = (at) => {
  const date = new Date(at);
  return `${pad(date.getHours())}:${pad(date.getMinutes())}:${pad(date.getSeconds())}`;
};
const dayFormat = new Intl.DateTimeFormat('en-GB', {
  weekday: 'short',
  day: 'numeric',
  month: 'short',
  year: 'numeric',
});
/** "Tue, 24 Nov 2026" in the browser's zone. */
export const day = (at) => dayFormat.format(at);
const dateTimeFormat = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'short',
  hour: '2-digit',
  minute: '2-digit',
});
/** "24 Nov, 09:30" in the browser's zone. */
export const dateTime = (at) => (Number.isFinite(at) ? dateTimeFormat.format(at) : 'an unknown time');

export const count = (number) => new Intl.NumberFormat('en-GB').format(number ?? 0);

/** Ten-thousandths of the currency's unit, as `Money` in the domain. */
export const amount = (money, currency) => {
  try {
    return new Intl.NumberFormat('en-GB', { style: 'currency', currency }).format(money / MONEY_SCALE);
  } catch {
    return new Intl.NumberFormat('en-GB', { minimumFractionDigits: 2, maximumFractionDigits: 2 }).format(
      money / MONEY_SCALE,
    );
  }
};

/** A trait's value as text. */
export const valueText = (value) => (typeof value === 'string' ? value : JSON.stringify(value));
