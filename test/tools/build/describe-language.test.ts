import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { projectRoot } from '../../../tools/build/build-artifacts.ts';
import { describeLanguage, keysOf, LANGUAGE_FILES } from '../../../tools/build/campaigns/describe-language.ts';

const schemaOf = async (file: string) =>
  z
    .looseObject({
      examples: z.array(z.unknown()).optional(),
      definitions: z.record(z.string(), z.looseObject({})).optional(),
    })
    .parse(JSON.parse(await readFile(join(projectRoot, 'campaigns', `${file}.schema.json`), 'utf8')));

describe('the reference of the campaign language', () => {
  it('is up to date (npm run reference)', async () => {
    expect(await readFile(join(projectRoot, 'docs/campaigns.md'), 'utf8')).toBe(await describeLanguage(projectRoot));
  });

  it.each([...LANGUAGE_FILES, 'condition' as const])(
    'says what every key of a %s is, and shows how it is written',
    async (file) => {
      const keys = await keysOf(projectRoot, file);
      expect(keys.length).toBeGreaterThan(1);
      expect(keys.filter(({ example }) => example === undefined).map(({ path }) => path)).toEqual([]);
      expect(keys.filter(({ what, takes }) => what === '' && takes === '').map(({ path }) => path)).toEqual([]);
    },
  );

  it('shows nothing that the build would refuse', async () => {
    const ajv = new Ajv({ strict: false, allErrors: true });
    const campaign = await schemaOf('campaign');
    ajv.addSchema(campaign, 'campaign.schema.json');
    for (const file of LANGUAGE_FILES) {
      const schema = await schemaOf(file);
      const check = file === 'campaign' ? ajv.getSchema('campaign.schema.json') : ajv.compile(schema);
      for (const example of schema.examples ?? []) expect([check?.(example), check?.errors]).toEqual([true, null]);
    }
    const condition = ajv.compile({ $ref: 'campaign.schema.json#/definitions/predicate' });
    const { examples } = z.looseObject({ examples: z.array(z.unknown()) }).parse(campaign.definitions?.predicate);
    for (const example of examples) expect([condition(example), example]).toEqual([true, example]);
  });
});
