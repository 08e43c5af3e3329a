import type { DeployedResource, Deployment } from '../../../tools/permissions/deployment.ts';

/** A CloudFormation resource's properties: foreign data that is only asked, never trusted. */
export type Properties = Readonly<Record<string, unknown>>;

/** One thing that protects a deployment, how its absence is found, and how it is taken away. */
export interface Protection {
  /** What it gives, as a sentence's end: "events, profiles and mails are …". */
  readonly name: string;
  /** Logical ids of the resources that lack it; none: it is there. */
  readonly find: (deployment: Deployment) => readonly string[];
  /**
   * The resource without the protection, or without one part of it: several ways to lose it. None: it is not this
   * resource that gives it.
   */
  readonly remove: (resource: DeployedResource) => readonly Properties[];
}

export const isObject = (value: unknown): value is Properties =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** What lies at a path of keys; undefined where it leads nowhere. */
export const at = (value: unknown, ...path: readonly (string | number)[]): unknown =>
  path.reduce<unknown>((inner, key) => {
    if (Array.isArray(inner)) return inner[Number(key)];
    return isObject(inner) ? inner[key] : undefined;
  }, value);

export const listAt = (value: unknown, ...path: readonly (string | number)[]): readonly unknown[] => {
  const found = at(value, ...path);
  if (found === undefined) return [];
  return Array.isArray(found) ? found : [found];
};

export const without = (properties: Properties, key: string): Properties => {
  const { [key]: _gone, ...rest } = properties;
  return rest;
};

export const ofType = ({ resources }: Deployment, ...types: readonly string[]): readonly DeployedResource[] =>
  resources.filter(({ type }) => types.includes(type));

/** A protection that lies in one property of each resource of a type. */
export const inProperties = (
  name: string,
  rules: Readonly<
    Record<
      string,
      { readonly property: string; readonly holds: (value: unknown) => boolean; readonly weaker?: unknown }
    >
  >,
): Protection => ({
  name,
  find: ({ resources }) =>
    resources.flatMap(({ type, id, properties }) => {
      const rule = rules[type];
      return rule === undefined || rule.holds(properties[rule.property]) ? [] : [id];
    }),
  remove: ({ type, properties }) => {
    const rule = rules[type];
    if (rule === undefined) return [];
    const { property, weaker } = rule;
    return [without(properties, property), ...(weaker === undefined ? [] : [{ ...properties, [property]: weaker }])];
  },
});

/** The statements of a policy, as they stand in a resource's properties. */
export const statementsOf = (properties: Properties, document = 'PolicyDocument'): readonly unknown[] =>
  listAt(properties, document, 'Statement');

/** The same policy with other statements. */
export const withStatements = (
  properties: Properties,
  statements: readonly unknown[],
  document = 'PolicyDocument',
): Properties => ({
  ...properties,
  [document]: { ...(isObject(properties[document]) ? properties[document] : {}), Statement: statements },
});
