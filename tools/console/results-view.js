import { getResults } from './api.js';
import { byId, el, show } from './dom.js';
import { amount, armLabel, count } from './words.js';

const HEADS = ['Campaign', 'Arm', 'Entries', 'Mailed', 'Opened', 'Clicked', 'Goals', 'Revenue', 'an entry'];

const MONEY_SCALE = 10_000;

const row = (campaign, goal, currency) => (arm) => {
  const inMoney = (units) => amount(Math.round(units * MONEY_SCALE), currency);
  return el(
    'tr',
    { 'data-campaign': campaign, 'data-arm': arm.arm },
    el('th', { scope: 'row' }, campaign),
    el('td', {}, armLabel(arm.arm)),
    [arm.entries, arm.mailed, arm.opened, arm.clicked].map((number) => el('td', { class: 'number' }, count(number))),
    goal === undefined
      ? el('td', { colspan: '3', class: 'quiet' }, 'no goal')
      : [count(arm.goals), inMoney(arm.revenue), inMoney(arm.revenue / arm.entries)].map((text) =>
          el('td', { class: 'number' }, text),
        ),
  );
};

/** What came of each campaign, the arms one below the other. Asked only while it is open. */
export const resultsView = () => {
  const box = byId('results');
  const refresh = async () => {
    if (!box.open) return;
    const results = await getResults();
    if (results.kind !== 'ok') return;
    const { campaigns, currency } = results.body;
    const rows = campaigns.flatMap(({ campaign, goal, arms }) => arms.map(row(campaign, goal, currency)));
    if (rows.length === 0) return show(byId('results-body'), el('p', {}, 'Nobody has entered a campaign yet.'));
    show(
      byId('results-body'),
      el(
        'table',
        {},
        el(
          'thead',
          {},
          el(
            'tr',
            {},
            HEADS.map((head) => el('th', { scope: 'col' }, head)),
          ),
        ),
        el('tbody', {}, rows),
      ),
      el('p', { class: 'quiet' }, 'Counted in the ledger, goals from the entry on. Small arms differ by chance.'),
    );
  };
  box.addEventListener('toggle', refresh);
  return { refresh };
};
