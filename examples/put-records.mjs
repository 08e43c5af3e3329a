// Puts examples/add-to-cart.records.json with the AWS SDK for JavaScript, as any producer would.
// The demo must be running: npm run demo
// Usage: npx node examples/put-records.mjs [endpoint]
import { readFile } from 'node:fs/promises';
import { KinesisClient, PutRecordsCommand } from '@aws-sdk/client-kinesis';

const read = async (path) => JSON.parse(await readFile(new URL(path, import.meta.url), 'utf8'));

const endpoint = process.argv[2] ?? (await read('../.kairos/endpoints.json')).kinesis;
const records = await read('add-to-cart.records.json');

const client = new KinesisClient({
  region: 'eu-west-1',
  endpoint, // leave it out for AWS itself; and the credentials, which your environment has
  credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
});
const { FailedRecordCount, Records } = await client.send(
  new PutRecordsCommand({
    StreamName: 'events',
    Records: records.map(({ PartitionKey, Data }) => ({ PartitionKey, Data: new TextEncoder().encode(Data) })),
  }),
);
console.log(`${Records.length - FailedRecordCount} of ${Records.length} records are in the stream.`);
client.destroy();
