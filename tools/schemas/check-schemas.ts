import { compareVersions, type JsonSchemas, jsonSchemasOf, type PlacedVersion } from './compare-versions.ts';
import { comparesWithAll, directionsOf } from './compatibility-mode.ts';
import type { Incompatibility } from './incompatibility.ts';
import { registeredDefinition } from './registered-definition.ts';
import type { SchemaFinding } from './schema-finding.ts';
import type { SchemaFolder, SchemaSeries, SchemaVersion } from './schema-folder.ts';

/** Holds each version against those before it, as its mode asks. Nothing found: every version may be deployed. */
export const checkSchemas = (folder: SchemaFolder): readonly SchemaFinding[] => {
  const jsonSchemas = jsonSchemasOf(folder);
  return folder.series.flatMap((series) => [...checkNumbers(series), ...checkSteps(series, jsonSchemas)]);
};

/** Registries number versions 1, 2, 3 …: a gap would shift every later one. */
const checkNumbers = ({ versions }: SchemaSeries): readonly SchemaFinding[] =>
  versions.flatMap((version, index) =>
    version.number === index + 1 || (versions[index - 1]?.number ?? 0) !== index
      ? []
      : [rule(version, `version ${index + 1} is missing before it`, `Call it ${index + 1}.`)],
  );

const checkSteps = (series: SchemaSeries, jsonSchemas: JsonSchemas): readonly SchemaFinding[] =>
  series.versions.flatMap((version, index) => {
    const earlier = series.versions.slice(0, index);
    const closed = [...earlier, version].find(({ mode }) => mode === 'DISABLED');
    if (earlier.length > 0 && closed !== undefined)
      return [
        rule(version, `${closed.name} is DISABLED: it has one version and no other`, 'Describe a new event instead.'),
      ];
    const counted = comparesWithAll(version.mode) ? earlier : earlier.slice(-1);
    return counted.flatMap((older) => compareStep(series, { version: older, jsonSchemas }, { version, jsonSchemas }));
  });

const compareStep = ({ format }: SchemaSeries, older: PlacedVersion, newer: PlacedVersion): readonly SchemaFinding[] =>
  directionsOf(newer.version.mode).flatMap((direction) =>
    compareVersions(format, older, newer, direction).map(({ path, reason, remedy }: Incompatibility) => ({
      schema: newer.version.name,
      mode: newer.version.mode,
      comparedWith: older.version.name,
      breaks: direction === 'backward' ? 'new consumers reading old data' : 'old consumers reading new data',
      path,
      reason,
      remedy: remedy[direction],
    })),
  );

const rule = ({ name, mode }: SchemaVersion, reason: string, remedy: string): SchemaFinding => ({
  schema: name,
  mode,
  breaks: 'the registry',
  path: '',
  reason,
  remedy,
});

/** Holds a checkout against another one, main's say: what was released there must still be here, and be the same. */
export const checkAgainst = (folder: SchemaFolder, released: SchemaFolder): readonly SchemaFinding[] => {
  const [jsonSchemas, releasedSchemas] = [jsonSchemasOf(folder), jsonSchemasOf(released)];
  return released.series.flatMap((series) =>
    series.versions.flatMap((old): readonly SchemaFinding[] => {
      const version = folder.series
        .find(({ slug, format }) => slug === series.slug && format === series.format)
        ?.versions.find(({ number }) => number === old.number);
      if (version === undefined)
        return [
          rule(old, 'it was released and is gone', 'Keep it: what was written with it can be read with it alone.'),
        ];
      if (registeredDefinition(folder, version) === registeredDefinition(released, old)) return [];
      const broken = compareStep(series, { version: old, jsonSchemas: releasedSchemas }, { version, jsonSchemas });
      return [edited(version), ...broken];
    }),
  );
};

const edited = (version: SchemaVersion): SchemaFinding =>
  rule(
    version,
    'it was released and says something else now, itself or in what it refers to',
    `Put it back as it was; the change goes into version ${version.number + 1} (of a shape: into a new file beside it).`,
  );
