import protobuf from 'protobufjs';
import descriptor, { type IDescriptorProto } from 'protobufjs/ext/descriptor.js';

const WELL_KNOWN = 'google/protobuf/';

/** Reads a `.proto` file with what it imports. Throws with the line where the text is wrong. */
export const loadProto = (text: string): { readonly root: protobuf.Root; readonly packageName: string } => {
  const root = new protobuf.Root();
  const parsed = protobuf.parse(text, root, { keepCase: true });
  for (const file of parsed.imports ?? []) {
    const known = file.startsWith(WELL_KNOWN) ? protobuf.common.get(file) : null;
    if (!known?.nested) throw new Error(`it imports ${file}, which is none of Protobuf's well-known types`);
    root.addJSON(known.nested);
  }
  root.resolveAll();
  return { root, packageName: parsed.package ?? '' };
};

/**
 * Compiles a `.proto` file to a FileDescriptorSet, imports first and the file itself, called `name`, last. Imports
 * nothing but Protobuf's well-known types. Throws with the line where the text is wrong.
 */
export const compileProto = (name: string, text: string): Uint8Array => {
  const { root, packageName } = loadProto(text);
  const files = root.toDescriptor('proto3').file;
  for (const file of files) {
    for (const message of file.messageType ?? []) completeNames(root, message, file.package ?? '');
    if ((file.package ?? '') === packageName) {
      file.name = name;
      file.syntax = protoSyntax(text);
    }
  }
  const imported = files.filter((file) => file.name !== name);
  const own = files.find((file) => file.name === name);
  if (own === undefined || (own.messageType ?? []).length === 0) throw new Error('it has no message');
  own.dependency = imported.map((file) => file.name ?? '');
  const { FileDescriptorSet } = descriptor;
  return FileDescriptorSet.encode(FileDescriptorSet.create({ file: [...imported, own] })).finish();
};

const protoSyntax = (text: string): string => (/^\s*syntax\s*=\s*["']proto3["']/m.test(text) ? 'proto3' : 'proto2');

/** protobufjs writes names as the file has them; a descriptor names every type in full, and a map's entry as protoc does. */
const completeNames = (root: protobuf.Root, message: IDescriptorProto, within: string): void => {
  const fullName = within === '' ? (message.name ?? '') : `${within}.${message.name}`;
  const type = root.lookupType(fullName);
  for (const field of message.field ?? []) {
    const known = type.fields[field.name ?? ''];
    if (known === undefined) continue;
    known.resolve();
    if (known instanceof protobuf.MapField) {
      const entry = message.nestedType?.find((nested) => nested.options?.mapEntry && nested.name === field.typeName);
      const entryName = entryNameOf(known.name);
      if (entry !== undefined) {
        entry.name = entryName;
        const value = entry.field?.find(({ name }) => name === 'value');
        if (value !== undefined && known.resolvedType !== null) value.typeName = known.resolvedType.fullName;
      }
      field.typeName = `.${fullName}.${entryName}`;
    } else if (known.resolvedType !== null) field.typeName = known.resolvedType.fullName;
  }
  for (const nested of message.nestedType ?? [])
    if (nested.options?.mapEntry !== true) completeNames(root, nested, fullName);
};

const entryNameOf = (field: string): string =>
  `${field.replaceAll(/(?:^|_)(\w)/g, (_, letter: string) => letter.toUpperCase())}Entry`;
