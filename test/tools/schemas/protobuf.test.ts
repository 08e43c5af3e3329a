import { describe, expect, it } from 'vitest';
import { compareProtoFiles } from '../../../tools/schemas/protobuf/compare-proto-files.ts';
import { parseProto } from '../../../tools/schemas/protobuf/proto-schema.ts';

const proto3 = (body: string, rest = '') => `syntax = "proto3"; package shop; message Order { ${body} } ${rest}`;
const proto2 = (body: string) => `syntax = "proto2"; message Order { ${body} }`;

const breaks = (before: string, after: string) => {
  const [older, newer] = [parseProto(before), parseProto(after)];
  return {
    backward: compareProtoFiles(older, newer, 'writer').map(({ path }) => path),
    forward: compareProtoFiles(newer, older, 'reader').map(({ path }) => path),
  };
};
const NOTHING = { backward: [], forward: [] };
const both = (path: string) => ({ backward: [path], forward: [path] });

describe('a Protobuf message may', () => {
  it.each([
    ['get a field', proto3('string id = 1;'), proto3('string id = 1; optional double total = 2;')],
    [
      'lose one whose number and name are reserved',
      proto3('string id = 1; int32 n = 2;'),
      proto3('reserved 2; reserved "n"; string id = 1;'),
    ],
    [
      'lose one whose number lies in a reserved range',
      proto3('string id = 1; int32 n = 2;'),
      proto3('reserved 2 to 5; string id = 1;'),
    ],
    [
      'order and comment its fields anew',
      proto3('string id = 1; int32 n = 2;'),
      proto3('int32 n = 2; /* first */ string id = 1;'),
    ],
    [
      'get an enum value',
      proto3('Size s = 1;', 'enum Size { S = 0; }'),
      proto3('Size s = 1;', 'enum Size { S = 0; M = 1; }'),
    ],
    [
      'put a new field with an old one into a new oneof',
      proto3('string a = 1;'),
      proto3('oneof key { string a = 1; string b = 2; }'),
    ],
  ])('%s', (_, before, after) => expect(breaks(before, after)).toEqual(NOTHING));
});

describe('a Protobuf message breaks', () => {
  it.each([
    ['where a number is freed', proto3('string id = 1; int32 n = 2;'), proto3('string id = 1;'), both('Order.n')],
    ['where a number means something else', proto3('string id = 1;'), proto3('string sku = 1;'), both('Order.id')],
    ['where a field moves to another number', proto3('string id = 1;'), proto3('string id = 2;'), both('Order.id')],
    ['where a type changes', proto3('int32 n = 1;'), proto3('string n = 1;'), both('Order.n')],
    ['where one becomes many', proto3('string n = 1;'), proto3('repeated string n = 1;'), both('Order.n')],
    [
      'for old consumers alone, where a number widens',
      proto3('int32 n = 1;'),
      proto3('int64 n = 1;'),
      { backward: [], forward: ['Order.n'] },
    ],
    [
      'where a reserved number comes back',
      proto3('reserved 2; string id = 1;'),
      proto3('string id = 1; int32 n = 2;'),
      both('Order.n'),
    ],
    [
      'where a reserved name comes back',
      proto3('reserved "n"; string id = 1;'),
      proto3('string id = 1; int32 n = 3;'),
      both('Order.n'),
    ],
    [
      'where fields that could both be set share a oneof',
      proto3('string a = 1; string b = 2;'),
      proto3('oneof key { string a = 1; string b = 2; }'),
      { backward: ['Order.a', 'Order.b'], forward: ['Order.a', 'Order.b'] },
    ],
    [
      'where a message is gone',
      proto3('Line line = 1;', 'message Line { string sku = 1; }'),
      proto3('Row line = 1;', 'message Row { string sku = 1; }'),
      { backward: ['Order.line', 'Line'], forward: ['Order.line', 'Line'] },
    ],
    [
      'inside a nested message',
      proto3('message Line { string sku = 1; } Line line = 1;'),
      proto3('message Line { bytes sku = 1; } Line line = 1;'),
      both('Order.Line.sku'),
    ],
    [
      'where the values of a map change',
      proto3('map<string, int32> m = 1;'),
      proto3('map<string, string> m = 1;'),
      both('Order.m'),
    ],
    [
      'where an enum value means something else',
      proto3('Size s = 1;', 'enum Size { S = 0; M = 1; }'),
      proto3('Size s = 1;', 'enum Size { S = 0; L = 1; }'),
      both('Size.M'),
    ],
    [
      'for new consumers, where a field becomes required',
      proto2('optional string id = 1;'),
      proto2('required string id = 1;'),
      { backward: ['Order.id'], forward: [] },
    ],
    [
      'for old consumers, where a required field becomes optional',
      proto2('required string id = 1;'),
      proto2('optional string id = 1;'),
      { backward: [], forward: ['Order.id'] },
    ],
  ])('%s', (_, before, after, expected) => expect(breaks(before, after)).toEqual(expected));
});
