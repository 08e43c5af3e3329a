import type { IncomingMessage, ServerResponse } from 'node:http';
import type { EmbeddedCloud } from '../embedded-cloud.ts';
import { asDelivered } from '../mailbox/tracked-links.ts';
import { notFound } from './http-answers.ts';

/** Where tracked links begin, as at SES's own address. */
export const TRACKED = '/L0/';
const LINK = /^\/L0\/([\w-]+)\/(\d{1,4})$/;

/** A mail's HTML with its links as SES tracks them. */
export const delivered = (mailId: string, html: string): string =>
  asDelivered(html, (place) => `${TRACKED}${mailId}/${place}`);

/**
 * Leads to where the mail itself says, whatever an address may ask for, and tells that the link was followed. A HEAD
 * only asks whether there is something: it follows nothing.
 */
export const followLink = (
  cloud: EmbeddedCloud,
  request: IncomingMessage,
  response: ServerResponse,
  path: string,
): void => {
  const [, mailId = '', place = ''] = LINK.exec(path) ?? [];
  const who = { ipAddress: request.socket.remoteAddress ?? '', userAgent: request.headers['user-agent'] ?? '' };
  const url = request.method === 'GET' ? cloud.followLink(mailId, Number(place), who) : undefined;
  if (url === undefined) notFound(response, 'No mail has this link.');
  else response.writeHead(302, { location: url, 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' }).end();
};
