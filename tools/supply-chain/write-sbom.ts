import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { z } from 'zod';

const MOST_BYTES = 64 * 1024 * 1024;

const bill = z.looseObject({
  bomFormat: z.literal('CycloneDX'),
  components: z.array(z.looseObject({ name: z.string(), version: z.string(), purl: z.string() })),
});

export type Sbom = z.infer<typeof bill>;

/** The lock file as a CycloneDX bill of materials, by npm itself and without the network. Throws where npm fails. */
export const makeSbom = (root: string): Sbom =>
  bill.parse(
    JSON.parse(
      execFileSync(
        'npm',
        ['sbom', '--sbom-format', 'cyclonedx', '--package-lock-only', '--offline', '--loglevel=error'],
        {
          cwd: root,
          encoding: 'utf8',
          maxBuffer: MOST_BYTES,
          stdio: ['ignore', 'pipe', 'ignore'],
        },
      ),
    ),
  );

export const writeSbom = (root: string, file: string): Sbom => {
  const sbom = makeSbom(root);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${JSON.stringify(sbom, undefined, 2)}\n`);
  return sbom;
};
