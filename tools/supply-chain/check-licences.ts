import { z } from 'zod';
import type { InstalledPackage } from './installed-packages.ts';
import { isAllowedLicence } from './licence-expression.ts';

/** `allowed-licences.json`: what any package may have, and packages that are let through one by one. */
export const licenceRules = z.object({
  allowed: z.array(z.string()),
  exceptions: z.array(
    z.object({
      /** A name, or `name-*` for the binaries of one package. */
      package: z.string(),
      /** Word for word what the package says: another licence is another question. */
      licence: z.string(),
      reason: z.string().min(20),
    }),
  ),
});

export type LicenceRules = z.infer<typeof licenceRules>;

/** SPDX's word for a package that says nothing; somebody has read its licence file. */
const UNSTATED = 'NOASSERTION';

/** What is wrong, a line each: licences that nobody allowed, packages without one, exceptions that nobody needs. */
export const licenceFaults = (packages: readonly InstalledPackage[], rules: LicenceRules): readonly string[] => {
  const allowed = new Set(rules.allowed);
  const used = new Set<LicenceRules['exceptions'][number]>();
  const exceptionFor = (name: string, licence: string) => {
    const found = rules.exceptions.find(
      (exception) => covers(exception.package, name) && exception.licence === licence,
    );
    if (found !== undefined) used.add(found);
    return found;
  };
  const faults = packages.flatMap(({ name, version, path, licences, isRuntime, isInstalled }) => {
    const what = `${name}@${version} (${path}${isRuntime ? ', in the bundles' : ''})`;
    // A binary that is not installed here says what it is where it is: this runs there, too.
    if (licences.length === 0)
      return !isInstalled || exceptionFor(name, UNSTATED) !== undefined ? [] : [`${what} says nothing of its licence`];
    return licences
      .filter((licence) => !isAllowedLicence(licence, allowed) && exceptionFor(name, licence) === undefined)
      .map((licence) => `${what} has the licence "${licence}", which is not allowed`);
  });
  const idle = rules.exceptions.filter((exception) => !used.has(exception));
  return [
    ...faults,
    ...idle.map((exception) => `the exception for ${exception.package} lets nothing through: remove it`),
  ];
};

const covers = (pattern: string, name: string): boolean =>
  pattern.endsWith('*') ? name.startsWith(pattern.slice(0, -1)) : name === pattern;
