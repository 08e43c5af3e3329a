import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { mistakesError } from './campaigns/mistake.ts';
import { buildCampaigns } from './campaigns.ts';

/** Writes `lambdas/generated/campaigns.js`, whole or not at all; throws one error that lists every mistake. */
export const writeCampaigns = async (root: string): Promise<void> => {
  const built = await buildCampaigns(root);
  if (built.kind === 'mistakes') throw mistakesError('campaigns/', built.mistakes);
  const folder = join(root, 'lambdas', 'generated');
  const file = join(folder, 'campaigns.js');
  const code = `// Built from campaigns/ by \`npx kairos build\`.\nexport default ${JSON.stringify(built.book)};\n`;
  if ((await readFile(file, 'utf8').catch(() => '')) === code) return;
  await mkdir(folder, { recursive: true });
  const temporary = `${file}.${process.pid}.tmp`; // two builds at once: the last one wins, nobody reads half a file
  await writeFile(temporary, code);
  await rename(temporary, file);
};
