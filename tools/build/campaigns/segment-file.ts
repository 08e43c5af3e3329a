import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { digest } from '../../../lambdas/core/hash.ts';
import type { Predicate } from '../../../lambdas/core/segment/predicate.ts';
import type { Segment } from '../../../lambdas/core/segment/segment.ts';
import type { Mistake } from './mistake.ts';
import { nameMistakes } from './name-mistakes.ts';
import { type PredicateFile, partsOf, segmentsIn, toPredicate } from './predicate-file.ts';
import { type PredicateSurroundings, predicateMistakes } from './predicate-mistakes.ts';
import { loadSchema } from './schema-mistakes.ts';
import { projectPath, readYaml, type YamlFile } from './yaml-file.ts';

/** Each is asked at every write of a profile, and stands on it. */
const MOST_SEGMENTS = 50;

/** `campaigns/segments/<name>.yaml`, as `segment.schema.json` has it. */
export interface SegmentFile {
  readonly title: string;
  readonly is: PredicateFile;
}

type NamedFile = YamlFile<SegmentFile> & { readonly name: string };

export interface BuiltSegments {
  readonly segments: readonly Segment[];
  readonly mistakes: readonly Mistake[];
}

const segmentFolder = (root: string): string => join(root, 'campaigns', 'segments');

/** Names of the segments that are there, sorted. A shop may have none. */
export const segmentNames = async (root: string): Promise<readonly string[]> =>
  (await readdir(segmentFolder(root)).catch(() => []))
    .filter((name) => name.endsWith('.yaml'))
    .map((name) => name.slice(0, -'.yaml'.length))
    .sort();

/** Everything under `campaigns/segments/`, checked and compiled, and all mistakes in it. */
export const buildSegments = async (
  root: string,
  surroundings: Omit<PredicateSurroundings, 'asker'>,
): Promise<BuiltSegments> => {
  const check = await loadSchema<SegmentFile>(join(root, 'campaigns', 'segment.schema.json'), ['campaign.schema.json']);
  const files: NamedFile[] = [];
  const mistakes: Mistake[] = [];
  for (const name of surroundings.segments) {
    const path = join(segmentFolder(root), `${name}.yaml`);
    mistakes.push(...nameMistakes(projectPath(root, path), name, 'segment'));
    const read = await readYaml(root, path, check);
    if (read.kind === 'read') files.push({ ...read.yaml, name });
    else mistakes.push(...read.mistakes);
  }
  for (const file of files)
    mistakes.push(
      ...predicateMistakes(file, file.content.is, ['is'], { ...surroundings, asker: 'segment' }),
      ...cycleMistakes(file, files),
    );
  if (files.length > MOST_SEGMENTS)
    mistakes.push({
      file: 'campaigns/segments',
      line: 1,
      reason: `there are ${files.length} segments, more than ${MOST_SEGMENTS}`,
      remedy: 'Remove those that no campaign names; each is asked at every event.',
    });
  return mistakes.length > 0 ? { segments: [], mistakes } : { segments: compile(files), mistakes };
};

/** Where a segment's condition names a segment that leads back to it. */
const cycleMistakes = (file: NamedFile, files: readonly NamedFile[]): readonly Mistake[] =>
  partsOf(file.content.is, ['is']).flatMap(([path, { segment }]) => {
    if (segment === undefined || !leadsTo(segment, file.name, files, new Set())) return [];
    const reason = segment === file.name ? 'names itself' : `names "${segment}", which leads back to "${file.name}"`;
    return [{ file: file.file, line: file.lineOf(path), reason, remedy: 'Write out one of the two conditions.' }];
  });

const leadsTo = (from: string, to: string, files: readonly NamedFile[], met: Set<string>): boolean => {
  if (from === to) return true;
  if (met.has(from)) return false;
  met.add(from);
  const file = files.find(({ name }) => name === from);
  return file !== undefined && segmentsIn(file.content.is).some((next) => leadsTo(next, to, files, met));
};

/** Without mistakes there is no ring: each segment's own segments are compiled before it. */
const compile = (files: readonly NamedFile[]): readonly Segment[] => {
  const compiled = new Map<string, Predicate>();
  const compileOne = ({ name, content }: NamedFile): Predicate => {
    for (const file of files)
      if (segmentsIn(content.is).includes(file.name) && !compiled.has(file.name)) compileOne(file);
    const predicate = toPredicate(content.is, compiled);
    compiled.set(name, predicate);
    return predicate;
  };
  return files.map((file) => {
    const predicate = compiled.get(file.name) ?? compileOne(file);
    return { name: file.name, version: digest(JSON.stringify(predicate)), title: file.content.title, predicate };
  });
};
