import { failedEventsIn } from '../../lambdas/adapters/failed-events.ts';
import { memoryEventStream } from '../../lambdas/adapters/memory/event-stream.ts';
import { memoryBroadcasts } from '../../lambdas/adapters/memory/memory-broadcasts.ts';
import { memoryCatalogue } from '../../lambdas/adapters/memory/memory-catalogue.ts';
import { memoryConsentStore } from '../../lambdas/adapters/memory/memory-consent-store.ts';
import { memoryProfileStore } from '../../lambdas/adapters/memory/memory-profile-store.ts';
import { memorySendHolds } from '../../lambdas/adapters/memory/memory-send-holds.ts';
import { memorySendLedger } from '../../lambdas/adapters/memory/memory-send-ledger.ts';
import { memorySendQueues } from '../../lambdas/adapters/memory/memory-send-queues.ts';
import { memorySendTokens } from '../../lambdas/adapters/memory/memory-send-tokens.ts';
import { memorySendingHealth } from '../../lambdas/adapters/memory/memory-sending-health.ts';
import { memoryObjectStore } from '../../lambdas/adapters/memory/object-store.ts';
import { cloudStores } from '../../tools/cloud/cloud-stores.ts';
import { embeddedStage } from '../../tools/cloud/embedded-stage.ts';
import { NOON } from '../builders/profile.ts';
import { describeCatalogueContract } from './catalogue.contract.ts';
import { describeConsentStoreContract } from './consent-store.contract.ts';
import { describeEventStreamContract } from './event-stream.contract.ts';
import { describeFailedEventsContract } from './failed-events.contract.ts';
import { describeObjectStoreContract } from './object-store.contract.ts';
import { describeProfileStoreContract } from './profile-store.contract.ts';
import { describeRedriveContract } from './redrive.contract.ts';
import { describeSendControlContract } from './send-control.contract.ts';
import { describeSendHoldsContract } from './send-holds.contract.ts';
import { describeSendLedgerContract } from './send-ledger.contract.ts';
import { describeSendQueuesContract } from './send-queues.contract.ts';
import { describeSendingHealthContract } from './sending-health.contract.ts';

const name = 'in memory';

describeProfileStoreContract(name, async () => ({ profiles: memoryProfileStore() }));

describeConsentStoreContract(name, async () => ({ consents: memoryConsentStore() }));

describeSendLedgerContract(name, async () => {
  const [profiles, consents] = [memoryProfileStore(), memoryConsentStore()];
  return { profiles, consents, ledger: memorySendLedger({ profiles, consents }) };
});

describeSendControlContract(name, async () => ({ tokens: memorySendTokens(), broadcasts: memoryBroadcasts() }));

describeSendHoldsContract(name, async () => ({ holds: memorySendHolds() }));

describeSendingHealthContract(name, async () => ({ health: memorySendingHealth() }));

describeSendQueuesContract(name, async () => {
  const bodies = { transactional: [] as string[], marketing: [] as string[] };
  return {
    queues: memorySendQueues(
      (queue, body) => void bodies[queue].push(body),
      () => bodies.marketing.length,
    ),
    received: async () => ({ transactional: bodies.transactional.splice(0), marketing: bodies.marketing.splice(0) }),
  };
});

describeObjectStoreContract(name, async () => ({ objects: memoryObjectStore() }));

describeEventStreamContract(name, async () => {
  const events = memoryEventStream();
  return { events, stored: async () => events.records };
});

describeEventStreamContract('of the embedded cloud', async () => {
  const stores = cloudStores({ stage: embeddedStage, now: () => NOON, newId: () => 'id', onMail: () => {} });
  const shardIds = stores.events.shards.map(({ id }) => id);
  return {
    events: stores.eventStream,
    stored: async () =>
      shardIds.flatMap((id) =>
        stores.events
          .read(id, 0, Number.MAX_SAFE_INTEGER)
          .map(({ partitionKey, content }) => ({ partitionKey, data: content })),
      ),
  };
});

describeCatalogueContract(name, async () => ({ catalogue: memoryCatalogue() }));

describeFailedEventsContract(name, async () => {
  const bucket = memoryObjectStore();
  return { failedEvents: failedEventsIn(bucket), bucket };
});

describeRedriveContract(name, async () => {
  const events = memoryEventStream();
  return { bucket: memoryObjectStore(), events, stored: async () => events.records };
});
