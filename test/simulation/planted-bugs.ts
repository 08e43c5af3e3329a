import type { ConsentStore } from '../../lambdas/ports/consent-store.ts';
import type { Mailer } from '../../lambdas/ports/mailer.ts';
import type { ProfilePages } from '../../lambdas/ports/profile-pages.ts';
import type { ProfileStore } from '../../lambdas/ports/profile-store.ts';
import type { SendHolds } from '../../lambdas/ports/send-holds.ts';
import type { SendLedger, WriteConditions } from '../../lambdas/ports/send-ledger.ts';
import type { SendingHealth } from '../../lambdas/ports/sending-health.ts';
import type { WrapPort } from '../../tools/cloud/cloud-functions.ts';

/** Changes some functions' view of one port. */
const plant =
  <Port extends object>(suffix: string, change: (port: Port) => Partial<Port>): WrapPort =>
  (name, port) =>
    name.endsWith(suffix) ? { ...port, ...change(port as unknown as Port) } : port;

const withoutCondition = (condition: keyof WriteConditions): WrapPort =>
  plant<SendLedger>('send-email.ledger', (ledger) => ({
    write: (row, conditions) => ledger.write(row, { ...conditions, [condition]: undefined }),
  }));

/** Bugs that somebody could make in an adapter, or in what it promises. */
export const plantedBugs: readonly (readonly [bug: string, plant: WrapPort])[] = [
  [
    'a ledger whose write ignores the revision',
    plant<SendLedger>('.ledger', (ledger) => ({
      write: async (row, conditions) =>
        ledger.write({ ...row, revision: ((await ledger.load(row.sendId))?.revision ?? 0) + 1 }, conditions),
    })),
  ],
  [
    'a profile store that drops chunks',
    plant<ProfileStore>('.profiles', (store) => ({
      commit: (changes) => store.commit(changes.filter(({ kind }) => kind !== 'chunk')),
    })),
  ],
  [
    'a profile store that ignores versions',
    plant<ProfileStore>('.profiles', (store) => ({
      commit: async (changes) => {
        const stored = await store.load(changes.flatMap((change) => (change.kind === 'state' ? change.id : [])));
        return store.commit(
          changes.map((change) =>
            change.kind === 'state' ? { ...change, expected: stored.get(change.id)?.version ?? 0 } : change,
          ),
        );
      },
    })),
  ],
  [
    'a profile store that calls a conflict a success',
    plant<ProfileStore>('.profiles', (store) => ({
      commit: async (changes) => {
        await store.commit(changes);
        return 'committed';
      },
    })),
  ],
  [
    'a sender that finds no consent where there is one',
    plant<ConsentStore>('send-email.consents', (store) => ({
      load: async (addresses) => {
        const found = new Map(await store.load(addresses));
        for (const [address, consent] of found) found.set(address, { ...consent, topics: {} });
        return found;
      },
    })),
  ],
  [
    'a sender that still takes two people for one',
    plant<ProfileStore>('send-email.profiles', (store) => ({
      load: async (ids) => {
        const found = new Map(await store.load(ids));
        for (const [id, state] of found)
          if (state.kind === 'profile') found.set(id, { ...state, profile: { ...state.profile, cuts: [] } });
        return found;
      },
    })),
  ],
  [
    'a circuit that nobody is counted for',
    plant<SendingHealth>('.health', () => ({ since: async () => ({ mails: 0, bounced: 0, complained: 0 }) })),
  ],
  ['a sender that hears of no hold', plant<SendHolds>('send-email.holds', () => ({ list: async () => [] }))],
  [
    'a broadcast that passes over the last profile of a page',
    plant<ProfilePages>('run-broadcast.pages', (pages) => ({
      page: async (position) => {
        const { profiles, next } = await pages.page(position);
        return { profiles: profiles.slice(0, -1), next };
      },
    })),
  ],
  [
    'a mailer that tries again by itself',
    plant<Mailer>('.mailer', (mailer) => ({
      send: async (mail) => {
        await mailer.send(mail);
        return mailer.send(mail);
      },
    })),
  ],
  ['a claim that ignores consent', withoutCondition('consent')],
  ['a claim that ignores the cap', withoutCondition('cap')],
  ['a claim that ignores the profile', withoutCondition('profile')],
  [
    'a ledger that says a plan is kept and keeps half',
    plant<SendLedger>('decide-sends.ledger', (ledger) => ({
      plan: (rows) => ledger.plan(rows.slice(0, Math.floor(rows.length / 2))),
    })),
  ],
  [
    'a consent store that forgets suppressions',
    plant<ConsentStore>('record-feedback.consents', () => ({ commit: async () => 'committed' })),
  ],
  [
    'a lake that loses every tenth object',
    plant<{ put(key: string, ...rest: readonly unknown[]): Promise<void> }>('archive-events.lake', (lake) => {
      let puts = 0;
      return {
        put: async (key, ...rest) => {
          puts += 1;
          if (puts % 10 !== 3) await lake.put(key, ...rest);
        },
      };
    }),
  ],
];
