import type { InstalledPackage } from './installed-packages.ts';

/**
 * Faults of `allowScripts` in package.json: every package that has something to run at installation must be named
 * there, to run it or not, and nothing else may be.
 */
export const installScriptFaults = (
  packages: readonly InstalledPackage[],
  allowScripts: Readonly<Record<string, boolean>>,
): readonly string[] => {
  const withScripts = packages.filter(({ hasInstallScript }) => hasInstallScript);
  const named = (name: string) => Object.hasOwn(allowScripts, name);
  return [
    ...withScripts
      .filter(({ name }) => !named(name))
      .map(
        ({ name, version, path }) =>
          `${name}@${version} (${path}) wants to run a script when it is installed: read it, then name it in allowScripts`,
      ),
    ...Object.keys(allowScripts)
      .filter((allowed) => !withScripts.some(({ name }) => name === allowed))
      .map((allowed) => `allowScripts names ${allowed}, which has no such script: remove it`),
  ];
};
