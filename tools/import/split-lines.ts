const NEWLINE = 0x0a;
const RETURN = 0x0d;

/** A file's lines as bytes, without their ends, whatever they hold. */
export async function* splitLines(bytes: AsyncIterable<Uint8Array>): AsyncIterable<Buffer> {
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of bytes) {
    rest = rest.length === 0 ? Buffer.from(chunk) : Buffer.concat([rest, chunk]);
    let start = 0;
    for (let end = rest.indexOf(NEWLINE); end >= 0; end = rest.indexOf(NEWLINE, start)) {
      yield withoutReturn(rest.subarray(start, end));
      start = end + 1;
    }
    rest = rest.subarray(start);
  }
  yield withoutReturn(rest);
}

const withoutReturn = (line: Buffer): Buffer => (line.at(-1) === RETURN ? line.subarray(0, -1) : line);
