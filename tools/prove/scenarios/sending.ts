import type { Act } from '../script.ts';
import { AT_THE_CLAIM, ada, ben, HOUR, MINUTE, type Scenario, SECOND, scenario, type Teller } from './teller.ts';

const CIRCUIT = { bounceRate: 0.05, complaintRate: 0.001 };
const RESUMED_AFTER = 40 * MINUTE;

/** Mail that is held, and an order's, that is not. */
const untilResumed = (t: Teller): void => {
  t.identify(5 * MINUTE, 'ada');
  t.subscribe(5 * MINUTE + 1, 'ada');
  t.add(6 * MINUTE, ada);
  t.identify(7 * MINUTE, 'ben');
  t.order(10 * MINUTE, ben, 'o-ben');
};

const resumed = (at: number): readonly Act[] => [{ kind: 'resume-sending', at: at + RESUMED_AFTER }];

/** What people do about mail that goes out, and what the circuit breaker does: holds, broadcasts, an open circuit. */
export const sendingScenarios = (): readonly Scenario[] => [
  scenario(
    'pause-during-a-claim',
    (t) => {
      t.identify(0, 'ada');
      t.subscribe(1, 'ada');
      t.add(2, ada);
    },
    {
      acts: (at) => [
        { kind: 'pause', at: at + AT_THE_CLAIM - 5 * SECOND, campaign: 'two-steps' },
        { kind: 'resume', at: at + HOUR, campaign: 'two-steps' },
        // And one that is held long before its mail is due.
        { kind: 'pause', at: at + 10 * MINUTE, campaign: 'cart-abandoned' },
        { kind: 'resume', at: at + 2 * HOUR, campaign: 'cart-abandoned' },
      ],
    },
  ),
  scenario(
    'broadcast-to-a-family',
    (t) => {
      for (const userId of ['ada', 'ben']) {
        t.identify(0, userId, 'family@example.com');
        t.subscribe(1, userId);
      }
      t.identify(2, 'cem');
      t.subscribe(3, 'cem');
    },
    { acts: (at) => [{ kind: 'broadcast', at: at + 30 * MINUTE, campaign: 'newsletter' }] },
  ),
  scenario(
    'circuit-opened-by-complaints',
    (t) => {
      for (let index = 0; index < 4; index += 1) {
        t.identify(index * 20 * SECOND, `cem-${index}`, `complaint+${index}@simulator.amazonses.com`);
        t.subscribe(index * 20 * SECOND + 1, `cem-${index}`);
      }
      untilResumed(t);
    },
    { stage: { circuit: CIRCUIT }, acts: resumed, healAfter: 2 * HOUR },
  ),
  scenario(
    'circuit-opened-by-bounces',
    (t) => {
      for (let index = 0; index < 12; index += 1) {
        t.identify(index * 10 * SECOND, `cem-${index}`, `bounce+${index}@simulator.amazonses.com`);
        t.subscribe(index * 10 * SECOND + 1, `cem-${index}`);
      }
      untilResumed(t);
    },
    { stage: { circuit: CIRCUIT }, acts: resumed, healAfter: 2 * HOUR },
  ),
];
