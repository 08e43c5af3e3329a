import { z } from 'zod';
import type { Json } from '../core/event/event.ts';
import type { Mend, MendStep } from '../core/failure/mend.ts';
import { failureReason } from './failed-event-json.ts';

const STEPS_A_MEND = 50;
const VALUE_CHARACTERS = 10_000;
const PATH_CHARACTERS = 500;

/** What makes an event the same one again: changed, it would count twice. */
const IDENTITY = ['/messageId', '/source'];

const pointer = z
  .string()
  .max(PATH_CHARACTERS)
  .regex(/^(?:\/(?:[^/~]|~[01])+)+$/, 'is no path: write /properties/total, or /properties/products/*/price');
const changeable = pointer.refine(
  (path) => !IDENTITY.includes(path),
  'is what an event is known by: changed, the event would count twice',
);
const name = z.string().min(1).max(200);
const json: z.ZodType<Json> = z
  .json()
  .refine((value) => JSON.stringify(value).length <= VALUE_CHARACTERS, `is more than ${VALUE_CHARACTERS} characters`);

/** Each step by the word it begins with. */
const STEPS = {
  set: z.strictObject({ set: changeable, value: json }),
  default: z.strictObject({ default: changeable, value: json }),
  name: z.strictObject({ name: z.literal('/messageId'), from: z.literal('position') }),
  rename: z.strictObject({ rename: changeable, to: name }),
  convert: z.strictObject({ convert: changeable, to: z.enum(['number', 'string', 'boolean', 'timestamp']) }),
  remove: z.strictObject({ remove: changeable }),
};

const step = z.union([STEPS.set, STEPS.default, STEPS.name, STEPS.rename, STEPS.convert, STEPS.remove]);

/** A mend as it is written: what `examples/mends/mend.schema.json` says too. */
export const writtenMend = z.strictObject({
  when: z
    .strictObject({
      reason: failureReason.optional(),
      event: name.optional(),
      schema: name.optional(),
      source: name.optional(),
    })
    .refine((when) => Object.keys(when).length > 0, 'names nothing: a mend of every failed event is no mend'),
  steps: z.array(step).min(1).max(STEPS_A_MEND),
});
export type WrittenMend = z.infer<typeof writtenMend>;

/** What is wrong with a written mend, and where. */
export interface MendMistake {
  readonly path: readonly (string | number)[];
  readonly message: string;
}

export type ReadMend =
  | { readonly kind: 'mend'; readonly mend: Mend }
  | { readonly kind: 'mistakes'; readonly mistakes: readonly MendMistake[] };

/** A mend as an operator wrote it, or every mistake in it. */
export const readMend = (written: unknown): ReadMend => {
  const parsed = writtenMend.safeParse(written, { reportInput: true });
  if (!parsed.success) return { kind: 'mistakes', mistakes: parsed.error.issues.flatMap(mistakesOf) };
  return { kind: 'mend', mend: { when: parsed.data.when, steps: parsed.data.steps.map(toStep) } };
};

/** A step that is none of the six is held against the one that it begins as. */
const mistakesOf = (issue: z.core.$ZodIssue): readonly MendMistake[] => {
  const path = issue.path.map((part) => (typeof part === 'symbol' ? String(part) : part));
  const isStep = path.length === 2 && path[0] === 'steps';
  if (issue.code !== 'invalid_union' || !isStep)
    return [
      { path, message: issue.code === 'invalid_union' ? 'is missing, or no value that JSON has' : issue.message },
    ];
  const meant = Object.entries(STEPS).find(([word]) => isObject(issue.input) && Object.hasOwn(issue.input, word));
  if (meant === undefined)
    return [{ path, message: `is no step: begin it with ${Object.keys(STEPS).join(', ')}, and a path` }];
  const issues = meant[1].safeParse(issue.input, { reportInput: true }).error?.issues ?? [];
  return issues.flatMap(mistakesOf).map((mistake) => ({ ...mistake, path: [...path, ...mistake.path] }));
};

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

const toStep = (step: WrittenMend['steps'][number]): MendStep => {
  if ('set' in step) return { kind: 'set', path: partsOf(step.set), value: step.value };
  if ('default' in step) return { kind: 'default', path: partsOf(step.default), value: step.value };
  if ('rename' in step) return { kind: 'rename', path: partsOf(step.rename), to: step.to };
  if ('convert' in step) return { kind: 'convert', path: partsOf(step.convert), to: step.to };
  if ('remove' in step) return { kind: 'remove', path: partsOf(step.remove) };
  return { kind: 'name' };
};

const partsOf = (path: string): readonly string[] =>
  path
    .slice(1)
    .split('/')
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
