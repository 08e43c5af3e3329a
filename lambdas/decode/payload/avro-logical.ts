import type { AvroObject } from './avro-reader.ts';
import { type ByteReader, DamagedPayload } from './byte-reader.ts';

const DAY_MS = 86_400_000;

/** Units of each instant type in a millisecond, as a divisor. */
const INSTANTS: ReadonlyMap<string, bigint> = new Map([
  ['timestamp-millis', 1n],
  ['timestamp-micros', 1_000n],
  ['timestamp-nanos', 1_000_000n],
]);

const isoOf = (ms: number): string => {
  const date = new Date(ms);
  if (Number.isNaN(date.getTime())) throw new DamagedPayload('has an instant beyond the calendar');
  return date.toISOString();
};

/** Two's complement, big-endian. */
const unscaled = (bytes: Buffer): bigint =>
  bytes.length === 0 ? 0n : BigInt.asIntN(bytes.length * 8, BigInt(`0x${bytes.toString('hex')}`));

/** As precise as the decimal is: 1999 with scale 2 is 19.99, not 19.990000000000002. */
const decimalOf = (bytes: Buffer, scale: number): number => {
  // No amount needs more; the digits of a longer one would take quadratic time to write.
  if (bytes.length > 64) throw new DamagedPayload('has a decimal of more than 64 bytes');
  return Number(`${unscaled(bytes)}e-${scale}`);
};

/** The reader of a logical type that JSON has another form for; undefined for all others, which read as what they are. */
export const logicalReader = ({
  type,
  logicalType,
  scale = 0,
  size = 0,
}: AvroObject): ((from: ByteReader) => unknown) | undefined => {
  if (logicalType === 'decimal' && type === 'bytes') return (from) => decimalOf(from.take(from.size()), scale);
  if (logicalType === 'decimal' && type === 'fixed') return (from) => decimalOf(from.take(size), scale);
  if (logicalType === 'date' && type === 'int') return (from) => isoOf(Number(from.long()) * DAY_MS).slice(0, 10);
  const divisor = type === 'long' && logicalType !== undefined ? INSTANTS.get(logicalType) : undefined;
  return divisor === undefined ? undefined : (from) => isoOf(Number(BigInt(from.long()) / divisor));
};
