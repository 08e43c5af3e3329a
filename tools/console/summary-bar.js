import { el, show } from './dom.js';
import { count, reasonLabel } from './words.js';

const tile = (name, value, label, ...more) =>
  el(
    'div',
    { class: 'tile', 'data-total': name },
    el('p', { class: 'tile-value' }, value),
    el('p', { class: 'tile-label' }, label),
    ...more,
  );

const parts = (counts, toLabel, tone) => {
  const entries = Object.entries(counts ?? {}).filter(([, number]) => number > 0);
  entries.sort(([, a], [, b]) => b - a);
  if (entries.length === 0) return undefined;
  return el(
    'ul',
    { class: `parts ${tone}` },
    entries.map(([name, number]) => el('li', {}, el('b', {}, count(number)), ` ${toLabel(name)}`)),
  );
};

const sum = (counts) => Object.values(counts ?? {}).reduce((total, number) => total + number, 0);

/** The totals: events put = applied + duplicates + failed, people, mails, and what was not sent with its reasons. */
export const showTotals = (parent, { events, failedByReason, profiles, sends, mailsByCampaign }) => {
  const notSent = sum(sends.skipped);
  const waiting = Math.max(0, sends.planned - sends.sent - notSent);
  show(
    parent,
    tile(
      'put',
      count(events.put),
      'events put',
      el(
        'p',
        { class: 'sum' },
        el('span', { 'data-total': 'applied' }, `${count(events.applied)} applied`),
        el('span', {}, `+ ${count(events.duplicates)} duplicates`),
        el(
          'span',
          {
            class: events.failed > 0 ? 'bad' : undefined,
            title: Object.entries(failedByReason ?? {})
              .map(([reason, number]) => `${number} ${reasonLabel(reason)}`)
              .join(', '),
          },
          `+ ${count(events.failed)} failed`,
        ),
      ),
    ),
    tile('profiles', count(profiles), 'profiles'),
    tile('sent', count(sends.sent), 'mails sent', parts(mailsByCampaign, String, 'good')),
    tile('not-sent', count(notSent), 'not sent', parts(sends.skipped, reasonLabel, 'held')),
    tile('waiting', count(waiting), 'waiting'),
  );
};
