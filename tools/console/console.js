import { advanceClock, getSummary, openLiveStream } from './api.js';
import { atMostEvery, byId, el, show } from './dom.js';
import { inboxView } from './inbox-view.js';
import { liveFeed } from './live-feed.js';
import { profileView } from './profile-view.js';
import { resultsView } from './results-view.js';
import { showTotals } from './summary-bar.js';
import { clockTime, day } from './words.js';

const POLL_MS = 5_000;

const feed = liveFeed();
const profile = profileView();
const inbox = inboxView();
const results = resultsView();

const showConnection = (state) => {
  const box = byId('connection');
  const isLive = state === 'live';
  box.dataset.state = state;
  box.textContent = isLive ? 'Live' : 'Server gone';
  byId('alert').hidden = isLive;
  if (!isLive)
    byId('alert').textContent =
      'The server does not answer. Start it with “npm run demo”: this page connects again by itself.';
};

const showClock = (now) => show(byId('clock-time'), el('b', {}, clockTime(now).slice(0, 5)), el('span', {}, day(now)));

const refreshSummary = async () => {
  const summary = await getSummary();
  if (summary.kind === 'unreachable') return showConnection('gone');
  if (summary.kind !== 'ok') return;
  profile.setCurrency(summary.body.brand?.currency);
  if (summary.body.brand?.name) byId('brand-name').textContent = summary.body.brand.name;
  showTotals(byId('totals'), summary.body);
  results.refresh();
  showClock(summary.body.now);
};

const refreshAll = () => {
  refreshSummary();
  inbox.refresh();
  profile.refresh();
};
const [soonSummary, soonInbox, soonProfile] = [
  atMostEvery(500, refreshSummary),
  atMostEvery(500, inbox.refresh),
  atMostEvery(500, profile.refresh),
];

const onMessage = (message) => {
  feed.add(message);
  soonSummary();
  if (message.kind === 'mail') soonInbox();
  if (message.kind === 'clock') {
    showClock(message.at);
    soonProfile();
  }
  // A mail names no profile: ask again, at most twice a second.
  if (profile.isShown(message.profileId) || (message.kind === 'mail' && profile.isOpen())) soonProfile();
};

const showView = (view) => {
  document.body.dataset.view = view;
  for (const tab of document.querySelectorAll('[data-tab]')) {
    if (tab.dataset.tab === view) tab.setAttribute('aria-current', 'page');
    else tab.removeAttribute('aria-current');
  }
};

/** A broken escape is looked up as it stands, and not found. */
const decoded = (text) => {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
};

/** `#/profile/<id>`, `#/mail/<id>`, `#/preview/<campaign>/<id>/<step>`, `#/inbox`, `#/live`: a link to what somebody looks at. */
const route = () => {
  const [, view = '', rest = ''] = /^#\/([a-z]*)\/?(.*)$/.exec(location.hash) ?? [];
  const id = decoded(rest);
  if (view === 'profile') {
    showView('profile');
    if (id !== '') profile.open(id);
  } else if (view === 'mail' && id !== '') {
    showView('inbox');
    inbox.open(id);
  } else if (view === 'preview') {
    showView('inbox');
    inbox.preview(...rest.split('/').map(decoded));
  } else showView(view === 'inbox' ? 'inbox' : 'live');
};

for (const button of document.querySelectorAll('[data-advance-ms]')) {
  button.addEventListener('click', async () => {
    button.disabled = true;
    const moved = await advanceClock(Number(button.dataset.advanceMs));
    button.disabled = false;
    button.focus();
    if (moved.kind === 'unreachable') showConnection('gone');
    refreshAll();
  });
}
byId('skip-link').addEventListener('click', (event) => {
  event.preventDefault(); // its target must not become the route
  byId('profile-panel').focus();
});

addEventListener('hashchange', route);
route();
refreshAll();
setInterval(refreshSummary, POLL_MS);
openLiveStream(onMessage, (state) => {
  showConnection(state);
  if (state === 'live') refreshAll();
});
