import { InvokeCommand, type LambdaClient } from '@aws-sdk/client-lambda';
import { z } from 'zod';
import { jsonText } from '../../decode/json-text.ts';
import type { BatchFunction } from '../../ports/batch-function.ts';

const partialResponse = jsonText(z.object({ batchItemFailures: z.array(z.unknown()) }));

/** A Lambda function with partial responses, invoked as its event source would. */
export const lambdaBatchFunction = (client: LambdaClient, FunctionName: string): BatchFunction => ({
  handle: async (event) => {
    const { FunctionError, Payload } = await client.send(
      new InvokeCommand({ FunctionName, Payload: Buffer.from(JSON.stringify(event)) }),
    );
    const response = partialResponse.safeParse(Buffer.from(Payload ?? []).toString('utf8')).data;
    return FunctionError === undefined && response?.batchItemFailures.length === 0;
  },
});
