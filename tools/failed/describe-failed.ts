import type { FailedDetail, FailedEntry, FailedList, RedriveAnswer } from './failed-views.ts';
import { safeText, showBytes } from './safe-text.ts';

const ENTRIES_SHOWN = 20;

const columns = (rows: readonly (readonly (string | number)[])[]): readonly string[] => {
  const widths = rows.reduce<number[]>(
    (most, row) => row.map((cell, at) => Math.max(most[at] ?? 0, String(cell).length)),
    [],
  );
  return rows.map((row) =>
    row
      .map((cell, at) =>
        typeof cell === 'number' ? String(cell).padStart(widths[at] ?? 0) : cell.padEnd(widths[at] ?? 0),
      )
      .join('  ')
      .trimEnd(),
  );
};

/** Counts by reason and day; where something was asked for, what is wrong with how many, and the first 20. */
export const describeList = ({ counts, entries, looked, waiting }: FailedList, isAsked: boolean): readonly string[] => {
  if (waiting === 0) return ['Nothing waits here.'];
  const byReason = counts.toSorted((a, b) => b.count - a.count || (a.day < b.day ? 1 : -1));
  const lines = [
    'Waiting, by reason and day:',
    ...columns(byReason.map(({ count, reason, day }) => [count, reason, day])),
  ];
  if (!isAsked) return [...lines, '', 'What is wrong with them: kairos failed list --reason NAME'];
  if (entries.length === 0) return [...lines, '', 'None of those that were read is what was asked for.'];
  const causes = Map.groupBy(entries, ({ reason, schema, path, detail, source }) =>
    [reason, source, fileOf(schema), path, detail].map((part) => safeText(part ?? '')).join('\n'),
  );
  const byCause = [...causes].map(([cause, of]) => [of.length, ...cause.split('\n')] as const);
  return [
    ...lines,
    '',
    'By what is wrong (reason, source, schema, path, detail):',
    ...columns(byCause.toSorted(([a], [b]) => b - a)),
    '',
    `The first of ${entries.length}:`,
    ...entries.slice(0, ENTRIES_SHOWN).map(describeEntry),
    ...(looked < waiting ? ['', `${waiting - looked} more were not read: say --limit, --day or --reason.`] : []),
  ];
};

/** `order-completed/1.json` of an address; an id as it is. */
const fileOf = (schema: string | undefined): string | undefined => schema?.split('/').slice(-2).join('/');

const describeEntry = ({ key, event, receivedAt }: FailedEntry): string =>
  `${new Date(receivedAt).toISOString()}  ${safeText(event ?? '-')}  ${safeText(key)}`;

/** One failed event whole, what it holds included: for an operator's terminal, and nowhere else. */
export const describeDetail = (detail: FailedDetail): readonly string[] => {
  const { key, reason, path, schema, source, event, receivedAt, position, partitionKey, raw } = detail;
  const facts: readonly (readonly [string, string | undefined])[] = [
    ['key', key],
    ['reason', reason],
    ['detail', detail.detail],
    ['path', path],
    ['schema', schema],
    ['source', source],
    ['event', event],
    ['received', new Date(receivedAt).toISOString()],
    ['position', position && `${position.shard} ${position.sequence} ${position.subSequence}`],
    ['partition', partitionKey],
  ];
  const known = facts.flatMap(([name, value]) => (value === undefined ? [] : [[name, safeText(value)]]));
  return [...columns(known), ...(raw === undefined ? [] : ['', `${raw.length} bytes:`, showBytes(raw)])];
};

const WORDS: Readonly<Record<Exclude<keyof RedriveAnswer, 'next' | 'previews'>, string>> = {
  redriven: 'put back',
  recordsPutBack: 'records put on the stream',
  mended: 'of them mended',
  stillFailing: 'would fail again: they stay',
  left: 'not taken: they stay, try again',
  tooOld: 'older than message ids are remembered: they stay (--old takes them)',
  notOurs: 'of another stream, or nothing of ours: they stay',
};

/** The counts that are not nought; `redriven` always. */
export const describeReport = (report: RedriveAnswer, dryRun: boolean): readonly string[] => {
  const names = Object.keys(WORDS) as (keyof typeof WORDS)[];
  const rows = names
    .filter((name) => name === 'redriven' || report[name] > 0)
    .map((name) => [report[name], WORDS[name]]);
  return [...(dryRun ? ['Would be, if this were no dry run:'] : []), ...columns(rows)];
};

const OUTCOMES = {
  would_pass: 'would pass',
  still_failing: 'would fail again',
  too_old: 'too old',
  would_be_handed_over: 'would be handed to decide-sends',
} as const;

/** Before and after of each. */
export const describePreviews = ({ previews = [] }: RedriveAnswer): readonly string[] =>
  previews.flatMap(({ key, outcome, reason, path, before, after }) => [
    '',
    `${safeText(key)}: ${OUTCOMES[outcome]}${reason === undefined ? '' : ` (${reason}${path === undefined ? '' : ` at ${safeText(path)}`})`}`,
    ...(before === undefined ? [] : [`  - ${safeText(before)}`]),
    ...(after === undefined ? [] : [`  + ${safeText(after)}`]),
  ]);

/** Adds pages up. */
export const addReports = (a: RedriveAnswer, b: RedriveAnswer): RedriveAnswer => {
  const { redriven, recordsPutBack, mended, stillFailing, left, tooOld, notOurs } = a;
  return {
    redriven: redriven + b.redriven,
    recordsPutBack: recordsPutBack + b.recordsPutBack,
    mended: mended + b.mended,
    stillFailing: stillFailing + b.stillFailing,
    left: left + b.left,
    tooOld: tooOld + b.tooOld,
    notOurs: notOurs + b.notOurs,
    previews: [...(a.previews ?? []), ...(b.previews ?? [])],
  };
};
