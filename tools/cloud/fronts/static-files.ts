import { readFile } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { sendBytes } from './http-answers.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const CONSOLE = join(root, 'tools/console');
const PICTURES = join(root, 'examples/products/pictures');

const TYPES: ReadonlyMap<string, string> = new Map([
  ['.html', 'text/html; charset=utf-8'],
  ['.css', 'text/css; charset=utf-8'],
  ['.js', 'text/javascript; charset=utf-8'],
  ['.svg', 'image/svg+xml'],
  ['.png', 'image/png'],
]);

/** One plain file name: no folder, no way up. */
const FILE_NAME = /^[a-z0-9][a-z0-9-]*\.[a-z]+$/;

const fileFor = (path: string): string | undefined => {
  if (path === '/') return join(CONSOLE, 'index.html');
  const picture = /^\/pictures\/([^/]+\.png)$/.exec(path)?.[1];
  if (picture !== undefined) return FILE_NAME.test(picture) ? join(PICTURES, picture) : undefined;
  const name = path.slice(1);
  return FILE_NAME.test(name) ? join(CONSOLE, name) : undefined;
};

/** The console page and the products' pictures; false where there is no such file. */
export const sendStaticFile = async (response: ServerResponse, path: string): Promise<boolean> => {
  const file = fileFor(path);
  const type = file === undefined ? undefined : TYPES.get(extname(file));
  if (file === undefined || type === undefined) return false;
  try {
    sendBytes(response, type, await readFile(file), { 'cache-control': 'no-cache' });
    return true;
  } catch {
    return false;
  }
};
