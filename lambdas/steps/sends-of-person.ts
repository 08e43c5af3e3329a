import type { Profile } from '../core/profile/profile.ts';
import type { Send } from '../core/send/send.ts';
import type { SendLedger } from '../ports/send-ledger.ts';

/** A person's latest sends, newest first, those of profiles that were merged into theirs included. */
export const sendsOfPerson = async (
  ledger: Pick<SendLedger, 'ofProfile'>,
  { id, formerIds }: Pick<Profile, 'id' | 'formerIds'>,
  limit: number,
): Promise<readonly Send[]> => {
  const sends = await Promise.all([id, ...formerIds].map((profileId) => ledger.ofProfile(profileId, limit)));
  return sends
    .flat()
    .sort((a, b) => b.decidedAt - a.decidedAt)
    .slice(0, limit);
};
