import { addressHash, type IdentityId } from '../core/identity/identity.ts';
import { type Side, takeApart } from '../core/identity/take-apart.ts';
import { livingSpans } from '../core/profile/dedupe.ts';
import type { ProfileState, State } from '../core/profile/profile.ts';
import { addressOf } from '../core/profile/traits.ts';
import { evaluateSegments } from '../core/segment/evaluate-segments.ts';
import { nothingWatched } from '../core/segment/watch.ts';
import type { ProfileChange } from '../ports/profile-store.ts';
import { jitteredWait, waitOut } from '../steps/wait-out.ts';
import { findPerson, leadsTo, type Person } from './find-person.ts';
import { openHistory } from './lake-history.ts';
import type { UnmergePorts } from './unmerge-ports.ts';
import {
  type ReadRequest,
  readRequest,
  type SideReport,
  type UnmergeReport,
  type UnmergeRequest,
} from './unmerge-request.ts';

/** Kept back from the invocation's time, for the answer. */
const RESERVE_MS = 10_000;
/** A batch of the stream is in the lake a minute after its first record: what is missing is looked for so often. */
const LOOK_AGAIN_MS = 5_000;
const CONFLICTS_BORNE = 20;
const DAY_MS = 86_400_000;

/**
 * Takes two identifiers of one person apart for good: folds both people's histories out of the lake as if nothing had
 * ever joined them, and writes both profiles in one transaction under the versions that it read. Whoever is at work on
 * the one profile meanwhile resolves anew. Both remember every id that the one has folded, so that no redelivery counts
 * again; neither write carries an event that could trigger anything. Asked twice, it finds nothing left to do.
 */
export const unmergeProfiles =
  (ports: UnmergePorts) =>
  async (given: UnmergeRequest, remainingMs: number): Promise<UnmergeReport> => {
    const request = readRequest(given);
    const { clock, profiles } = ports;
    const deadline = clock.now() + remainingMs - RESERVE_MS;
    const history = openHistory(ports, deadline);
    for (let conflicts = 0; conflicts <= CONFLICTS_BORNE; ) {
      const person = await waitOut(ports, deadline, () => findPerson(profiles, request, clock.now()));
      if (person.kind !== 'person') return person;
      const read = await history({
        all: person.all,
        seen: await seenBy(ports, person.state, deadline),
        from: firstDay(request, person),
      });
      if (read.kind === 'out_of_time') return read;
      if (read.kind === 'too_many') return { kind: 'too_large', limit: 'events' };
      if (read.missing > 0 && !request.forgetMissing) {
        if (clock.now() + LOOK_AGAIN_MS >= deadline) return { kind: 'lake_behind', missing: read.missing };
        await clock.sleep(LOOK_AGAIN_MS);
        continue;
      }
      const { kept, taken } = takeApart(
        person.state.profile,
        person.all,
        person.cut,
        read.events,
        ports.watch?.counted,
      );
      const answer = {
        kept: reportOf(kept),
        taken: reportOf(taken),
        objectsRead: read.objects,
        forgotten: read.missing,
      };
      if (request.dryRun) return { kind: 'would_unmerge', ...answer };
      const changes = changesOf(ports, person, kept, taken);
      const written = await waitOut(ports, deadline, () => profiles.commit(changes));
      if (written === 'committed') return { kind: 'unmerged', ...answer };
      if (written !== 'conflict') return { kind: 'too_large', limit: 'item' };
      conflicts += 1;
      await clock.sleep(jitteredWait(ports.random, conflicts));
    }
    return { kind: 'contended' };
  };

const firstDay = ({ from }: ReadRequest, { cut }: Person): string =>
  from ?? new Date(cut.since - DAY_MS).toISOString().slice(0, 10);

/** Every id that the profile remembers: its ring, and all chunks that are not forgotten yet. */
const seenBy = async (
  ports: UnmergePorts,
  { seen, chunks }: ProfileState,
  deadline: number,
): Promise<ReadonlySet<bigint>> => {
  const hashes = new Set(seen.map(({ hash }) => hash));
  for (const { key } of livingSpans(chunks, ports.clock.now()).flatMap(({ keys }) => keys))
    for (const { hash } of await waitOut(ports, deadline, () => ports.profiles.loadChunk(key))) hashes.add(hash);
  return hashes;
};

const reportOf = ({ profile, identities, events }: Side): SideReport => ({
  profile: profile.id,
  identifiers: identities.size,
  events,
});

/**
 * Both profiles and every redirect that changes, in one transaction. The one profile's version guards them all: who
 * followed a redirect before writes on that profile's version, and fails.
 */
const changesOf = (
  { clock, watch = nothingWatched }: UnmergePorts,
  { state, states, all }: Person,
  kept: Side,
  taken: Side,
): readonly ProfileChange[] => {
  const { seen, chunks } = state;
  const now = clock.now();
  const passing = [...kept.identities].filter((id) => leadsTo(states, id, kept.profile.id, taken.identities));
  const living = (side: Side, read: number, takenAway: readonly IdentityId[]): State => {
    const version = read + 1;
    const after = { ...side.profile, takenAway };
    // Whatever segments they leave or enter by it: an unmerge begins nothing.
    const segments = evaluateSegments(watch, { before: [state.profile], after, version, now, silent: true });
    return { kind: 'profile', version, seen, chunks, ...segments, applied: [] };
  };
  const versionOf = (id: IdentityId): number => states.get(id)?.version ?? 0;
  const moved = (id: IdentityId, side: Side): ProfileChange => {
    const expected = versionOf(id);
    const before = states.get(id);
    const link = side.links.get(id) ?? (before?.kind === 'redirect' ? before.link : undefined);
    const to = side.profile.id;
    return {
      kind: 'state',
      id,
      expected,
      state: { kind: 'redirect', version: expected + 1, to, ...(link === undefined ? {} : { link }) },
    };
  };
  const [home, newcomer] = [kept.profile.id, taken.profile.id];
  const goneBefore = (state.profile.takenAway ?? []).filter((id) => !all.has(id));
  return [
    {
      kind: 'state',
      id: home,
      expected: state.version,
      state: living(kept, state.version, [...goneBefore, ...taken.identities]),
    },
    { kind: 'state', id: newcomer, expected: versionOf(newcomer), state: living(taken, versionOf(newcomer), passing) },
    ...[...taken.identities].filter((id) => id !== newcomer).map((id) => moved(id, taken)),
    ...passing.map((id) => moved(id, kept)),
    ...[kept, taken].flatMap(addressLink),
  ];
};

const addressLink = ({ profile }: Side): readonly ProfileChange[] => {
  const address = addressOf(profile);
  return address === undefined ? [] : [{ kind: 'address', address: addressHash(address), profileId: profile.id }];
};
