import { acknowledge } from './acknowledge.ts';
import type { PipelineFunction } from './pipeline-function.ts';

/** Lets the function ask which schema an id of a record stands for. It learns definitions, and can register none. */
export const allowSchemaLookUp = (fn: PipelineFunction): void => {
  fn.allow(['glue:GetSchemaVersion'], ['*']);
  acknowledge(
    fn.role ?? fn,
    'AwsSolutions-IAM5[Resource::*]',
    'A schema version is asked for by its id alone: no resource can be named.',
  );
};
