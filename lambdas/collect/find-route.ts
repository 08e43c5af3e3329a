import { type Refusal, refuse } from './refuse-request.ts';

export type Route =
  | { readonly kind: 'single'; readonly type: string }
  | { readonly kind: 'batch' }
  /** One event in the query string, for a page or mail that runs no script. */
  | { readonly kind: 'pixel'; readonly type?: string }
  /** What the browser SDK asks for before it sends anything. */
  | { readonly kind: 'settings'; readonly writeKey: string };

const TYPES = ['identify', 'track', 'page', 'screen', 'group', 'alias'] as const;

/** The browser SDK posts to one letter, all others to the word. */
const CALLS = new Map<string, Route>(
  TYPES.flatMap((type): [string, Route][] => [
    [type, { kind: 'single', type }],
    [type.slice(0, 1), { kind: 'single', type }],
  ]),
);
CALLS.set('batch', { kind: 'batch' }).set('b', { kind: 'batch' });

const PIXELS = new Map<string, Route>(TYPES.map((type): [string, Route] => [`pixel/${type}`, { kind: 'pixel', type }]));
PIXELS.set('pixel.gif', { kind: 'pixel' });

const SETTINGS = /^projects\/([\w.~-]{1,200})\/settings$/;

/** A client of another kind is told so: 400, because that is what stops it from trying for ever. */
const OTHER_PROTOCOLS: readonly (readonly [path: RegExp, refusal: Refusal])[] = [
  [/^\/api\/s\//, otherProtocol('Jitsu')],
  [/^\/(?:com\.snowplowanalytics\.|i$)/, otherProtocol('Snowplow')],
];

function otherProtocol(whose: string): Refusal {
  return refuse(400, 'other_protocol', `${whose}'s calls are not understood here: use a Segment-compatible client.`);
}

const unknownPath = refuse(404, 'unknown_path', 'Post to /v1/{identify,track,page,screen,group,alias,batch}.');
const wrongMethod = (method: string): Refusal => refuse(405, 'wrong_method', `Ask with ${method} here.`);

/** What a request is about, by its method and path alone. */
export const findRoute = (method: string, path: string): Route | Refusal => {
  const [, call = ''] = /^\/v1\/([\w./~-]+?)\/?$/.exec(path) ?? [];
  const posted = CALLS.get(call);
  if (posted !== undefined) return method === 'POST' ? posted : wrongMethod('POST');
  const [, writeKey] = SETTINGS.exec(call) ?? [];
  const asked = writeKey === undefined ? PIXELS.get(call) : { kind: 'settings' as const, writeKey };
  if (asked !== undefined) return method === 'GET' ? asked : wrongMethod('GET');
  return OTHER_PROTOCOLS.find(([pattern]) => pattern.test(path))?.[1] ?? unknownPath;
};
