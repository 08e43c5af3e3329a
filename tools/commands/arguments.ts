import { InvalidArgumentError } from 'commander';
import { isSchemaId } from '../../lambdas/core/schema/schema-name.ts';

/** A whole number within bounds, or a clear error of the command line. */
export const wholeNumber =
  (low: number, high: number) =>
  (text: string): number => {
    const value = Number(text);
    if (!/^\d+$/.test(text) || value < low || value > high)
      throw new InvalidArgumentError(`Say a whole number from ${low} to ${high}.`);
    return value;
  };

/** 0: any free one. */
export const portNumber = wholeNumber(0, 65_535);

/** `max`, or a multiple of real time: `60x`. */
export const replaySpeed = (text: string): number => {
  if (text === 'max') return Number.POSITIVE_INFINITY;
  const [, times] = /^(\d+(?:\.\d+)?)x$/.exec(text) ?? [];
  if (times === undefined || Number(times) === 0)
    throw new InvalidArgumentError('Say max, or a number of times real time: 60x.');
  return Number(times);
};

/** An option that may be given more than once. */
export const repeated = (value: string, before: readonly string[] = []): readonly string[] => [...before, value];

/** `confluent:7=order-completed/1.avsc`: which file of `schemas/` an id in a record's framing stands for; repeatable. */
export const schemaId = (
  text: string,
  before: Readonly<Record<string, string>> = {},
): Readonly<Record<string, string>> => {
  const [, id, name] = /^([^=]+)=([^=/]+\/\d+\.(?:json|avsc|proto))$/.exec(text) ?? [];
  if (!isSchemaId(id) || name === undefined)
    throw new InvalidArgumentError('Say an id and a file: confluent:7=order-completed/1.avsc or glue:UUID=….');
  return { ...before, [id]: name };
};
