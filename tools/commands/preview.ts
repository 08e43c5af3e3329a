import { join } from 'node:path';
import type { Command } from 'commander';
import type { PreviewAnswer, PreviewRequest } from '../preview/preview-mails.ts';
import type { TestAnswer, TestRequest } from '../preview/send-test.ts';
import { type Where, withWhere } from './where.ts';

interface Which extends Where {
  readonly step?: string;
  readonly locale?: string;
}
interface PreviewGiven extends Which {
  readonly profile?: string;
  readonly out?: string;
  readonly anyway: boolean;
}
interface TestGiven extends Which {
  readonly profile: string;
  readonly to: string;
}

/** `kairos campaign preview` and `test-send`: looking at a mail before, or instead of, anybody's getting it. */
export const addPreviewCommands = (campaign: Command): void => {
  withWhere(campaign.command('preview'))
    .description('show exactly what would be sent to somebody, or why it would not; writes nothing but files')
    .argument('<name>', 'of the campaign')
    .option('--profile <who>', 'profile, user or anonymous id, or address (default: a sample person, without a demo)')
    .option('--step <id>', 'this one alone')
    .option('--locale <language>', 'as for a reader of this language, e.g. de')
    .option('--out <dir>', 'where the HTML and text files go (default: .kairos/preview/NAME)')
    .option('--anyway', 'show also what would not be sent', false)
    .addHelpText(
      'after',
      '\nExamples:\n  kairos campaign preview welcome\n  kairos campaign preview cart-abandoned --profile ada@example.com --step reminder --anyway',
    )
    .action(previewCommand);
  withWhere(campaign.command('test-send'))
    .description('send one person’s mail of a campaign to a tester; nothing of it is counted')
    .argument('<name>', 'of the campaign')
    .requiredOption('--profile <who>', 'whose mail: profile, user or anonymous id, or address')
    .requiredOption('--to <address>', 'of the tester: of the stage’s allow-list, or at the sender’s own domain')
    .option('--step <id>', 'which mail (default: the first)')
    .option('--locale <language>', 'as for a reader of this language, e.g. de')
    .addHelpText(
      'after',
      '\nExample:\n  kairos campaign test-send welcome --profile ada@example.com --to you@example.com',
    )
    .action(testSendCommand);
};

const previewCommand = async (name: string, given: PreviewGiven): Promise<void> => {
  const { profile, step, locale, out = join('.kairos/preview', name), anyway, stage } = given;
  if (profile === undefined && stage !== undefined)
    throw new Error('--stage needs a person: say whose mail with --profile, or leave --stage out for a sample.');
  const answer = await previewOf({ campaign: name, who: profile ?? '', step, locale, anyway }, given);
  if (answer.kind !== 'previewed') throw new Error(messageOf(answer, name, step));
  const [{ describePreview }, { writePreview }] = await Promise.all([
    import('../preview/describe-preview.ts'),
    import('../preview/write-preview.ts'),
  ]);
  console.log(describePreview(answer));
  const files = await writePreview(answer, out);
  if (files.length > 0) console.log(`\nWritten: ${files.join(', ')}`);
};

const demoModules = () => Promise.all([import('../demo/demo-api.ts'), import('../preview/ask-demo.ts')]);

const previewOf = async (
  request: PreviewRequest,
  { profile, stage, endpoints }: Pick<PreviewGiven, 'profile' | keyof Where>,
): Promise<PreviewAnswer> => {
  if (profile === undefined) return (await import('../preview/preview-sample.ts')).previewSample(request);
  if (stage === undefined) {
    const [{ findDemo }, { askDemoToPreview }] = await demoModules();
    return askDemoToPreview(await findDemo(endpoints), request);
  }
  const [{ previewMails }, { stagePreviewPorts }] = await Promise.all([
    import('../preview/preview-mails.ts'),
    import('../preview/stage-preview.ts'),
  ]);
  return previewMails(await stagePreviewPorts(stage), request);
};

const testSendCommand = async (name: string, { profile, to, step, locale, ...where }: TestGiven): Promise<void> => {
  const answer = await testOf({ campaign: name, who: profile, to, step, locale }, where);
  if (answer.kind === 'refused') throw new Error(answer.why);
  if (answer.kind !== 'sent') throw new Error(messageOf(answer, name, step));
  const place = where.stage === undefined ? 'into the demo’s inbox, marked as a test' : `by SES (${answer.messageId})`;
  console.log(`“${answer.subject}” (${answer.step}) went to ${to}, ${place}. Nothing of it is counted.`);
};

const testOf = async (request: TestRequest, { stage, endpoints }: Where): Promise<TestAnswer> => {
  if (stage === undefined) {
    const [{ findDemo }, { askDemoToTest }] = await demoModules();
    return askDemoToTest(await findDemo(endpoints), request);
  }
  const [{ sendTest }, { stageTestPorts }] = await Promise.all([
    import('../preview/send-test.ts'),
    import('../preview/stage-preview.ts'),
  ]);
  return sendTest(await stageTestPorts(stage), request);
};

const messageOf = (
  answer: Exclude<PreviewAnswer, { readonly kind: 'previewed' }>,
  name: string,
  step: string | undefined,
): string => {
  switch (answer.kind) {
    case 'unknown_person':
      return 'no profile has this id or address; say a profile, user or anonymous id, or an address.';
    case 'unknown_campaign':
      return `no campaign is called ${name}; there are: ${answer.known.join(', ')}.`;
    case 'unknown_step':
      return `${name} has no step ${step}; there are: ${answer.known.join(', ')}.`;
  }
};
