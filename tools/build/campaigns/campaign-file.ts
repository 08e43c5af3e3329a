import type { Campaign, CompiledTemplate, OncePer, Priority, Step } from '../../../lambdas/core/campaign/campaign.ts';
import type { Json } from '../../../lambdas/core/event/event.ts';
import { toMoney } from '../../../lambdas/core/profile/money.ts';
import type { Predicate } from '../../../lambdas/core/segment/predicate.ts';
import { durationMs, share } from './durations.ts';
import type { KnownEvents } from './known-events.ts';
import type { Mistake } from './mistake.ts';
import { describePath } from './schema-mistakes.ts';
import { eventMistakes, type TriggerFile, toTrigger, triggerMistakes } from './trigger-file.ts';
import type { YamlFile, YamlPath } from './yaml-file.ts';

/** A condition as `campaign.yaml` writes it: exactly one of the six keys, which the schema has checked. */
export interface PredicateFile {
  readonly all?: readonly PredicateFile[];
  readonly any?: readonly PredicateFile[];
  readonly not?: PredicateFile;
  readonly did?: string;
  readonly since?: 'entry';
  readonly within?: string;
  readonly trait?: string;
  readonly exists?: boolean;
  readonly cart?: 'total' | 'count';
  readonly atLeast?: number;
  readonly atMost?: number;
  readonly equals?: Json;
}

export interface StepFile {
  readonly id: string;
  readonly wait?: string | { readonly for?: string; readonly until?: string };
  readonly onlyIf?: PredicateFile;
  readonly email: {
    readonly subject: string;
    readonly preheader: string;
    readonly template: string;
    readonly slots?: Step['email']['slots'];
  };
}

/** `campaigns/<name>/campaign.yaml`, as `campaign.schema.json` has it. */
export interface CampaignFile {
  readonly status: 'draft' | 'live' | 'paused';
  readonly topic?: string;
  readonly transactional?: true;
  readonly priority?: Priority;
  readonly trigger: TriggerFile;
  readonly entry: { readonly oncePer: OncePer; readonly againAfter?: string };
  readonly audience?: PredicateFile;
  readonly exit?: PredicateFile;
  readonly goal?: { readonly did: string; readonly within: string };
  readonly holdout?: string;
  readonly maxAge: string;
  readonly steps: readonly StepFile[];
}

/** What a campaign may name. */
export interface Surroundings {
  readonly topics: readonly string[];
  readonly segments: readonly string[];
  readonly events: KnownEvents;
}

/** What a schema cannot check: names that must exist elsewhere, or only once. */
export const campaignMistakes = (
  yaml: YamlFile<CampaignFile>,
  { topics, segments, events }: Surroundings,
): readonly Mistake[] => {
  const { file, content, lineOf } = yaml;
  const mistakes = [...triggerMistakes(yaml, events, segments)];
  if (content.goal !== undefined)
    mistakes.push(...eventMistakes(file, lineOf(['goal', 'did']), content.goal.did, events));
  if (content.topic !== undefined && !topics.includes(content.topic))
    mistakes.push({
      file,
      line: lineOf(['topic']),
      reason: `topic "${content.topic}" is not in brand.yaml`,
      remedy: `Add it there, or write one of ${topics.join(', ')}.`,
    });
  content.steps.forEach(({ id }, index) => {
    if (content.steps.findIndex((step) => step.id === id) < index)
      mistakes.push({
        file,
        line: lineOf(['steps', index, 'id']),
        reason: `steps[${index}].id "${id}" is used twice`,
        remedy: 'Give each step an id of its own.',
      });
  });
  for (const [path, { did, cart, atLeast, atMost, equals }] of conditionsIn(content)) {
    if (did !== undefined) mistakes.push(...eventMistakes(file, lineOf([...path, 'did']), did, events));
    if (cart !== undefined && typeof equals !== 'number' && (atLeast ?? atMost) === undefined)
      mistakes.push({
        file,
        line: lineOf(path),
        reason: `${describePath(path)} compares the cart's ${cart} with nothing`,
        remedy: 'Add atLeast, atMost or equals with a number.',
      });
  }
  return mistakes;
};

/** Every condition of a campaign, also those inside others, and where it stands. */
const conditionsIn = ({ audience, exit, steps }: CampaignFile): readonly (readonly [YamlPath, PredicateFile])[] => [
  ...(audience ? within(audience, ['audience']) : []),
  ...(exit ? within(exit, ['exit']) : []),
  ...steps.flatMap(({ onlyIf }, index) => (onlyIf ? within(onlyIf, ['steps', index, 'onlyIf']) : [])),
];

const within = (condition: PredicateFile, path: YamlPath): readonly (readonly [YamlPath, PredicateFile])[] => [
  [path, condition],
  ...(condition.all ?? []).flatMap((part, index) => within(part, [...path, 'all', index])),
  ...(condition.any ?? []).flatMap((part, index) => within(part, [...path, 'any', index])),
  ...(condition.not ? within(condition.not, [...path, 'not']) : []),
];

export const toCampaign = (
  name: string,
  version: string,
  { topic, priority, trigger, entry, audience, exit, goal, holdout, maxAge, steps, status }: CampaignFile,
  templates: readonly CompiledTemplate[],
): Campaign => ({
  name,
  version,
  status,
  kind: topic === undefined ? { transactional: true } : { transactional: false, topic },
  ...(priority && { priority }),
  trigger: toTrigger(trigger),
  entry: {
    oncePer: entry.oncePer,
    ...(entry.againAfter !== undefined && { againAfterMs: durationMs(entry.againAfter) }),
  },
  ...(audience && { audience: toPredicate(audience) }),
  ...(exit && { exit: toPredicate(exit) }),
  ...(goal && { goal: { did: goal.did, withinMs: durationMs(goal.within) } }),
  holdout: holdout === undefined ? 0 : share(holdout),
  maxAgeMs: durationMs(maxAge),
  steps: steps.map((step, index) => toStep(step, templates[index] ?? { html: '', text: '' })),
});

const toStep = ({ id, wait, onlyIf, email }: StepFile, template: CompiledTemplate): Step => ({
  id,
  ...toWait(wait),
  ...(onlyIf && { onlyIf: toPredicate(onlyIf) }),
  email: { subject: email.subject, preheader: email.preheader, template, slots: email.slots ?? {} },
});

const toWait = (wait: StepFile['wait'] = {}): Pick<Step, 'waitMs' | 'until'> => {
  const { for: length, until } = typeof wait === 'string' ? { for: wait } : wait;
  return { waitMs: length === undefined ? 0 : durationMs(length), ...(until !== undefined && { until }) };
};

const toPredicate = (file: PredicateFile): Predicate => {
  const { all, any, not, did, since, within, trait, exists, cart, atLeast, atMost, equals } = file;
  if (all) return { all: all.map(toPredicate) };
  if (any) return { any: any.map(toPredicate) };
  if (not) return { not: toPredicate(not) };
  if (did !== undefined)
    return { did, ...(since && { since }), ...(within !== undefined && { withinMs: durationMs(within) }) };
  if (trait !== undefined)
    return { trait, ...(equals !== undefined && { equals }), ...(exists !== undefined && { exists }) };
  const scaled = (amount: number) => (cart === 'total' ? toMoney(amount) : amount);
  return {
    cart: cart ?? 'count',
    ...(atLeast !== undefined && { atLeast: scaled(atLeast) }),
    ...(atMost !== undefined && { atMost: scaled(atMost) }),
    ...(typeof equals === 'number' && { equals: scaled(equals) }),
  };
};
