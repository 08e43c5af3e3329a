import { expect, it } from 'vitest';
import { readAnswer } from '../../../tools/demo/demo-api.ts';

it.each([
  ['{"error":"feed.csv: it is empty."}', 'feed.csv: it is empty.'],
  ['{"fault":1}', 'the demo answered with status 400: {"fault":1}'],
  ['Bad Request', 'the demo answered with status 400: Bad Request'],
])('a bad answer is an error in its own words: %s', async (body, said) => {
  await expect(readAnswer(new Response(body, { status: 400 }))).rejects.toThrow(said);
});

it('a good answer is what it says', async () => {
  expect(await readAnswer(Response.json({ rows: 2 }))).toEqual({ rows: 2 });
});
