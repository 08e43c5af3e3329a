import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

/** A package as the lock file pins it and, where it is installed, as it describes itself. */
export interface InstalledPackage {
  readonly name: string;
  readonly version: string;
  /** From the project's root: `node_modules/a/node_modules/b`. */
  readonly path: string;
  /** In the bundles, not only used to build and test. */
  readonly isRuntime: boolean;
  /** False for the binaries of other platforms, of which the lock file may know no more than the version. */
  readonly isInstalled: boolean;
  /** What the lock file and the package's own file say; both, where they differ. */
  readonly licences: readonly string[];
  readonly hasInstallScript: boolean;
}

const lockFile = z.object({
  packages: z.record(
    z.string(),
    z.object({
      version: z.string().default(''),
      name: z.string().optional(),
      license: z.string().optional(),
      dev: z.boolean().default(false),
      devOptional: z.boolean().default(false),
      hasInstallScript: z.boolean().default(false),
    }),
  ),
});

const legacy = z.object({ type: z.string() }).transform(({ type }) => type);
const ownFile = z.object({
  license: z.union([z.string(), legacy]).optional(),
  licenses: z
    .array(legacy)
    .optional()
    .transform((types) => types?.join(' OR ')),
  scripts: z.record(z.string(), z.unknown()).default({}),
});

const INSTALL_SCRIPTS = ['preinstall', 'install', 'postinstall'];

/** Every package of the lock file, installed on this platform or not. */
export const readPackages = (root: string): readonly InstalledPackage[] =>
  Object.entries(lockFile.parse(readJson(join(root, 'package-lock.json'))).packages)
    .filter(([path]) => path !== '')
    .map(([path, pinned]) => {
      const file = join(root, path, 'package.json');
      const own = existsSync(file) ? ownFile.parse(readJson(file)) : undefined;
      const says = [pinned.license, own?.license ?? own?.licenses].filter((licence) => licence !== undefined);
      return {
        name: pinned.name ?? path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length),
        version: pinned.version,
        path,
        isInstalled: own !== undefined,
        isRuntime: !pinned.dev && !pinned.devOptional,
        licences: [...new Set(says)],
        hasInstallScript:
          pinned.hasInstallScript ||
          INSTALL_SCRIPTS.some((script) => own !== undefined && Object.hasOwn(own.scripts, script)) ||
          // npm runs node-gyp by itself where a package has this file.
          existsSync(join(root, path, 'binding.gyp')),
      };
    });

const readJson = (file: string): unknown => JSON.parse(readFileSync(file, 'utf8'));
