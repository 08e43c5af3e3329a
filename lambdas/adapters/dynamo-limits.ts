/** Source: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html */
const BYTES_AN_ITEM = 400 * 1024;
const ITEMS_A_TRANSACTION = 100;
const BYTES_A_TRANSACTION = 4 * 1024 * 1024;

/** What keys and index attributes add to an item that is otherwise one JSON text: at most. */
const BYTES_BESIDE_JSON = 256;

/** One item of a write, as DynamoDB measures it. */
export interface MeasuredItem {
  readonly key: string;
  readonly bytes: number;
}

/** Why DynamoDB would refuse the items of one call, whatever their conditions; undefined where it would not. */
export const objectionTo = (items: readonly MeasuredItem[]): string | undefined => {
  if (items.length > ITEMS_A_TRANSACTION) return 'DynamoDB takes at most 100 items in a transaction';
  if (items.some(({ bytes }) => bytes > BYTES_AN_ITEM)) return 'DynamoDB takes no item above 400 KB';
  if (items.reduce((sum, { bytes }) => sum + bytes, 0) > BYTES_A_TRANSACTION)
    return 'DynamoDB takes at most 4 MB in a transaction';
  if (new Set(items.map(({ key }) => key)).size < items.length) return 'DynamoDB takes an item once in a transaction';
  return undefined;
};

/** Throws where DynamoDB would refuse the items of one call, whatever their conditions. */
export const checkItems = (items: readonly MeasuredItem[]): void => {
  const objection = objectionTo(items);
  if (objection !== undefined) throw new RangeError(objection);
};

/** The value as a table that keeps it as JSON gives it back; throws where that is more than an item holds. */
export const throughJson = <Shape extends object>(value: Shape): Shape => {
  const json = JSON.stringify(value);
  checkItems([{ key: '', bytes: Buffer.byteLength(json) + BYTES_BESIDE_JSON }]);
  return JSON.parse(json) as Shape;
};
