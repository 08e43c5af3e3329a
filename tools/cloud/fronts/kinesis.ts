import { randomUUID } from 'node:crypto';
import { type KinesisApiProps, kinesisApi } from './kinesis-api.ts';
import { type Codec, codecFor, fallbackCodec } from './kinesis-codec.ts';
import { KinesisError } from './kinesis-error.ts';
import { type Front, isLoopbackHost, listen } from './listen.ts';
import { readBody } from './read-body.ts';
import { type AnyRequest, type AnyResponse, twoProtocolServer } from './two-protocols.ts';

/** 5 MiB of records are 7 MiB of base64 and their names. */
const BODY_BYTES = 16 * 1024 * 1024;
const TARGET_PREFIX = 'Kinesis_20131202.';

const reply = (response: AnyResponse, status: number, codec: Codec, value: unknown): void => {
  const body = codec.encode(value);
  response.writeHead(status, {
    'content-type': codec.contentType,
    'content-length': body.length,
    'x-amzn-requestid': randomUUID(),
  });
  response.end(body);
};

const header = (request: AnyRequest, name: string): string | undefined => {
  const value = request.headers[name];
  return Array.isArray(value) ? value[0] : value;
};

/** A Kinesis endpoint for unmodified SDKs and the AWS command line; signatures are not checked. */
export const startKinesisFront = (props: KinesisApiProps & { readonly port: number }): Promise<Front> => {
  const call = kinesisApi(props);
  const answer = async (request: AnyRequest, response: AnyResponse): Promise<void> => {
    const codec = codecFor(header(request, 'content-type')) ?? fallbackCodec;
    try {
      if (!isLoopbackHost(header(request, ':authority') ?? header(request, 'host')))
        throw new KinesisError('AccessDeniedException', 'This endpoint answers on loopback only.');
      const target = header(request, 'x-amz-target');
      if (request.method !== 'POST' || !target?.startsWith(TARGET_PREFIX))
        throw new KinesisError('UnknownOperationException', 'This is a Kinesis endpoint: POST with x-amz-target.');
      const body = await readBody(request, BODY_BYTES);
      if (body === 'too_large') throw new KinesisError('InvalidArgumentException', 'Records size exceeds 5 MB limit');
      let input: unknown;
      try {
        input = codec.decode(body);
      } catch {
        throw new KinesisError('SerializationException', 'The body could not be read.');
      }
      reply(response, 200, codec, call(target.slice(TARGET_PREFIX.length), input));
    } catch (error) {
      const known = error instanceof KinesisError;
      const type = known ? error.name : 'InternalFailure';
      reply(response, known ? 400 : 500, codec, { __type: type, message: known ? error.message : 'internal failure' });
    }
  };
  const server = twoProtocolServer((request, response) => void answer(request, response));
  return listen(server, { what: 'Kinesis endpoint', port: props.port, flag: '--kinesis-port' });
};
