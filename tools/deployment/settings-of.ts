import { GetFunctionConfigurationCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { nameOf } from './names.ts';

/** What a deployed function's environment says, as the bucket that it works on: names with an account in them have no other source. */
export const settingsOf = async (stage: string, name: string): Promise<(key: string) => string> => {
  const FunctionName = nameOf(stage, name);
  const { Environment } = await new LambdaClient().send(new GetFunctionConfigurationCommand({ FunctionName }));
  return (key) => {
    const value = Environment?.Variables?.[key];
    if (value === undefined) throw new Error(`the function ${FunctionName} names no ${key}: deploy its stack.`);
    return value;
  };
};
