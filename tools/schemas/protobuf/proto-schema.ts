import protobuf from 'protobufjs';
import { loadProto } from '../../build/proto-descriptors.ts';

export interface ProtoMessage {
  /** Without the package: `Order`, `Order.Line`. */
  readonly name: string;
  readonly fields: readonly ProtoField[];
  readonly reservedNumbers: readonly (readonly [from: number, to: number])[];
  readonly reservedNames: readonly string[];
}

export interface ProtoField {
  readonly name: string;
  readonly number: number;
  readonly type: ProtoFieldType;
  readonly label: 'one' | 'many' | 'map';
  readonly required: boolean;
  /** The oneof that it belongs to; `optional` makes none. */
  readonly oneof: string | undefined;
}

export interface ProtoFieldType {
  readonly kind: 'scalar' | 'enum' | 'message';
  /** A map's has both: `string, int32`. */
  readonly name: string;
}

export interface ProtoEnum {
  readonly name: string;
  readonly values: ReadonlyMap<number, string>;
  readonly reservedNumbers: readonly (readonly [from: number, to: number])[];
  readonly reservedNames: readonly string[];
}

export interface ProtoFile {
  readonly messages: readonly ProtoMessage[];
  readonly enums: readonly ProtoEnum[];
}

/** Parses a `.proto` file. Throws with the line where the text is wrong. */
export const parseProto = (text: string): ProtoFile => {
  const { root, packageName } = loadProto(text);
  const messages: ProtoMessage[] = [];
  const enums: ProtoEnum[] = [];
  const visit = (namespace: protobuf.NamespaceBase, prefix: string): void => {
    for (const nested of namespace.nestedArray) {
      const name = prefix === '' ? nested.name : `${prefix}.${nested.name}`;
      if (nested instanceof protobuf.Enum) enums.push(enumOf(nested, name));
      if (nested instanceof protobuf.Type) {
        messages.push(messageOf(nested, name));
        visit(nested, name);
      }
    }
  };
  const top = packageName === '' ? root : root.lookup(packageName);
  if (top instanceof protobuf.Namespace) visit(top, '');
  return { messages, enums };
};

const reservedIn = (reserved: readonly (readonly number[] | string)[] | undefined) => ({
  reservedNumbers: (reserved ?? []).flatMap((each) =>
    typeof each === 'string' ? [] : [[each[0] ?? 0, each[1] ?? each[0] ?? 0] as const],
  ),
  reservedNames: (reserved ?? []).filter((each) => typeof each === 'string'),
});

const enumOf = (type: protobuf.Enum, name: string): ProtoEnum => ({
  name,
  values: new Map(Object.entries(type.values).map(([value, number]) => [number, value])),
  ...reservedIn(type.reserved),
});

const messageOf = (type: protobuf.Type, name: string): ProtoMessage => ({
  name,
  fields: type.fieldsArray.map(fieldOf),
  ...reservedIn(type.reserved),
});

const fieldOf = (field: protobuf.Field): ProtoField => {
  const map = field instanceof protobuf.MapField ? field : undefined;
  const { kind, name } = typeOf(field);
  return {
    name: field.name,
    number: field.id,
    type: { kind, name: map === undefined ? name : `${map.keyType}, ${name}` },
    label: map === undefined ? (field.repeated ? 'many' : 'one') : 'map',
    required: field.required,
    oneof: field.partOf !== null && field.partOf.oneof.length > 1 ? field.partOf.name : undefined,
  };
};

/** A type is called by its own name: where it moved, its fields are compared under that. */
const typeOf = ({ type, resolvedType }: protobuf.Field): ProtoFieldType => {
  if (resolvedType === null) return { kind: 'scalar', name: type };
  return { kind: resolvedType instanceof protobuf.Enum ? 'enum' : 'message', name: resolvedType.name };
};
