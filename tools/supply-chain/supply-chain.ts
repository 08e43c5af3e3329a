import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { projectRoot } from '../build/build-artifacts.ts';
import { installScriptFaults } from './check-install-scripts.ts';
import { licenceFaults, licenceRules } from './check-licences.ts';
import { readPackages } from './installed-packages.ts';
import { writeSbom } from './write-sbom.ts';

const readJson = (path: string): unknown => JSON.parse(readFileSync(join(projectRoot, path), 'utf8'));

/** `npm run licences`: prints each fault of licences and install scripts; true where there is none. */
export const checkSupplyChain = (print: (line: string) => void): boolean => {
  const packages = readPackages(projectRoot);
  const rules = licenceRules.parse(readJson('tools/supply-chain/allowed-licences.json'));
  const { allowScripts } = z
    .object({ allowScripts: z.record(z.string(), z.boolean()) })
    .parse(readJson('package.json'));
  const faults = [...licenceFaults(packages, rules), ...installScriptFaults(packages, allowScripts)];
  for (const fault of faults) print(fault);
  const runtime = packages.filter(({ isRuntime }) => isRuntime).length;
  print(
    `${packages.length} packages (${runtime} in the bundles): ${rules.exceptions.length} exceptions, ${Object.keys(allowScripts).length} with install scripts, ${faults.length} faults`,
  );
  return faults.length === 0;
};

/** `npm run sbom`: writes the bill of materials, and says where. */
export const printSbom = (file: string, print: (line: string) => void): void => {
  const { components } = writeSbom(projectRoot, join(projectRoot, file));
  print(`${file}: CycloneDX, ${components.length} components`);
};
