import { readFileSync } from 'node:fs';
import { countryDatabase } from '../country-database.ts';

/** The database that `PipelineFunction` lays beside a function's bundle; read at the first look-up, not at each start. */
export const bundledCountries = (): ((address: string) => string | undefined) => {
  let look: ReturnType<typeof countryDatabase> | undefined;
  return (address) => {
    look ??= countryDatabase(readFileSync(new URL('./countries.mmdb', import.meta.url)));
    return look(address);
  };
};
