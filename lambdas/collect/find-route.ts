import { type Refusal, refuse } from './refuse-request.ts';

export type Route = { readonly kind: 'single'; readonly type: string } | { readonly kind: 'batch' };

/** The browser SDK posts to one letter, all others to the word. */
const CALLS = new Map<string, Route>(
  ['identify', 'track', 'page', 'screen', 'group', 'alias'].flatMap((type): [string, Route][] => [
    [type, { kind: 'single', type }],
    [type.slice(0, 1), { kind: 'single', type }],
  ]),
);
CALLS.set('batch', { kind: 'batch' }).set('b', { kind: 'batch' });

export const findRoute = (method: string, path: string): Route | Refusal => {
  const [, call = ''] = /^\/v1\/([a-z]+)\/?$/.exec(path) ?? [];
  const route = CALLS.get(call);
  if (route === undefined)
    return refuse(404, 'unknown_path', 'Post to /v1/{identify,track,page,screen,group,alias,batch}.');
  return method === 'POST' ? route : refuse(405, 'wrong_method', 'Use POST.');
};
