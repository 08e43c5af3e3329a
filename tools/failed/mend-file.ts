import { Ajv } from 'ajv';
import { readMend } from '../../lambdas/decode/mend-json.ts';
import { type Mistake, mistakesError } from '../build/campaigns/mistake.ts';
import { readYaml } from '../build/campaigns/yaml-file.ts';

const REMEDY = 'See examples/mends/ for what a mend can say.';

/** Any YAML: what a mend is, `readMend` says. */
const anything = new Ajv().compile<unknown>({});

/** The mend in a YAML file, as it is written there; throws an error that names every mistake with its line. */
export const readMendFile = async (root: string, path: string): Promise<unknown> => {
  const read = await readYaml(root, path, anything);
  if (read.kind === 'mistakes') throw mistakesError('the mend', read.mistakes);
  const { file, content, lineOf } = read.yaml;
  const mend = readMend(content);
  if (mend.kind === 'mend') return content;
  throw mistakesError(
    'the mend',
    mend.mistakes.map(
      ({ path: at, message }): Mistake => ({
        file,
        line: lineOf(at),
        reason: `${at.length === 0 ? 'the mend' : at.join('.')}: ${message}`,
        remedy: REMEDY,
      }),
    ),
  );
};
