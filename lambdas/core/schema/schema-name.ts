/** How a framed record names the schema it was written with: a Glue schema version's UUID, or a Confluent id. */
export type SchemaId = `glue:${string}` | `confluent:${number}`;

/** A file of `schemas/`: `order-completed/1.avsc`. */
export type SchemaName = string;

const SCHEMA_ID = /^(?:glue:[0-9a-f-]{36}|confluent:\d{1,10})$/;

export const isSchemaId = (text: string | undefined): text is SchemaId => text !== undefined && SCHEMA_ID.test(text);

/** Whether a schema's address is that of the file which somebody names: `order-completed/1.json`, or the address itself. */
export const isSchemaOf = (name: string, address: string | undefined): boolean =>
  address === name || address?.endsWith(`/${name}`) === true;
