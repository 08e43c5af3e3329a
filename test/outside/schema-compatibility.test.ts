import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { parseAvro } from '../../tools/schemas/avro/avro-schema.ts';
import { canonicalForm, fingerprint } from '../../tools/schemas/avro/canonical-form.ts';
import { compareAvroSchemas } from '../../tools/schemas/avro/compare-avro-schemas.ts';
import { compareJsonSchemas } from '../../tools/schemas/json-schema/compare-json-schemas.ts';
import { schemaLibrary } from '../../tools/schemas/json-schema/schema-library.ts';

const read = (file: string): string => readFileSync(`${process.env.KAIROS_SHARED}/fixtures/${file}`, 'utf8');

/** `original` is read by `updated` (backward), and the other way round too (both), or neither (none). */
const file = z.object({
  tests: z.array(
    z.object({
      id: z.string(),
      compatibility: z.enum(['backward', 'forward', 'both', 'none']),
      original: z.unknown(),
      updated: z.unknown(),
    }),
  ),
});
type Case = z.infer<typeof file>['tests'][number];

const verdictOf = (backward: number, forward: number): Case['compatibility'] => {
  if (backward === 0) return forward === 0 ? 'both' : 'backward';
  return forward === 0 ? 'forward' : 'none';
};

const librarySchema = (document: unknown) => {
  const { documents, resolve } = schemaLibrary([document]);
  return { schema: documents[0] ?? true, resolve };
};

const jsonVerdict = ({ original, updated }: Case): Case['compatibility'] => {
  const [before, after] = [librarySchema(original), librarySchema(updated)];
  return verdictOf(compareJsonSchemas(before, after).length, compareJsonSchemas(after, before).length);
};

const avroVerdict = ({ original, updated }: Case): Case['compatibility'] => {
  const [before, after] = [parseAvro(original), parseAvro(updated)];
  return verdictOf(compareAvroSchemas(before, after).length, compareAvroSchemas(after, before).length);
};

/**
 * Where the expectation is wrong: it says "backward", and here is a document that the original takes and the updated
 * schema refuses. Ajv, which had no part in it, is the judge.
 */
const REFUTED: Readonly<Record<string, { readonly witness: unknown; readonly why: string }>> = {
  'Complex: oneOf 1': {
    witness: 'seventy',
    why: 'too long for maxLength 5, not for 10: one alternative matches it before, two after',
  },
  'Complex: oneOf 3': {
    witness: 'abc',
    why: 'the added alternative matches short strings too: one alternative before, two after',
  },
};

const takes = (schema: unknown, document: unknown): boolean =>
  typeof schema === 'boolean' || (typeof schema === 'object' && schema !== null)
    ? new Ajv({ strict: false }).compile(schema)(document)
    : false;

const jsonCases = file.parse(JSON.parse(read('apicurio/jsonschema-compatibility-test-data.json'))).tests;
const avroCases = file.parse(JSON.parse(read('apicurio/avro-compatibility-test-data.json'))).tests;

describe('verdicts of another registry on pairs of JSON Schemas', () => {
  const wrong = jsonCases
    .map((each) => ({ ...each, got: jsonVerdict(each) }))
    .filter(({ got, compatibility }) => got !== compatibility);

  it('are reached, but for those that a document refutes', () => {
    console.log(`JSON Schema: ${jsonCases.length - wrong.length} of ${jsonCases.length} as expected`);
    for (const { id, compatibility, got } of wrong)
      console.log(
        `  ${id}: expected ${compatibility}, got ${got}. Refuted by ${JSON.stringify(REFUTED[id]?.witness)}: ${REFUTED[id]?.why}`,
      );
    expect(jsonCases).toHaveLength(145);
    expect(wrong.map(({ id }) => id)).toEqual(Object.keys(REFUTED));
  });

  it.each(wrong)(
    '$id: the expectation is refuted by a document, by an independent validator',
    ({ id, original, updated }) => {
      expect([takes(original, REFUTED[id]?.witness), takes(updated, REFUTED[id]?.witness)]).toEqual([true, false]);
    },
  );
});

describe('verdicts of another registry on pairs of Avro schemas', () => {
  it('are reached, each', () => {
    const right = avroCases.filter((each) => avroVerdict(each) === each.compatibility);
    console.log(`Avro: ${right.length} of ${avroCases.length} as expected`);
    expect(right).toEqual(avroCases);
    expect(avroCases).toHaveLength(4);
  });
});

/** `<<INPUT …` on one line, or on several up to `INPUT`; then what it comes to. */
const readForms = (text: string) =>
  text
    .split(/^\/\/ \d{3}\n/m)
    .slice(1)
    .map((block) => block.replace(/^\/\/.*\n/gm, ''))
    .map((block) => ({
      input: (/<<INPUT\n([\s\S]*?)\nINPUT$/m.exec(block) ?? /<<INPUT (.*)$/m.exec(block))?.[1] ?? '',
      canonical: /^<<canonical (.*)$/m.exec(block)?.[1] ?? '',
      fingerprint: /^<<fingerprint (-?\d+)$/m.exec(block)?.[1],
    }));

describe("Avro's own cases of schemas that mean the same", () => {
  const forms = readForms(read('avro-compat/schema-tests.txt'));

  it('are 34, most with a fingerprint', () => {
    console.log(
      `Avro canonical forms: ${forms.length}, with fingerprint: ${forms.filter((form) => form.fingerprint).length}`,
    );
    expect(forms).toHaveLength(34);
  });

  it.each(forms)('$canonical', ({ input, canonical, fingerprint: expected }) => {
    const type = parseAvro(JSON.parse(input));
    expect(canonicalForm(type)).toBe(canonical);
    if (expected !== undefined) expect(String(fingerprint(canonicalForm(type)))).toBe(expected);
    expect(compareAvroSchemas(type, parseAvro(JSON.parse(canonical)))).toEqual([]);
  });
});
