import { failedEventsIn } from '../../lambdas/adapters/failed-events.ts';
import { memoryEventStream } from '../../lambdas/adapters/memory/event-stream.ts';
import { memoryCatalogue } from '../../lambdas/adapters/memory/memory-catalogue.ts';
import { memoryConsentStore } from '../../lambdas/adapters/memory/memory-consent-store.ts';
import { memoryProfileStore } from '../../lambdas/adapters/memory/memory-profile-store.ts';
import { memorySendLedger } from '../../lambdas/adapters/memory/memory-send-ledger.ts';
import { memorySendQueues } from '../../lambdas/adapters/memory/memory-send-queues.ts';
import { memoryObjectStore } from '../../lambdas/adapters/memory/object-store.ts';
import { describeCatalogueContract } from './catalogue.contract.ts';
import { describeConsentStoreContract } from './consent-store.contract.ts';
import { describeEventStreamContract } from './event-stream.contract.ts';
import { describeFailedEventsContract } from './failed-events.contract.ts';
import { describeObjectStoreContract } from './object-store.contract.ts';
import { describeProfileStoreContract } from './profile-store.contract.ts';
import { describeSendLedgerContract } from './send-ledger.contract.ts';
import { describeSendQueuesContract } from './send-queues.contract.ts';

const name = 'in memory';

describeProfileStoreContract(name, async () => {
  const profiles = memoryProfileStore();
  return {
    profiles,
    mergedInto: async (id) => profiles.merges.filter(({ winner }) => winner === id).map(({ loser }) => loser),
  };
});

describeConsentStoreContract(name, async () => ({ consents: memoryConsentStore() }));

describeSendLedgerContract(name, async () => {
  const [profiles, consents] = [memoryProfileStore(), memoryConsentStore()];
  return { profiles, consents, ledger: memorySendLedger({ profiles, consents }) };
});

describeSendQueuesContract(name, async () => {
  const bodies = { transactional: [] as string[], marketing: [] as string[] };
  return { queues: memorySendQueues((queue, body) => void bodies[queue].push(body)), received: async () => bodies };
});

describeObjectStoreContract(name, async () => ({ objects: memoryObjectStore() }));

describeEventStreamContract(name, async () => {
  const events = memoryEventStream();
  return { events, stored: async () => events.records };
});

describeCatalogueContract(name, async () => ({ catalogue: memoryCatalogue() }));

describeFailedEventsContract(name, async () => {
  const bucket = memoryObjectStore();
  return { failedEvents: failedEventsIn(bucket), bucket };
});
