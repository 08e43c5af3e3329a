import { basename } from 'node:path/posix';

/** Where a file lives, as far as import rules are concerned. */
export type Room =
  | 'core'
  | 'decode'
  | 'ports'
  | 'steps'
  | 'adapters/aws'
  | 'adapters/memory'
  | 'adapters'
  | 'generated'
  | 'use case'
  | 'create-handler'
  | 'handler'
  | 'env'
  | 'limits'
  | 'emitter'
  | 'lib'
  | 'bin'
  | 'tools'
  | 'test'
  | 'elsewhere';

const SHARED_ROOMS = [
  'adapters/aws',
  'adapters/memory',
  'adapters',
  'core',
  'decode',
  'ports',
  'steps',
  'generated',
] as const;
const OUTER_ROOMS = ['emitter', 'lib', 'bin', 'tools', 'test'] as const;
const FUNCTION_FILES: ReadonlyMap<string, Room> = new Map([
  ['handler', 'handler'],
  ['create-handler', 'create-handler'],
  ['env', 'env'],
  ['limits', 'limits'],
]);

/** The room of a path from the project's root, with forward slashes. */
export const roomOf = (path: string): Room => {
  const shared = SHARED_ROOMS.find((room) => path.startsWith(`lambdas/${room}/`));
  if (shared !== undefined) return shared;
  if (path.startsWith('lambdas/')) {
    return FUNCTION_FILES.get(basename(path).replace(/\.\w+$/, '')) ?? 'use case';
  }
  return OUTER_ROOMS.find((room) => path.startsWith(`${room}/`)) ?? 'elsewhere';
};

/** The function's folder (`send-email`), or undefined for a room that all functions share. */
export const functionOf = (path: string): string | undefined =>
  SHARED_ROOMS.some((room) => path.startsWith(`lambdas/${room}/`)) ? undefined : /^lambdas\/([^/]+)\//.exec(path)?.[1];

/** What each room may import. A function's own folder is always allowed, another's never. */
export const ALLOWED: Readonly<Record<Room, readonly Room[] | 'everything'>> = {
  core: ['core'],
  decode: ['core', 'decode'],
  ports: ['core', 'ports'],
  // What several use cases do alike, over ports: waiting out, counting, concealing.
  steps: ['core', 'ports', 'steps'],
  'adapters/aws': ['core', 'decode', 'ports', 'steps', 'adapters', 'adapters/aws'],
  'adapters/memory': ['core', 'decode', 'ports', 'steps', 'adapters', 'adapters/memory'],
  adapters: ['core', 'decode', 'ports', 'steps', 'adapters'],
  generated: ['core', 'decode'],
  'use case': ['core', 'decode', 'ports', 'steps', 'use case', 'env', 'limits'],
  'create-handler': ['core', 'decode', 'ports', 'steps', 'use case', 'env', 'limits'],
  handler: [
    'core',
    'decode',
    'ports',
    'steps',
    'adapters',
    'adapters/aws',
    'generated',
    'use case',
    'create-handler',
    'env',
    'limits',
  ],
  env: ['core', 'decode'],
  limits: [],
  // A back end takes the folder with it: it needs nothing of the rest.
  emitter: ['emitter'],
  lib: ['lib', 'env', 'limits'],
  bin: ['bin', 'lib', 'tools'],
  tools: [
    'core',
    'decode',
    'ports',
    'steps',
    'adapters',
    'adapters/aws',
    'adapters/memory',
    'generated',
    'use case',
    'create-handler',
    'handler',
    'env',
    'limits',
    'emitter',
    'lib',
    'bin',
    'tools',
    'elsewhere',
  ],
  test: 'everything',
  elsewhere: 'everything',
};
