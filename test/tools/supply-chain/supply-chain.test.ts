import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { projectRoot } from '../../../tools/build/build-artifacts.ts';
import { installScriptFaults } from '../../../tools/supply-chain/check-install-scripts.ts';
import { licenceFaults } from '../../../tools/supply-chain/check-licences.ts';
import { type InstalledPackage, readPackages } from '../../../tools/supply-chain/installed-packages.ts';
import { isAllowedLicence } from '../../../tools/supply-chain/licence-expression.ts';
import { checkSupplyChain } from '../../../tools/supply-chain/supply-chain.ts';
import { makeSbom } from '../../../tools/supply-chain/write-sbom.ts';

const aPackage = (given: Partial<InstalledPackage> = {}): InstalledPackage => ({
  name: 'left-pad',
  version: '1.0.0',
  path: 'node_modules/left-pad',
  isRuntime: false,
  isInstalled: true,
  licences: ['MIT'],
  hasInstallScript: false,
  ...given,
});

describe('a licence', () => {
  it.each([
    ['MIT', true],
    ['GPL-3.0-only', false],
    ['(MIT OR GPL-3.0-or-later)', true],
    ['GPL-3.0-or-later OR MIT', true],
    ['MIT AND ISC', true],
    ['MIT AND GPL-2.0-only', false],
    ['(MIT OR GPL-2.0-only) AND ISC', true],
    ['MIT OR (GPL-2.0-only AND ISC)', true],
    ['GPL-2.0-only AND (MIT OR ISC)', false],
    ['ISC WITH Some-exception', true],
    ['MIT (http://mootools.net/license.txt)', false],
    ['SEE LICENSE IN LICENSE.md', false],
    ['UNLICENSED', false],
    ['(MIT', false],
    ['', false],
  ])('%j is allowed by MIT and ISC: %s', (expression, expected) => {
    expect(isAllowedLicence(expression, new Set(['MIT', 'ISC']))).toBe(expected);
  });

  const rules = { allowed: ['MIT'], exceptions: [] };
  const exception = { package: 'left-*', licence: 'MPL-2.0', reason: 'only ever used to build things' };

  it.each([
    ['a licence that nobody allowed', aPackage({ licences: ['GPL-3.0-only'] }), '"GPL-3.0-only", which is not allowed'],
    ['a package that says nothing', aPackage({ licences: [] }), 'says nothing of its licence'],
    ['a package that says one thing and the lock another', aPackage({ licences: ['MIT', 'AGPL-3.0'] }), 'AGPL-3.0'],
  ])('%s is a fault that names the package', (_, found, words) => {
    const faults = licenceFaults([aPackage(), found], rules);
    expect(faults).toHaveLength(1);
    expect(faults[0]).toContain('left-pad@1.0.0');
    expect(faults[0]).toContain(words);
  });

  it('that a binary of another platform leaves unsaid is asked where that one is installed', () => {
    expect(licenceFaults([aPackage({ licences: [], isInstalled: false })], rules)).toEqual([]);
    expect(licenceFaults([aPackage({ licences: ['GPL-3.0'], isInstalled: false })], rules)).toHaveLength(1);
  });

  it('may be let through for one package, which covers no other licence of it', () => {
    const excepted = { ...rules, exceptions: [exception] };
    expect(licenceFaults([aPackage({ licences: ['MPL-2.0'] })], excepted)).toEqual([]);
    expect(
      licenceFaults([aPackage({ licences: ['MPL-2.0'] }), aPackage({ licences: ['GPL-2.0'] })], excepted),
    ).toHaveLength(1);
    expect(licenceFaults([aPackage({ name: 'right', licences: ['MPL-2.0'] })], excepted)).toHaveLength(2);
  });

  it('that is excepted in vain is a fault', () => {
    expect(licenceFaults([aPackage()], { ...rules, exceptions: [exception] })).toEqual([
      'the exception for left-* lets nothing through: remove it',
    ]);
  });
});

describe('a script that runs at installation', () => {
  it('must be named, to run or not', () => {
    const packages = [aPackage({ hasInstallScript: true })];
    expect(installScriptFaults(packages, {})).toHaveLength(1);
    expect(installScriptFaults(packages, { 'left-pad': true })).toEqual([]);
    expect(installScriptFaults(packages, { 'left-pad': false })).toEqual([]);
  });

  it('that is named and not there is a fault', () => {
    expect(installScriptFaults([aPackage()], { 'left-pad': true })).toHaveLength(1);
  });
});

describe('this project', () => {
  it('has no package whose licence or install script nobody allowed', () => {
    const lines: string[] = [];
    const fine = checkSupplyChain((line) => lines.push(line));
    expect(lines.slice(0, -1)).toEqual([]);
    expect(fine).toBe(true);
  });

  it('has a bill of materials with every package of the lock file', () => {
    const listed = new Set(makeSbom(projectRoot).components.map(({ name, version }) => `${name}@${version}`));
    const pinned = readPackages(projectRoot).map(({ name, version }) => `${name}@${version}`);
    expect(pinned.filter((name) => !listed.has(name))).toEqual([]);
    expect(pinned.length).toBeGreaterThan(100);
  });

  it('says itself what its licence is', () => {
    expect(JSON.parse(readFileSync(join(projectRoot, 'package.json'), 'utf8')).license).toBe('Apache-2.0');
  });
});
