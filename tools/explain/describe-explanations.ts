import type { ExplainedSend } from '../../lambdas/core/explain/explain-send.ts';
import type { Answer } from './explain-person.ts';

type Explained = Extract<Answer, { readonly kind: 'explained' }>;

const lines = ({ sentences, rule, sendId }: ExplainedSend): readonly string[] => [
  ...sentences.map((sentence) => `  ${sentence}`),
  ...(rule === undefined ? [] : [`  Rule: ${rule.written === undefined ? '' : `${rule.written}; `}code: ${rule.code}`]),
  `  Send ${sendId}`,
  '',
];

/** Each campaign with its decisions, the newest first, or with what never happened. */
export const describeExplanations = ({ profileId, campaigns }: Explained): string =>
  [
    `Profile ${profileId}`,
    '',
    ...campaigns.flatMap(({ campaign, status, decisions, never }) => [
      `${campaign}${status === 'live' ? '' : ` (${status})`}`,
      ...decisions.flatMap(lines),
      ...(never.length === 0 ? [] : [...never.map((sentence) => `  ${sentence}`), '']),
    ]),
  ]
    .join('\n')
    .trimEnd();
