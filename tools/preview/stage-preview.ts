import { dynamoClient, sesClient } from '../../lambdas/adapters/aws/clients.ts';
import { dynamoCatalogue } from '../../lambdas/adapters/aws/dynamo-catalogue.ts';
import { sesMailer } from '../../lambdas/adapters/aws/ses-mailer.ts';
import { systemClock as clock, systemRandom as random } from '../../lambdas/adapters/aws/system-clock.ts';
import { liquidRenderer } from '../../lambdas/adapters/liquid-renderer.ts';
import { findStage } from '../../lib/stages.ts';
import { nameOf } from '../deployment/names.ts';
import { stagePorts } from '../explain/stage-ports.ts';
import type { PreviewPorts } from './preview-ports.ts';
import { type TestPorts, testRecipientsOf } from './send-test.ts';

/** A deployment's tables, read with the credentials and region of the environment; the campaigns are this project's. */
export const stagePreviewPorts = async (stage: string): Promise<PreviewPorts> => {
  const { mail } = findStage(stage);
  const known = await stagePorts(stage);
  const client = dynamoClient();
  return {
    ...known,
    allowRecipients: mail.allowRecipients,
    catalogue: dynamoCatalogue({ client, table: nameOf(stage, 'catalogue'), clock, random }),
    renderer: liquidRenderer(known.book),
  };
};

/** The same, and SES: with the stage's configuration set, so that links look as they will. */
export const stageTestPorts = async (stage: string): Promise<TestPorts> => {
  const ports = await stagePreviewPorts(stage);
  return {
    ...ports,
    mailer: sesMailer({ client: sesClient(), configurationSet: `kairos-${findStage(stage).name}` }),
    testRecipients: testRecipientsOf(ports.allowRecipients, ports.book.brand),
  };
};
