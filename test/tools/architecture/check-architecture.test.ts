import { describe, expect, it } from 'vitest';
import { checkName, checkSource } from '../../../tools/architecture/check-architecture.ts';

const rulesBroken = (path: string, text: string) => checkSource({ path, text }).map(({ rule }) => rule);

describe('a planted violation is found', () => {
  it.each([
    ['lambdas/core/event/event.ts', "import { z } from 'zod';", 'core imports nothing but itself'],
    ['lambdas/core/event/event.ts', "import { hash } from 'node:crypto';", 'core imports nothing but itself'],
    [
      'lambdas/core/event/event.ts',
      "import type { Clock } from '../../ports/clock.ts';",
      'core may import core; not ports',
    ],
    ['lambdas/decode/a.ts', "import type { Clock } from '../ports/clock.ts';", 'not ports'],
    ['lambdas/decode/a.ts', "import { readFile } from 'node:fs/promises';", 'only through ports'],
    ['lambdas/ports/a.ts', "import { z } from 'zod';", 'ports are interfaces'],
    ['lambdas/ports/a.ts', "import { x } from '../decode/x.ts';", 'not decode'],
    ['lambdas/send-email/send.ts', "import { m } from '../adapters/memory/m.ts';", 'not adapters/memory'],
    ['lambdas/send-email/send.ts', "import { SESv2Client } from '@aws-sdk/client-sesv2';", 'only through ports'],
    ['lambdas/send-email/send.ts', "import type { E } from '../collect/env.ts';", "another function's folder"],
    ['lambdas/send-email/send.ts', "export { x } from '../collect/x.ts';", "another function's folder"],
    ['lambdas/send-email/send.ts', "import book from '../generated/campaigns.js';", 'generated/ is imported only by'],
    ['lambdas/send-email/handler.ts', "import { S3Client } from '@aws-sdk/client-s3';", 'adapters/aws/clients.ts'],
    ['lambdas/send-email/send.ts', "import middy from '@middy/core';", 'create-handler.ts'],
    ['lambdas/send-email/create-handler.ts', "import { a } from '../adapters/aws/a.ts';", 'not adapters/aws'],
    ['lambdas/send-email/handler.ts', "import { a } from '../adapters/memory/a.ts';", 'not adapters/memory'],
    ['lambdas/adapters/aws/a.ts', "import { m } from '../memory/m.ts';", 'not adapters/memory'],
    ['lambdas/adapters/memory/a.ts', "import { s } from '../../send-email/send.ts';", 'not use case'],
    ['lambdas/send-email/send.ts', "const x = await import('../../tools/cloud/x.ts');", 'not tools'],
    [
      'lib/stacks/engage.ts',
      "import { sendEmailEnv } from '../../lambdas/send-email/env.ts';",
      'only the types of env.ts',
    ],
    ['lib/stacks/engage.ts', "import { send } from '../../lambdas/send-email/send.ts';", 'not use case'],
    [
      'lib/stacks/engage.ts',
      "import book from '../../lambdas/generated/campaigns.js';",
      'generated/ is imported only by',
    ],
    ['lib/stacks/engage.ts', "import { x } from '../../tools/x.ts';", 'not tools'],
    ['tools/demo/demo.ts', "import { anEvent } from '../../test/builders/event.ts';", 'not test'],
    ['bin/app.ts', "import { x } from '../lambdas/collect/env.ts';", 'not env'],
    ['lambdas/send-email/send.ts', 'const table = process.env.TABLE;', 'only handler.ts reads the environment'],
    ['lambdas/adapters/aws/a.ts', 'const table = process.env.TABLE;', 'only handler.ts reads the environment'],
    ['lambdas/core/a.ts', 'const now = Date.now();', 'time and chance are arguments'],
    ['lambdas/core/a.ts', 'const now = new Date( );', 'time and chance are arguments'],
    ['lambdas/decode/a.ts', 'const id = "x" + Math.random();', 'time and chance are arguments'],
    ['lambdas/send-email/send.ts', 'setTimeout(retry, 10);', 'time and chance are arguments'],
    ['lambdas/core/a.ts', "import {\n  type A,\n  b,\n} from '../decode/b.ts';", 'not decode'],
    ['lambdas/core/a.ts', "import '../decode/b.ts';", 'not decode'],
  ])('%s: %s', (path, text, rule) => {
    expect(rulesBroken(path, text)).toEqual([expect.stringContaining(rule)]);
  });
});

describe('what the rules allow passes', () => {
  it.each([
    ['lambdas/core/hash.ts', "import { hash } from 'node:crypto';"],
    ['lambdas/core/profile/a.ts', "import { assertNever } from '../assert-never.ts';"],
    ['lambdas/decode/state-item.ts', "import type { AttributeValue } from '@aws-sdk/client-dynamodb';"],
    ['lambdas/core/a.ts', '// Date.now() is forbidden here\nconst day = new Date(instant);'],
    ['lambdas/core/a.ts', 'const text = "import { z } from \'zod\'; Date.now()";'],
    ['lambdas/send-email/send.ts', "import type { SQSEvent } from 'aws-lambda';\nimport { l } from './limits.ts';"],
    ['lambdas/send-email/handler.ts', "import book from '../generated/campaigns.js';\nconst e = process.env;"],
    ['lib/stacks/engage.ts', "import type { SendEmailEnv } from '../../lambdas/send-email/env.ts';"],
    ['lib/stacks/engage.ts', "import { type SendEmailEnv } from '../../lambdas/send-email/env.ts';"],
    ['lib/stacks/engage.ts', "import { TIMEOUT_MS } from '../../lambdas/send-email/limits.ts';"],
    ['tools/cloud/cloud.ts', "import { createHandler } from '../../lambdas/send-email/create-handler.ts';"],
    ['test/x.test.ts', "import validators from '../lambdas/generated/validators.js';"],
  ])('%s: %s', (path, text) => {
    expect(rulesBroken(path, text)).toEqual([]);
  });
});

describe('file names', () => {
  it.each([
    'lambdas/core/utils.ts',
    'lib/common/a.ts',
    'tools/file-utils.ts',
    'lambdas/core/SendMail.ts',
    'lib/send_mail.ts',
    'lambdas/core/data.ts',
  ])('%s is refused', (path) => {
    expect(checkName(path)).toHaveLength(1);
  });

  it.each([
    'lib/stacks/data.ts',
    'lambdas/send-email/README.md',
    'docs/decisions/001-type-stripping.md',
    'test/a-b.test.ts',
  ])('%s passes', (path) => {
    expect(checkName(path)).toEqual([]);
  });
});
