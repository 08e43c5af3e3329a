import type { Json, JsonObject } from '../event/event.ts';
import { own } from '../own.ts';
import type { PropertyTest } from './campaign.ts';

/** Does an event with these properties pass every test? Without tests every event does. */
export const passes = (tests: readonly PropertyTest[] = [], properties: JsonObject): boolean =>
  tests.every((test) => passesOne(test, own(properties, test.property)));

const passesOne = ({ equals, atLeast, atMost, exists }: PropertyTest, value: Json | undefined): boolean => {
  const isThere = value !== undefined && value !== null;
  return (
    (exists === undefined || exists === isThere) &&
    (equals === undefined || (value ?? null) === equals) &&
    (atLeast === undefined || (typeof value === 'number' && value >= atLeast)) &&
    (atMost === undefined || (typeof value === 'number' && value <= atMost))
  );
};
