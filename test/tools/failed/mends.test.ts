import { mkdtemp, readdir, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { writtenMend } from '../../../lambdas/decode/mend-json.ts';
import { projectRoot } from '../../../tools/build/build-artifacts.ts';
import { readMendFile } from '../../../tools/failed/mend-file.ts';

const MENDS = join(projectRoot, 'examples', 'mends');

const aFile = async (text: string): Promise<{ root: string; path: string }> => {
  const root = await mkdtemp(join(tmpdir(), 'mend-'));
  const path = join(root, 'mend.yaml');
  await writeFile(path, text);
  return { root, path };
};

describe('a mend in a file', () => {
  it('of each of the examples can be read', async () => {
    const files = (await readdir(MENDS)).filter((name) => name.endsWith('.yaml'));
    expect(files.length).toBeGreaterThan(2);
    for (const file of files) expect(await readMendFile(projectRoot, join(MENDS, file))).toMatchObject({ when: {} });
  });

  it('is told with file, line, what is wrong and where to look', async () => {
    const { root, path } = await aFile(
      'when:\n  event: Order Completed\nsteps:\n  - convert: /properties/total\n    to: money\n  - set: /messageId\n    value: x\n',
    );
    await expect(readMendFile(root, path)).rejects.toThrow(
      /2 mistakes in the mend:\n {2}mend\.yaml:5: steps\.0\.to: .*timestamp.*\. See examples\/mends\/.*\n {2}mend\.yaml:6: steps\.1\.set: .*count twice/,
    );
  });

  it.each([
    ['when: [', 'mend.yaml:1: this is not YAML'],
    ['', 'mend.yaml:1: the mend: '],
  ])('%j is told likewise', async (text, told) => {
    const { root, path } = await aFile(text);
    await expect(readMendFile(root, path)).rejects.toThrow(told);
  });

  it('has a schema for editors that says what is checked', async () => {
    const schema = z.toJSONSchema(writtenMend, { io: 'input' });
    expect(JSON.parse(await readFile(join(MENDS, 'mend.schema.json'), 'utf8'))).toEqual(schema);
  });
});
