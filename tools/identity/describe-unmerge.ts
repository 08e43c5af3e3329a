import type { SideReport, UnmergeReport } from '../../lambdas/unmerge-profiles/unmerge-request.ts';

const LIMITS: Readonly<Record<Extract<UnmergeReport, { kind: 'too_large' }>['limit'], string>> = {
  identifiers:
    'more identifiers lead to the profile than an unmerge can move at once (90, and fewer than 50 of a kind)',
  events: 'the person has more than 200,000 events: that is a program',
  unmerges: 'the profile was taken apart 20 times already',
  item: 'one of the two profiles would be larger than the table takes',
};

const side = ({ profile, identifiers, events }: SideReport): string =>
  `${profile}: ${identifiers} identifier${identifiers === 1 ? '' : 's'}, ${events} event${events === 1 ? '' : 's'}`;

/** What became of an unmerge, a line each, and whether that is what was asked for. */
export const describeUnmerge = (report: UnmergeReport): { readonly lines: readonly string[]; readonly ok: boolean } => {
  const failed = (...lines: readonly string[]) => ({ lines, ok: false });
  switch (report.kind) {
    case 'unmerged':
    case 'would_unmerge':
      return {
        ok: true,
        lines: [
          report.kind === 'unmerged' ? 'Two people again:' : 'Nothing is written. Two people would come of it:',
          `  kept   ${side(report.kept)}`,
          `  taken  ${side(report.taken)}`,
          `Read from ${report.objectsRead} objects of the lake.`,
          ...(report.forgotten > 0 ? [`Left out, for the lake has them not: ${report.forgotten} events.`] : []),
          ...(report.kind === 'unmerged'
            ? ['Mails that were still planned for the one person end as skipped (unmerged).']
            : []),
        ],
      };
    case 'already_apart':
      return { ok: true, lines: ['They were taken apart before: nothing to do.'] };
    case 'not_linked':
      return failed('They are two people already, and no event has joined them.');
    case 'unknown':
      return failed(
        report.which === 'link'
          ? 'No identifier of this person was linked by that event: kairos identity explain lists the events.'
          : `Nobody is known by the ${report.which === 'a' ? 'first' : 'second'} identifier. Say user:… or anonymous:…`,
      );
    case 'erased':
      return failed('One of them was erased: there is nobody to take apart.');
    case 'lake_behind':
      return failed(
        `${report.missing} events that were folded are not in the lake (yet).`,
        'They are written there within a minute or so: try again. If they are lost, --forget-missing goes on without them.',
      );
    case 'out_of_time':
      return failed(
        `Time was up after ${report.objectsRead} of ${report.objects} objects of the lake; nothing is written.`,
        'Say a later day with --from, if the person has no earlier events.',
      );
    case 'too_large':
      return failed(`Not possible: ${LIMITS[report.limit]}.`);
    case 'contended':
      return failed('Others wrote to the profile all the time; nothing is written. Try again.');
  }
};
