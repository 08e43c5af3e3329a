import { atMostEvery, byId, el } from './dom.js';
import { clockTime, dateTime, reasonLabel } from './words.js';

const KEPT = 200;

const profileLink = (id, text) => el('a', { href: `#/profile/${encodeURIComponent(id)}` }, text);

const line = (message) => {
  switch (message.kind) {
    case 'event':
      return [
        message.profileId ? profileLink(message.profileId, message.name) : message.name,
        el(
          'small',
          {},
          message.outcome === 'duplicate' ? 'duplicate, counted once · ' : '',
          `${String(message.profileId ?? '').slice(0, 8)} · ${message.source ?? ''}`,
        ),
      ];
    case 'mail':
      return [
        el('a', { href: `#/mail/${encodeURIComponent(message.mailId)}` }, message.subject || message.campaign),
        el('small', {}, `${message.campaign} → ${message.to}`),
      ];
    case 'skip':
      return [
        profileLink(message.profileId, `Not sent: ${reasonLabel(message.reason)}`),
        el('small', {}, message.campaign),
      ];
    case 'failed':
      return ['Refused event', el('small', {}, reasonLabel(message.reason))];
    case 'clock':
      return [`Clock moved to ${dateTime(message.at)}`];
    default:
      return undefined;
  }
};

const row = (message) => {
  const content = line(message);
  if (content === undefined) return undefined;
  const tone = message.outcome === 'duplicate' ? 'duplicate' : message.kind;
  return el(
    'li',
    { class: tone, 'data-kind': message.kind },
    el('time', {}, clockTime(message.at)),
    el('p', {}, content),
  );
};

/** The feed: newest first, bounded, drawn at most eight times a second however much comes; paused, it only counts. */
export const liveFeed = () => {
  const [list, pause, filter] = ['feed-list', 'feed-pause', 'feed-filter'].map(byId);
  let kept = [];
  let undrawn = 0;
  let paused = false;

  const wanted = ({ kind }) => filter.value === 'all' || filter.value === kind;
  const empty = () =>
    list.replaceChildren(
      el(
        'li',
        { class: 'empty' },
        kept.length === 0
          ? 'Nothing yet. Events show up here within a second of being put.'
          : 'Nothing of this kind yet.',
      ),
    );
  const redraw = () => {
    undrawn = 0;
    const rows = kept.filter(wanted).map(row).filter(Boolean);
    if (rows.length === 0) empty();
    else list.replaceChildren(...rows);
  };
  const draw = atMostEvery(125, () => {
    if (paused) {
      pause.textContent = undrawn === 0 ? 'Resume' : `Resume (${undrawn > KEPT ? `${KEPT}+` : undrawn} new)`;
      return;
    }
    const rows = kept.slice(0, undrawn).filter(wanted).map(row).filter(Boolean);
    undrawn = 0;
    if (rows.length === 0) return;
    list.querySelector('.empty')?.remove();
    list.prepend(...rows);
    while (list.childElementCount > KEPT) list.lastElementChild.remove();
  });

  pause.addEventListener('click', () => {
    paused = !paused;
    pause.setAttribute('aria-pressed', String(paused));
    pause.textContent = paused ? 'Resume' : 'Pause';
    if (!paused) redraw();
  });
  filter.addEventListener('change', redraw);
  empty();

  return {
    add: (message) => {
      kept = [message, ...kept].slice(0, KEPT);
      undrawn += 1;
      draw();
    },
  };
};
