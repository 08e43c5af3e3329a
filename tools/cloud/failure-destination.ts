import type { Instant } from '../../lambdas/core/event/event.ts';
import type { ObjectStore } from '../../lambdas/ports/object-store.ts';
import type { Discarded } from './event-source-mapping-props.ts';

export interface FailureDestinationProps<Content> {
  readonly bucket: ObjectStore;
  readonly functionName: string;
  readonly streamArn: string;
  /** `DDBStreamBatchInfo` for a table's stream. */
  readonly batchInfo: 'KinesisBatchInfo' | 'DDBStreamBatchInfo';
  readonly now: () => Instant;
  readonly newId: () => string;
  /** The event that the function would have got again. */
  readonly toEvent: (shardId: string, records: Discarded<Content>['records']) => unknown;
}

const FUNCTION_ARN_PREFIX = 'arn:aws:lambda:eu-west-1:000000000000:function';

/**
 * Lambda's on-failure destination on S3: one object a given-up batch, with the whole event as JSON in `payload`.
 * Source: https://docs.aws.amazon.com/lambda/latest/dg/kinesis-on-failure-destination.html
 */
export const failureDestination =
  <Content>(props: FailureDestinationProps<Content>) =>
  async ({ shardId, records, condition, invocations }: Discarded<Content>): Promise<void> => {
    const time = new Date(props.now()).toISOString();
    const first = records[0];
    const last = records.at(-1);
    if (first === undefined || last === undefined) return;
    const record = {
      requestContext: {
        requestId: props.newId(),
        functionArn: `${FUNCTION_ARN_PREFIX}:${props.functionName}`,
        condition,
        approximateInvokeCount: invocations,
      },
      responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' },
      version: '1.0',
      timestamp: time,
      [props.batchInfo]: {
        shardId,
        startSequenceNumber: first.sequence,
        endSequenceNumber: last.sequence,
        approximateArrivalOfFirstRecord: new Date(first.arrivedAt).toISOString(),
        approximateArrivalOfLastRecord: new Date(last.arrivedAt).toISOString(),
        batchSize: records.length,
        streamArn: props.streamArn,
      },
      payload: JSON.stringify(props.toEvent(shardId, records)),
    };
    const day = time.slice(0, 10).replaceAll('-', '/');
    const moment = time.slice(0, 19).replaceAll(':', '.');
    const key = `aws/lambda/${props.functionName}/${shardId}/${day}/${moment}-${props.newId()}`;
    await props.bucket.put(key, Buffer.from(JSON.stringify(record)), 'application/json');
  };
