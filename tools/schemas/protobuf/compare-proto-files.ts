import { distinct, type Incompatibility } from '../incompatibility.ts';
import { compareFields } from './compare-fields.ts';
import type { ProtoEnum, ProtoFile, ProtoMessage } from './proto-schema.ts';

/**
 * Finds where the reader misunderstands what the writer wrote: by numbers, as bytes have it, and by names, as messages
 * here are read. `older` says which of the two must have kept or reserved what the other had.
 * Source: https://protobuf.dev/programming-guides/proto3/#updating
 */
export const compareProtoFiles = (
  writer: ProtoFile,
  reader: ProtoFile,
  older: 'writer' | 'reader',
): readonly Incompatibility[] => {
  const [before, after] = older === 'writer' ? [writer, reader] : [reader, writer];
  return distinct([
    ...before.messages.flatMap((message) => compareMessages(message, after, older)),
    ...before.enums.flatMap((each) => compareEnums(each, after)),
  ]);
};

const compareMessages = (
  before: ProtoMessage,
  { messages }: ProtoFile,
  older: 'writer' | 'reader',
): readonly Incompatibility[] => {
  const after = messages.find(({ name }) => name === before.name);
  return after === undefined ? [gone('message', before.name)] : compareFields(before, after, older);
};

const compareEnums = (before: ProtoEnum, { enums }: ProtoFile): readonly Incompatibility[] => {
  const after = enums.find(({ name }) => name === before.name);
  if (after === undefined) return [gone('enum', before.name)];
  return [...before.values].flatMap(([number, value]) => {
    const now = after.values.get(number);
    const path = `${before.name}.${value}`;
    if (now === value) return [];
    if (now !== undefined)
      return [both(path, `${number} meant ${value} and means ${now}`, `Give ${now} a number of its own.`)];
    const kept = after.reservedNumbers.some(([from, to]) => number >= from && number <= to);
    return kept ? [] : [both(path, `${number} is free to mean something else`, `Add: reserved ${number};`)];
  });
};

const gone = (what: string, name: string): Incompatibility =>
  both(name, `the ${what} is gone`, `Keep ${name}; a new version may stop using it.`);

const both = (path: string, reason: string, remedy: string): Incompatibility => ({
  path,
  reason,
  remedy: { backward: remedy, forward: remedy },
});
