import { expect, it } from 'vitest';
import { groupByIdentity, type PlacedEvent } from '../../../lambdas/enrich-events/group-by-identity.ts';
import { anIdentity } from '../../builders/profile.ts';

const named = (name: string) => ({ kind: 'anonymous' as const, value: name, id: anIdentity(name, 'anonymous') });
const naming = (...names: string[]) =>
  ({ identifiers: { named: names.map(named), previous: [] } }) as unknown as PlacedEvent;

it('events that share an identifier are one group, and no others', () => {
  const [ab, c, bd, e] = [naming('a', 'b'), naming('c'), naming('b', 'd'), naming('e')];
  expect(groupByIdentity([ab, c, bd, e], new Map())).toEqual([[ab, bd], [c], [e]]);
});

it('so are those whose identifiers lead to one another, through however many others', () => {
  const events = Array.from({ length: 20_000 }, (_, n) => naming(`d${20_000 - n - 1}`, `d${20_000 - n}`));
  expect(groupByIdentity(events, new Map())).toEqual([events]);
});
