import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { preferenceLimits } from './limits.ts';

export type Form =
  | { readonly kind: 'form'; readonly fields: ReadonlyMap<string, readonly string[]> }
  | { readonly kind: 'too_large' }
  | { readonly kind: 'no_form' };

const grouped = (pairs: Iterable<readonly [string, string]>): Form => ({
  kind: 'form',
  fields: new Map(
    [...Map.groupBy(pairs, ([name]) => name)].map(([name, values]) => [name, values.map(([, value]) => value)]),
  ),
});

/** A part's own name, in its first lines; a file's content is a field like any other. */
const PART =
  /^(?:[^\r\n]+\r?\n)*?content-disposition:[^\r\n]*?[;\s]name="?([^"\r\n;]+)"?[^\r\n]*\r?\n(?:[^\r\n]+\r?\n)*\r?\n/i;

const multipartFields = (text: string, boundary: string): readonly (readonly [string, string])[] =>
  text.split(`--${boundary}`).flatMap((raw): readonly (readonly [string, string])[] => {
    const part = raw.replace(/^\r?\n/, '').replace(/\r?\n$/, '');
    const head = PART.exec(part);
    return head?.[1] === undefined ? [] : [[head[1], part.slice(head[0].length)]];
  });

/**
 * The fields of a posted form. Mail providers post `multipart/form-data` or a URL-encoded form (RFC 8058, 3.2), browsers
 * the latter; without a label it is read as the latter.
 */
export const readForm = ({ body = '', isBase64Encoded, headers }: APIGatewayProxyEventV2): Form => {
  const bytes = Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8');
  if (bytes.byteLength > preferenceLimits.bodyBytes) return { kind: 'too_large' };
  const label = headers['content-type'] ?? '';
  if (/^multipart\/form-data\b/i.test(label)) {
    const [, quoted, plain] = /;\s*boundary=(?:"([^"\r\n]{1,70})"|([^\s;"]{1,70}))/i.exec(label) ?? [];
    const boundary = quoted ?? plain;
    return boundary === undefined ? { kind: 'no_form' } : grouped(multipartFields(bytes.toString('utf8'), boundary));
  }
  return label === '' || /^application\/x-www-form-urlencoded\b/i.test(label)
    ? grouped(new URLSearchParams(bytes.toString('utf8')).entries())
    : { kind: 'no_form' };
};
