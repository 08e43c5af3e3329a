import { getExplanations, getProfile, getSends } from './api.js';
import { byId, el, show } from './dom.js';
import { amount, count, dateTime, day, sendSentence, sendTone, stateLabel, valueText } from './words.js';

const section = (title, ...children) => el('section', { class: 'block' }, el('h3', {}, title), ...children);
const nothing = (text) => el('p', { class: 'empty' }, text);

const textTrait = (profile, name) => {
  const value = Object.hasOwn(profile.traits, name) ? profile.traits[name].value : undefined;
  return typeof value === 'string' && value !== '' ? value : undefined;
};

const nameOf = ({ id, profile, address }) => {
  const full = [textTrait(profile, 'firstName'), textTrait(profile, 'lastName')].filter(Boolean).join(' ');
  return textTrait(profile, 'name') ?? (full || address || profile.userIds[0] || `Visitor ${id.slice(0, 8)}`);
};

const head = (found) => {
  const { profile, address } = found;
  const name = nameOf(found);
  const ids = [...profile.userIds.map((id) => ['user', id]), ...profile.anonymousIds.map((id) => ['anonymous', id])];
  return el(
    'header',
    { class: 'person' },
    el('span', { class: 'avatar', 'aria-hidden': 'true' }, [...name][0]?.toUpperCase() ?? '?'),
    el(
      'div',
      {},
      el('p', { class: 'person-name' }, name),
      address && address !== name && el('p', { class: 'quiet' }, address),
      el(
        'ul',
        { class: 'ids' },
        ids.slice(0, 6).map(([kind, id]) => el('li', {}, el('span', {}, kind), ' ', id)),
        ids.length > 6 && el('li', {}, `${ids.length - 6} more`),
      ),
    ),
  );
};

const figures = ({ profile }, currency) =>
  el(
    'dl',
    { class: 'figures' },
    [
      ['Orders', count(profile.purchases.orders)],
      ['Revenue', amount(profile.purchases.revenue, currency)],
      ['Visits', count(profile.sessions.closed + profile.sessions.recent.length)],
      ['First seen', dateTime(profile.firstSeenAt)],
      ['Last seen', dateTime(profile.lastSeenAt)],
    ].map(([label, value]) => el('div', {}, el('dt', {}, label), el('dd', {}, value))),
  );

const sendItem = (profile) => (send) =>
  el(
    'li',
    { class: `send ${sendTone(send.state)}`, 'data-state': send.state, 'data-campaign': send.campaign },
    el(
      'p',
      { class: 'send-name' },
      el('b', {}, send.campaign),
      el('span', { class: 'quiet' }, ` ${send.subject ?? send.step}`),
    ),
    el('p', { class: 'send-outcome' }, sendSentence(send, profile)),
    el(
      'details',
      {},
      el('summary', {}, 'History'),
      el(
        'ol',
        { class: 'history' },
        el('li', {}, el('time', {}, dateTime(send.trigger.at)), ` ${send.trigger.event}`),
        (send.history ?? []).map(({ at, state, reason }) =>
          el('li', {}, el('time', {}, dateTime(at)), ` ${stateLabel(state)}`, reason && ` (${stateLabel(reason)})`),
        ),
      ),
    ),
  );

const mails = (sends, profile) =>
  section(
    'Mails, and why',
    sends.length === 0
      ? nothing('No campaign has been triggered by this person yet.')
      : el('ul', { class: 'sends' }, sends.map(sendItem(profile))),
  );

const sentences = ({ decisions, never }) =>
  decisions.length === 0
    ? el('p', { class: 'quiet' }, never.join(' '))
    : el(
        'ol',
        { class: 'history' },
        decisions.map((decision) => el('li', {}, decision.sentences.join(' '))),
      );

const campaigns = (id, explained) =>
  section(
    'Campaigns',
    el(
      'ul',
      { class: 'sends' },
      explained.map((explanation) =>
        el(
          'li',
          { class: 'send', 'data-explained': explanation.campaign },
          el(
            'p',
            { class: 'send-name' },
            el('b', {}, explanation.campaign),
            ' ',
            el(
              'a',
              { href: `#/preview/${encodeURIComponent(explanation.campaign)}/${encodeURIComponent(id)}` },
              'Preview',
            ),
          ),
          el('details', {}, el('summary', {}, 'Why'), sentences(explanation)),
        ),
      ),
    ),
  );

const basket = ({ cart }, currency) =>
  section(
    'Cart',
    !cart || cart.lines.length === 0
      ? nothing('The cart is empty.')
      : el(
          'table',
          { class: 'rows' },
          el(
            'tbody',
            {},
            cart.lines.map((line) =>
              el(
                'tr',
                {},
                el('td', {}, `${count(line.quantity)} ×`),
                el('th', { scope: 'row' }, line.name ?? line.productId),
                el(
                  'td',
                  { class: 'number' },
                  line.price === undefined ? '' : amount(line.price * line.quantity, currency),
                ),
              ),
            ),
          ),
          el(
            'tfoot',
            {},
            el(
              'tr',
              {},
              el('td', {}),
              el('th', { scope: 'row' }, 'Total'),
              el('td', { class: 'number' }, amount(cart.total, currency)),
            ),
          ),
        ),
  );

