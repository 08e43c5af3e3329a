/** Who is hurt: new consumers that meet data of an older version (backward), or old consumers that meet new data. */
export type Direction = 'backward' | 'forward';

/** One way in which data that a writer's schema allows are not what a reader's schema takes. */
export interface Incompatibility {
  /** JSON pointer into the schema, or the names of fields with dots between. '' is the whole. */
  readonly path: string;
  /** Said of a reader and a writer, whichever of them is new. */
  readonly reason: string;
  /** What to do about it where the reader is the new version, and where the writer is. */
  readonly remedy: { readonly [direction in Direction]: string };
}

/** A keyword that asks more of the data than their writer does. */
export const tooStrict = (keyword: string, reader: unknown, writer: unknown): Incompatibility => ({
  path: `/${keyword}`,
  reason: `${keyword} ${brief(reader)} is asked for; the data have ${writer === undefined ? 'none' : brief(writer)}`,
  remedy: {
    backward: writer === undefined ? `Leave ${keyword} out.` : `Let ${keyword} stay ${brief(writer)}, or loosen it.`,
    forward: `Let ${keyword} stay ${brief(reader)}, or tighten it.`,
  },
});

export const brief = (value: unknown): string => {
  const text = JSON.stringify(value) ?? 'none';
  return text.length <= 60 ? text : `${text.slice(0, 57)}…`;
};

/** Each once, in order: the ways through a schema's alternatives often end at one place. */
export const distinct = (found: readonly Incompatibility[]): readonly Incompatibility[] => [
  ...new Map(found.map((each) => [`${each.path} ${each.reason}`, each])).values(),
];
