/**
 * One request. Its outcome is a value: `{kind: 'ok', body}`, `{kind: 'not_found'}`, `{kind: 'refused', status}` or
 * `{kind: 'unreachable'}`; it never throws.
 */
const request = async (path, options = {}) => {
  try {
    const response = await fetch(path, { ...options, signal: AbortSignal.timeout(20_000) });
    if (response.status === 404) return { kind: 'not_found' };
    if (!response.ok) return { kind: 'refused', status: response.status };
    return { kind: 'ok', body: await response.json() };
  } catch {
    return { kind: 'unreachable' };
  }
};

export const getSummary = () => request('/v1/summary');
export const getResults = () => request('/v1/campaigns/results');
export const getInbox = () => request('/v1/inbox');
export const getProfile = (id) => request(`/v1/profiles/${encodeURIComponent(id)}`);
export const getSends = (id) => request(`/v1/sends?profile=${encodeURIComponent(id)}`);
export const getExplanations = (id) => request(`/v1/explain?profile=${encodeURIComponent(id)}`);
const previewPath = (campaign, id) =>
  `/v1/campaigns/${encodeURIComponent(campaign)}/preview?profile=${encodeURIComponent(id)}`;
export const getPreview = (campaign, id) => request(`${previewPath(campaign, id)}&anyway`);
export const previewPage = (campaign, id, step) =>
  `${previewPath(campaign, id)}&step=${encodeURIComponent(step)}&show=html`;
export const mailPath = (id) => `/v1/inbox/${encodeURIComponent(id)}`;

/** Moves the server's clock on; answers once everything that fell due by then is done. */
export const advanceClock = (advanceMs) =>
  request('/v1/clock', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ advanceMs }),
  });

const RECONNECT_MS = 3_000;

/** The live stream, for as long as the page is open. `onState` hears 'live' or 'gone' whenever that may have changed. */
export const openLiveStream = (onMessage, onState) => {
  const stream = new EventSource('/v1/live');
  stream.addEventListener('open', () => onState('live'));
  stream.addEventListener('error', () => {
    onState('gone');
    // The browser connects again by itself, except after an answer that was no stream.
    if (stream.readyState === EventSource.CLOSED) setTimeout(() => openLiveStream(onMessage, onState), RECONNECT_MS);
  });
  stream.addEventListener('message', ({ data }) => {
    try {
      onMessage(JSON.parse(data));
    } catch {
      // A line that is no JSON is no news.
    }
  });
};
