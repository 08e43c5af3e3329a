import type { ExplainedSend } from '../../lambdas/core/explain/explain-send.ts';
import type { Answer, ExplainedPerson } from './explain-person.ts';

type Explained = Extract<Answer, { readonly kind: 'explained' }>;

const lines = ({ sentences, rule, sendId }: ExplainedSend): readonly string[] => [
  ...sentences.map((sentence) => `  ${sentence}`),
  ...(rule === undefined ? [] : [`  Rule: ${rule.written === undefined ? '' : `${rule.written}; `}code: ${rule.code}`]),
  `  Send ${sendId}`,
  '',
];

/** Each campaign with its decisions, the newest first, or with what never happened; for each person at the address. */
export const describeExplanations = ({ others, ...first }: Explained): string =>
  [
    ...(others.length === 0 ? [] : [`${others.length + 1} profiles have this address.`, '']),
    ...[first, ...others].flatMap(describePerson),
  ]
    .join('\n')
    .trimEnd();

const describePerson = ({ profileId, campaigns }: ExplainedPerson): readonly string[] => [
  `Profile ${profileId}`,
  '',
  ...campaigns.flatMap(({ campaign, status, decisions, never }) => [
    `${campaign}${status === 'live' ? '' : ` (${status})`}`,
    ...decisions.flatMap(lines),
    ...(never.length === 0 ? [] : [...never.map((sentence) => `  ${sentence}`), '']),
  ]),
];
