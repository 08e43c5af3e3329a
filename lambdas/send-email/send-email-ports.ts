import type { CampaignBook } from '../core/campaign/campaign.ts';
import type { Catalogue } from '../ports/catalogue.ts';
import type { Clock, Random } from '../ports/clock.ts';
import type { ConsentStore } from '../ports/consent-store.ts';
import type { Mailer } from '../ports/mailer.ts';
import type { Metrics } from '../ports/metrics.ts';
import type { PreferenceLinks } from '../ports/preference-links.ts';
import type { ProfileStore } from '../ports/profile-store.ts';
import type { Renderer } from '../ports/renderer.ts';
import type { SendHolds } from '../ports/send-holds.ts';
import type { SendLedger } from '../ports/send-ledger.ts';
import type { SendQuotas, SendTokens } from '../ports/send-rate.ts';

export interface SendEmailPorts {
  readonly book: CampaignBook;
  readonly allowRecipients: readonly string[];
  readonly ledger: SendLedger;
  readonly holds: SendHolds;
  readonly quotas: SendQuotas;
  readonly tokens: SendTokens;
  readonly profiles: Pick<ProfileStore, 'load'>;
  readonly consents: ConsentStore;
  readonly catalogue: Pick<Catalogue, 'products' | 'neighbours' | 'bestsellers'>;
  readonly renderer: Renderer;
  readonly links: PreferenceLinks;
  readonly mailer: Mailer;
  readonly clock: Clock;
  readonly random: Random;
  readonly metrics: Metrics;
}
