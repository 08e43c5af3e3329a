import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { type Body, parseBody } from './read-body.ts';
import { type Refusal, refuse } from './refuse-request.ts';

const noEvent = refuse(400, 'not_a_message', 'Ask for the pixel with ?data=<base64 of one JSON object>.');

/**
 * The event in `?data=<base64 of JSON>`, in either alphabet, padded or not. Gateways bound a query string to 10 KB.
 * Source: https://segment.com/docs/connections/sources/catalog/libraries/server/pixel-tracking-api/
 */
export const readPixel = ({ rawQueryString }: APIGatewayProxyEventV2): Body | Refusal => {
  // A `+` of base64 that nobody escaped is read as a blank.
  const encoded = new URLSearchParams(rawQueryString).get('data')?.replaceAll(' ', '+');
  return encoded === undefined || encoded === '' ? noEvent : parseBody(Buffer.from(encoded, 'base64'));
};
