import { z } from 'zod';
import { readDeployment } from './deployment.ts';
import { type Grant, listGrants } from './list-grants.ts';

const INTRODUCTION = `# What each function may do

Written by \`npm run permissions\` from the templates of the \`prod\` stage; a test fails where it is out of date. Each
function has a role of its own, and nothing but these grants. “Everything” stands where AWS has no narrower name:
traces, the listing of streams, a schema by its id.
`;

const conditions = z.record(z.string(), z.record(z.string(), z.unknown()));

const described = (condition: unknown): string =>
  condition === undefined
    ? ''
    : Object.entries(conditions.parse(condition))
        .flatMap(([operator, keys]) =>
          Object.entries(keys).map(([key, value]) => `, where ${key} ${operator} ${JSON.stringify(value)}`),
        )
        .join('');

/** Several statements about one resource are one line. */
const linesOf = (grants: readonly Grant[]): readonly string[] => {
  const actions = new Map<string, Set<string>>();
  for (const grant of grants) {
    const on = grant.on + described(grant.condition);
    const known = actions.get(on) ?? new Set<string>();
    for (const action of grant.actions) known.add(action);
    actions.set(on, known);
  }
  return [...actions]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(
      ([on, names]) =>
        `| ${on} | ${[...names]
          .sort()
          .map((name) => `\`${name}\``)
          .join(', ')} |`,
    );
};

/** The page of docs that says what each function may do, from the templates of a stage. */
export const describePermissions = (stage: string, templates: Readonly<Record<string, unknown>>): string => {
  const grants = listGrants(readDeployment(stage, templates));
  const names = [...new Set(grants.map(({ functionName }) => functionName))].sort();
  const sections = names.map((name) => {
    const lines = linesOf(grants.filter(({ functionName }) => functionName === name));
    return [`## ${name}`, '', '| on | may |', '| --- | --- |', ...lines, ''].join('\n');
  });
  return [INTRODUCTION, ...sections].join('\n');
};
