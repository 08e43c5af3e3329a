import { mailsScenarios } from './scenarios/mails.ts';
import { peopleScenarios } from './scenarios/people.ts';
import { sendingScenarios } from './scenarios/sending.ts';
import { streamScenarios } from './scenarios/stream.ts';
import type { Scenario } from './scenarios/teller.ts';

export type { Scenario } from './scenarios/teller.ts';

/** Every scenario; each is the shortest that reaches what its name says. */
export const scenarios = (): readonly Scenario[] => [
  ...mailsScenarios(),
  ...sendingScenarios(),
  ...streamScenarios(),
  ...peopleScenarios(),
];