const viewed = ({ profile }) =>
  section(
    'Viewed products',
    profile.viewed.length === 0
      ? nothing('No product has been viewed.')
      : el(
          'ul',
          { class: 'chips' },
          profile.viewed.map(({ productId, category }) => el('li', { title: category }, productId)),
        ),
  );

const counters = ({ profile }) => {
  const entries = Object.entries(profile.counters).sort(([, a], [, b]) => b.count - a.count);
  const most = entries[0]?.[1].count ?? 1;
  return section(
    'Events',
    el(
      'ul',
      { class: 'bars' },
      entries.map(([name, counter]) =>
        el(
          'li',
          {},
          el('span', { class: 'bar-name' }, name),
          el('meter', { min: 0, max: most, value: counter.count, 'aria-hidden': 'true' }),
          el('b', {}, count(counter.count)),
          el('time', {}, dateTime(counter.lastAt)),
        ),
      ),
    ),
  );
};

const traits = ({ profile }) => {
  const entries = Object.entries(profile.traits).sort(([a], [b]) => a.localeCompare(b));
  return section(
    'Traits',
    entries.length === 0
      ? nothing('Nothing is known but what this person did.')
      : el(
          'table',
          { class: 'rows' },
          el(
            'tbody',
            {},
            entries.map(([name, { value, at }]) =>
              el(
                'tr',
                {},
                el('th', { scope: 'row' }, name),
                el('td', {}, valueText(value)),
                el('td', { class: 'number quiet' }, day(at)),
              ),
            ),
          ),
        ),
  );
};

const consent = ({ profile, consent: given }) => {
  const topics = Object.entries(given?.topics ?? profile.pendingConsent ?? {});
  return section(
    'Consent',
    given?.suppression &&
      el(
        'p',
        { class: 'bad' },
        `No mail at all: the address ${given.suppression.reason} on ${day(given.suppression.at)}.`,
      ),
    topics.length === 0
      ? nothing('No consent was given.')
      : el(
          'ul',
          { class: 'chips' },
          topics.map(([topic, { subscribed, at }]) =>
            el(
              'li',
              { class: subscribed ? 'good' : 'held' },
              `${topic}: ${subscribed ? 'yes' : 'no'}, since ${day(at)}`,
            ),
          ),
        ),
    !given && topics.length > 0 && el('p', { class: 'quiet' }, 'Waits on the profile until an address is known.'),
  );
};

/** The profile panel. `open(id)` shows one by any of its ids or its address; `refresh()` asks again for the one shown. */
export const profileView = () => {
  const body = byId('profile-body');
  const query = byId('profile-query');
  let asked;
  let shownId;
  let currency;

  const message = (title, text) =>
    show(body, el('div', { class: 'blank' }, el('p', { class: 'blank-title' }, title), el('p', {}, text)));
  const welcome = () =>
    message(
      'Who is it about?',
      'Pick an event from the feed, or search for a person. You see what is known, what they did, and why they did or did not get each mail.',
    );

  const refresh = async () => {
    const id = asked;
    if (id === undefined) return welcome();
    const found = await getProfile(id);
    const [sends, explained] =
      found.kind === 'ok' ? await Promise.all([getSends(found.body.id), getExplanations(found.body.id)]) : [];
    if (id !== asked) return; // somebody else was asked for meanwhile
    switch (found.kind) {
      case 'ok': {
        shownId = found.body.id;
        const open = [...body.querySelectorAll('details')].map((details) => details.open);
        show(
          body,
          head(found.body),
          figures(found.body, currency),
          sends?.kind === 'ok' ? mails(sends.body.sends, found.body.profile) : nothing('The sends could not be read.'),
          explained?.kind === 'ok' && campaigns(found.body.id, explained.body.campaigns),
          basket(found.body, currency),
          counters(found.body),
          viewed(found.body),
          traits(found.body),
          consent(found.body),
        );
        body.querySelectorAll('details').forEach((details, index) => {
          details.open = open[index] ?? false;
        });
        return;
      }
      case 'not_found':
        shownId = undefined;
        return message('Nobody by that name', `No profile has the id or address “${id}”.`);
      case 'refused':
        return message('That did not work', `The server answered with status ${found.status}.`);
      default:
        return message(
          'The server is gone',
          'Is the demo still running? This panel fills again as soon as it answers.',
        );
    }
  };

  byId('profile-search').addEventListener('submit', (event) => {
    event.preventDefault();
    const id = query.value.trim();
    if (id !== '') location.hash = `#/profile/${encodeURIComponent(id)}`;
  });
  welcome();

  return {
    open: (id) => {
      if (id === asked) return refresh();
      asked = id;
      shownId = undefined;
      query.value = id;
      body.replaceChildren(el('p', { class: 'empty' }, 'Looking…'));
      return refresh();
    },
    refresh,
    isShown: (profileId) => profileId !== undefined && profileId === shownId,
    isOpen: () => asked !== undefined,
    setCurrency: (code) => {
      currency = code;
    },
  };
};
