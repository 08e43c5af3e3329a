import type { Campaign, OncePer, Priority, Step } from '../../../lambdas/core/campaign/campaign.ts';
import type { Predicate } from '../../../lambdas/core/segment/predicate.ts';
import { durationMs, share } from './durations.ts';
import type { BuiltMail, LineFile } from './mail-file.ts';
import type { Mistake } from './mistake.ts';
import { type PredicateFile, segmentsIn, toPredicate } from './predicate-file.ts';
import { type PredicateSurroundings, predicateMistakes } from './predicate-mistakes.ts';
import { eventMistakes, type TriggerFile, toTrigger, triggerMistakes } from './trigger-file.ts';
import type { YamlFile, YamlPath } from './yaml-file.ts';

export interface StepFile {
  readonly id: string;
  readonly wait?: string | { readonly for?: string; readonly until?: string };
  readonly onlyIf?: PredicateFile;
  readonly email: {
    readonly subject: LineFile;
    readonly preheader: LineFile;
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
export type Surroundings = Omit<PredicateSurroundings, 'asker'>;

/** Segments' own conditions, by name. */
type Conditions = ReadonlyMap<string, Predicate>;

/** What a schema cannot check: names that must exist elsewhere, or only once. */
export const campaignMistakes = (yaml: YamlFile<CampaignFile>, surroundings: Surroundings): readonly Mistake[] => {
  const { topics, segments, events } = surroundings;
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
  for (const [path, condition] of conditionsIn(content))
    mistakes.push(...predicateMistakes(yaml, condition, path, { ...surroundings, asker: 'campaign' }));
  return mistakes;
};

/** The conditions of a campaign, and where they stand. */
const conditionsIn = ({ audience, exit, steps }: CampaignFile): readonly (readonly [YamlPath, PredicateFile])[] => [
  ...(audience ? ([[['audience'], audience]] as const) : []),
  ...(exit ? ([[['exit'], exit]] as const) : []),
  ...steps.flatMap(({ onlyIf }, index) => (onlyIf ? [[['steps', index, 'onlyIf'], onlyIf] as const] : [])),
];

/** Does it depend on what this segment's condition is? */
export const namesSegment = (campaign: CampaignFile, segment: string): boolean =>
  conditionsIn(campaign).some(([, condition]) => segmentsIn(condition).includes(segment));

export const toCampaign = (
  name: string,
  version: string,
  { topic, priority, trigger, entry, audience, exit, goal, holdout, maxAge, steps, status }: CampaignFile,
  mails: readonly BuiltMail[],
  segments: Conditions,
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
  ...(audience && { audience: toPredicate(audience, segments) }),
  ...(exit && { exit: toPredicate(exit, segments) }),
  ...(goal && { goal: { did: goal.did, withinMs: durationMs(goal.within) } }),
  holdout: holdout === undefined ? 0 : share(holdout),
  maxAgeMs: durationMs(maxAge),
  steps: steps.map((step, index) => toStep(step, mails[index] ?? NO_MAIL, segments)),
});

const NO_MAIL: BuiltMail = { text: { subject: '', preheader: '', template: { html: '', text: '' } }, languages: {} };

const toStep = ({ id, wait, onlyIf, email }: StepFile, { text, languages }: BuiltMail, segments: Conditions): Step => ({
  id,
  ...toWait(wait),
  ...(onlyIf && { onlyIf: toPredicate(onlyIf, segments) }),
  email: { ...text, ...(Object.keys(languages).length > 0 && { languages }), slots: email.slots ?? {} },
});

const toWait = (wait: StepFile['wait'] = {}): Pick<Step, 'waitMs' | 'until'> => {
  const { for: length, until } = typeof wait === 'string' ? { for: wait } : wait;
  return { waitMs: length === undefined ? 0 : durationMs(length), ...(until !== undefined && { until }) };
};
