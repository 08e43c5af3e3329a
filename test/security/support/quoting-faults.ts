import type { WrapPort } from '../../../tools/cloud/cloud-functions.ts';
import { seededFractions } from '../../../tools/cloud/seeded-random.ts';

/** Bytes as the text they hold. */
const readable = (_key: string, value: unknown): unknown => {
  if (typeof value === 'bigint') return String(value);
  if (value instanceof Uint8Array) return Buffer.from(value).toString();
  const isBuffer = typeof value === 'object' && value !== null && 'type' in value && value.type === 'Buffer';
  return isBuffer && 'data' in value && Array.isArray(value.data) ? Buffer.from(value.data).toString() : value;
};

/** As the SDK's errors are: the text, and properties beside it, quote what the call was about. */
export class QuotingError extends Error {
  override readonly name = 'TransactionCanceledException';
  readonly $metadata = { httpStatusCode: 400 };
  readonly Item: unknown;
  constructor(args: readonly unknown[]) {
    super(`Transaction cancelled: ${JSON.stringify(args, readable)}`);
    this.Item = { quoted: JSON.stringify(args, readable) };
  }
}

/** Lets calls of the named ports fail, a share of them, with errors that quote their arguments. */
export const quotingFaults = (
  seed: number,
  share: (port: string, method: string, args: readonly unknown[]) => number,
) => {
  const next = seededFractions(seed);
  const thrown: QuotingError[] = [];
  const wrap: WrapPort = (name, port) =>
    new Proxy(port, {
      get: (target, key, receiver) => {
        const member: unknown = Reflect.get(target, key, receiver);
        if (typeof member !== 'function' || typeof key !== 'string') return member;
        return (...args: readonly unknown[]): unknown => {
          const fails = next() < share(name, key, args);
          // A listing is no promise: what fails is reading on.
          if (!fails || key === 'list') return Reflect.apply(member, target, args);
          const error = new QuotingError(args);
          thrown.push(error);
          return Promise.reject(error);
        };
      },
    });
  return { wrap, thrown };
};
