import type { IdentityId } from '../../lambdas/core/identity/identity.ts';
import type { Link } from '../../lambdas/core/profile/profile.ts';
import type { IdentityExplanation } from '../../lambdas/steps/explain-identity.ts';

const when = (at: number): string => `${new Date(at).toISOString().slice(0, 19).replace('T', ' ')} UTC`;

/** An explanation in plain sentences, a line each. */
export const describeIdentity = (asked: string, explanations: readonly IdentityExplanation[]): readonly string[] => {
  if (explanations.length === 0)
    return [`Nobody is known as ${asked}. Say user:… or anonymous:…, a profile's id, or an address.`];
  const shared =
    explanations.length > 1 ? [`${explanations.length} profiles were reached at ${asked}; they stay apart.`, ''] : [];
  return [...shared, ...explanations.flatMap((one, index) => [...(index > 0 ? [''] : []), ...describeOne(asked, one)])];
};

const describeOne = (asked: string, { hops, from, end, profile }: IdentityExplanation): readonly string[] => {
  const names = new Map<IdentityId, string>(
    (profile?.identifiers ?? []).map(({ kind, value, id }) => [id, `${kind}:${value}`]),
  );
  const nameOf = (id: IdentityId): string => names.get(id) ?? id;
  const by = (link: Link | undefined): string =>
    link === undefined
      ? 'by an event that was not kept'
      : `by the event ${link.by}, received ${when(link.at)}, which named ${link.between.map(nameOf).join(' and ')}`;
  const way = hops.map(({ from: one, to, link }) => `  ${nameOf(one)} leads to ${nameOf(to)} ${by(link)}.`);
  if (end === 'erased') return [`${asked} leads to a person who was erased.`, ...way];
  if (profile === undefined) return [`${asked} leads nowhere: nothing is at the end of its way.`, ...way];
  return [
    `${asked} is the profile ${profile.id} (version ${profile.version}), known since ${when(profile.createdAt)}${
      hops.length === 0 && from === profile.id ? ', which lives there' : ''
    }.`,
    ...way,
    'What leads to it:',
    ...profile.identifiers.map(({ id, kind, value, link }) =>
      id === profile.id ? `  ${kind}:${value}, where it lives.` : `  ${kind}:${value}, ${by(link)}.`,
    ),
    ...(profile.merges.length === 0 ? [] : ['Merges, oldest first:']),
    ...profile.merges.map(
      ({ winner, winnerVersion, loser, loserVersion, ...link }) =>
        `  ${nameOf(winner)} (version ${winnerVersion}) took in ${nameOf(loser)} (version ${loserVersion}) ${by(link)}.`,
    ),
    ...(profile.cuts.length === 0 ? [] : ['Taken apart by an operator, never to be joined again:']),
    ...profile.cuts.map(({ ends, at }) => `  ${ends.map(nameOf).join(' and ')}, ${when(at)}.`),
  ];
};
