import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { truncateAddress } from '../core/enrichment/truncate-address.ts';
import type { Json, JsonObject } from '../core/event/event.ts';
import { isJsonObject } from '../decode/json-object.ts';

/** What becomes of an address once its country is known: cut to its network, or gone. The whole one is never stored. */
export type AddressPolicy = 'truncated' | 'dropped';

/** Who made the request, where it is the customer's own browser or phone. */
export interface Sender {
  readonly ip: string;
  readonly userAgent: string;
}

export interface ContextStamp {
  /** Undefined where a browser did not send it: a back end's address and user agent say nothing of its customers. */
  readonly browser?: Sender;
  readonly addresses: AddressPolicy;
  readonly countryOf?: (address: string) => string | undefined;
}

/** A browser says which page it asks for, and a pixel is looked at by whoever sees it; a back end says neither. */
export const browserOf = (request: APIGatewayProxyEventV2, isPixel: boolean): Sender | undefined => {
  const { sourceIp: ip, userAgent } = request.requestContext.http;
  return isPixel || request.headers.origin !== undefined ? { ip, userAgent } : undefined;
};

const textOf = (value: Json | undefined): string | undefined => (typeof value === 'string' ? value : undefined);
const LONGEST_USER_AGENT = 500;

/**
 * The message with the country of its sender, and with no more of their address than the stage lets through. What the
 * producer itself says counts more: a country, an address, also `0.0.0.0` for none.
 */
export const stampContext = (message: JsonObject, { browser, addresses, countryOf }: ContextStamp): JsonObject => {
  const context = isJsonObject(message.context) ? message.context : undefined;
  // What is broken is left as it is: it is judged behind the stream.
  if (context === undefined && message.context !== undefined && message.context !== null) return message;
  if (context === undefined && browser === undefined) return message;
  const said = context?.ip;
  const { ip: _whole, ...rest } = context ?? {};
  const whole = textOf(said) ?? (said === undefined ? browser?.ip : undefined);
  const address = whole === undefined ? undefined : truncateAddress(whole);
  if (said === undefined && address === undefined && browser === undefined) return message;
  const location = isJsonObject(rest.location) ? rest.location : undefined;
  const country = address === undefined || location?.country !== undefined ? undefined : countryOf?.(address);
  const userAgent = rest.userAgent === undefined ? browser?.userAgent.slice(0, LONGEST_USER_AGENT) : undefined;
  return {
    ...message,
    context: {
      ...rest,
      ...(userAgent === undefined || userAgent === '' ? {} : { userAgent }),
      ...(address === undefined || addresses === 'dropped' ? {} : { ip: address }),
      ...(country === undefined ? {} : { location: { ...location, country } }),
    },
  };
};
