import { dynamoClient, secretsClient, sesClient } from '../adapters/aws/clients.ts';
import { dynamoCatalogue } from '../adapters/aws/dynamo-catalogue.ts';
import { dynamoConsentStore } from '../adapters/aws/dynamo-consent-store.ts';
import { dynamoProfileStore } from '../adapters/aws/dynamo-profile-store.ts';
import { dynamoSendHolds } from '../adapters/aws/dynamo-send-holds.ts';
import { dynamoSendLedger } from '../adapters/aws/dynamo-send-ledger.ts';
import { dynamoSendTokens } from '../adapters/aws/dynamo-send-tokens.ts';
import { emfMetrics } from '../adapters/aws/emf-metrics.ts';
import { secretPreferenceKeys } from '../adapters/aws/secret-preference-keys.ts';
import { sesMailer } from '../adapters/aws/ses-mailer.ts';
import { sesQuotas } from '../adapters/aws/ses-quotas.ts';
import { systemClock as clock, systemRandom as random } from '../adapters/aws/system-clock.ts';
import { liquidRenderer } from '../adapters/liquid-renderer.ts';
import { preferenceLinks } from '../adapters/preference-links.ts';
import book from '../generated/campaigns.js';
import { createHandler } from './create-handler.ts';
import { sendEmailEnv } from './env.ts';

const env = sendEmailEnv.parse(process.env);
const client = dynamoClient();
const profiles = { client, table: env.PROFILES_TABLE, clock, random };
const sends = { client, sendsTable: env.SENDS_TABLE, profilesTable: env.PROFILES_TABLE, clock, random };
const control = { client, table: env.SENDS_TABLE, clock, random };
const ses = sesClient();
const keys = secretPreferenceKeys({ client: secretsClient(), secretId: env.PREFERENCE_KEYS, clock });

export const handler = createHandler({
  book,
  allowRecipients: env.ALLOW_RECIPIENTS,
  ledger: dynamoSendLedger(sends),
  holds: dynamoSendHolds(control),
  tokens: dynamoSendTokens(control),
  quotas: sesQuotas({ client: ses, clock }),
  profiles: dynamoProfileStore(profiles),
  consents: dynamoConsentStore(profiles),
  catalogue: dynamoCatalogue({ client, table: env.CATALOGUE_TABLE, clock, random }),
  renderer: liquidRenderer(book),
  links: preferenceLinks(keys, () => env.PREFERENCES_URL),
  mailer: sesMailer({ client: ses, configurationSet: env.CONFIGURATION_SET }),
  clock,
  random,
  metrics: emfMetrics(clock.now, console.log),
});
