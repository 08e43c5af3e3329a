import type { CloudCounts } from '../cloud/cloud-counts.ts';
import { describeReception } from './describe-results.ts';
import { type Endpoints, endpointsFile } from './endpoints-file.ts';
import { formatCount, listCounts } from './list-counts.ts';

/** What the day came to, for a person to read. */
export const describeDay = (counts: CloudCounts, results: string, stories: readonly string[]): string => {
  const { put, applied, duplicates, failed } = counts.events;
  const waiting =
    counts.sends.planned - counts.sends.sent - Object.values(counts.sends.skipped).reduce((a, b) => a + b, 0);
  return [
    `Events    ${formatCount(put)} put = ${formatCount(applied)} applied + ${formatCount(duplicates)} duplicates + ${formatCount(failed)} failed`,
    `Failed    ${listCounts(counts.failedByReason)}`,
    `Profiles  ${formatCount(counts.profiles)}`,
    `Mails     ${listCounts(counts.mailsByCampaign)}`,
    `Received  ${describeReception(counts.reception)}`,
    `Not sent  ${listCounts(counts.sends.skipped)}`,
    `Waiting   ${formatCount(waiting)}`,
    '',
    results,
    '',
    ...stories.flatMap((story) => [story, '']),
  ].join('\n');
};

/** A shell's word for the file, where it is not the one that commands look into by themselves. */
const fileOption = (file: string): string => (file === endpointsFile ? '' : ` --endpoints ${file}`);

/** For whoever started a second demo beside a first. */
export const describeReplaced = ({ api, pid }: { readonly api: string; readonly pid: number }, file: string): string =>
  `Another demo runs at ${api} (process ${pid}). ${file} named it and names this one now, until this one ends: ` +
  'start one of them with --endpoints FILE to reach both, and name the file to `npx kairos clock --endpoints FILE`.';

/** Where to look, and what to paste. */
export const describeLive = (endpoints: Endpoints, file: string): string =>
  [
    `Console   ${endpoints.console}`,
    `Inbox     ${endpoints.console}#/inbox (JSON: ${endpoints.api}/v1/inbox)`,
    `Kinesis   ${endpoints.kinesis} (stream “events”)`,
    `Collector ${endpoints.collector} (write key “kairos-dev”)`,
    `Addresses ${file}`,
    '',
    'Put a mug into a cart, over HTTP or as a Kinesis producer (paste in this folder):',
    '',
    `  curl -s ${endpoints.collector}/v1/batch -H 'content-type: application/json' -d @examples/add-to-cart.json`,
    '',
    `  AWS_CONFIG_FILE=examples/aws.config aws --profile kairos-demo kinesis put-records --endpoint-url ${endpoints.kinesis} --stream-name events --records file://examples/add-to-cart.records.json`,
    '',
    'A welcome mail is there at once. The cart mail comes after an hour; this brings it now:',
    '',
    `  npx kairos clock +1h${fileOption(file)}`,
    '',
    'Ctrl-C stops.',
  ].join('\n');
