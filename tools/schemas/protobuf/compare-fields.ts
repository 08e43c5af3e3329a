import type { Incompatibility } from '../incompatibility.ts';
import type { ProtoField, ProtoMessage } from './proto-schema.ts';

/** Types that are written alike, each row from narrow to wide: what is written narrow can be read wide. */
const ALIKE: readonly (readonly string[])[] = [
  ['bool', 'uint32', 'uint64'],
  ['bool', 'int32', 'int64'],
  ['sint32', 'sint64'],
];

/** Fields of one message before and after. */
export const compareFields = (
  before: ProtoMessage,
  after: ProtoMessage,
  older: 'writer' | 'reader',
): readonly Incompatibility[] => {
  const [writer, reader] = older === 'writer' ? [before, after] : [after, before];
  return [
    ...before.fields.flatMap((field) => compareNumber(field, before, after, older)),
    ...after.fields.filter((field) => isReserved(before, field)).map((field) => reused(after, field)),
    ...requiredFields(writer, reader),
    ...joinedOneofs(before, after),
  ];
};

const compareNumber = (
  field: ProtoField,
  before: ProtoMessage,
  after: ProtoMessage,
  older: 'writer' | 'reader',
): readonly Incompatibility[] => {
  const path = `${before.name}.${field.name}`;
  const now = after.fields.find(({ number }) => number === field.number);
  if (now === undefined) {
    const moved = after.fields.find(({ name }) => name === field.name);
    if (moved !== undefined)
      return [either(path, `its number was ${field.number} and is ${moved.number}`, `Give it back ${field.number}.`)];
    const kept = isReserved(after, field);
    const remedy = `Add to ${before.name}: reserved ${field.number}; reserved "${field.name}";`;
    return kept ? [] : [either(path, `it is gone, and ${field.number} is free to be used again`, remedy)];
  }
  if (now.name !== field.name) {
    const remedy = `Give "${now.name}" a number of its own, and reserve ${field.number}.`;
    return [either(path, `${field.number} meant "${field.name}" and means "${now.name}"`, remedy)];
  }
  const [written, read] = older === 'writer' ? [field, now] : [now, field];
  return canRead(written, read) ? [] : [retyped(path, written, read)];
};

const canRead = (written: ProtoField, read: ProtoField): boolean => {
  if (written.label !== read.label) return false;
  if (written.type.kind === read.type.kind && written.type.name === read.type.name) return true;
  return ALIKE.some((row) => {
    const [from, to] = [row.indexOf(written.type.name), row.indexOf(read.type.name)];
    return from >= 0 && to >= from;
  });
};

const retyped = (path: string, written: ProtoField, read: ProtoField): Incompatibility => ({
  path,
  reason: `${typeOf(written)} is written and cannot be read as ${typeOf(read)}`,
  remedy: {
    backward: `Keep ${typeOf(written)}; a new type needs a new number.`,
    forward: `Keep ${typeOf(read)}; a new type needs a new number.`,
  },
});

const typeOf = ({ type, label }: ProtoField): string => {
  if (label === 'map') return `map<${type.name}>`;
  return label === 'many' ? `repeated ${type.name}` : type.name;
};

const isReserved = ({ reservedNumbers, reservedNames }: ProtoMessage, { number, name }: ProtoField): boolean =>
  reservedNumbers.some(([from, to]) => number >= from && number <= to) || reservedNames.includes(name);

const reused = ({ name: message }: ProtoMessage, { name, number }: ProtoField): Incompatibility =>
  either(
    `${message}.${name}`,
    `its number ${number} or its name was reserved`,
    'Give it a number and name never used.',
  );

/** A required field (proto2) that a writer may leave out makes the whole message unreadable. */
const requiredFields = (writer: ProtoMessage, reader: ProtoMessage): readonly Incompatibility[] =>
  reader.fields
    .filter(({ required }) => required)
    .filter(({ number }) => !writer.fields.some((field) => field.number === number && field.required))
    .map(({ name }) => ({
      path: `${reader.name}.${name}`,
      reason: 'it is required; the data may be without it',
      remedy: {
        backward: `Make "${name}" optional.`,
        forward: `Keep "${name}" required until every consumer can do without it.`,
      },
    }));

/** Of a oneof only the last field written survives: fields that could both be set lose one of them. */
const joinedOneofs = (before: ProtoMessage, after: ProtoMessage): readonly Incompatibility[] =>
  before.fields.flatMap((field) => {
    const now = after.fields.find(({ number }) => number === field.number);
    if (now?.oneof === undefined || field.oneof === now.oneof) return [];
    const others = after.fields.filter(({ oneof, number }) => oneof === now.oneof && number !== now.number);
    const met = others.some(({ number }) => before.fields.some((other) => other.number === number));
    const remedy = `Leave "${field.name}" outside of ${now.oneof}.`;
    return met
      ? [either(`${before.name}.${field.name}`, `it shares the oneof ${now.oneof} with others now`, remedy)]
      : [];
  });

const either = (path: string, reason: string, remedy: string): Incompatibility => ({
  path,
  reason,
  remedy: { backward: remedy, forward: remedy },
});
