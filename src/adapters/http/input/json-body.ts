import type { IncomingMessage } from 'node:http';
import { MIMEType } from 'node:util';
import { HttpError } from '../problem/problem.ts';
import { type Exchange, sendContinue } from '../server/continue.ts';
import { decompressorOf } from './content-coding.ts';
import { parseJson, TOO_DEEP } from './strict-json.ts';

/** The maximum size of a body, both as sent and decompressed, in bytes. */
const MAX_BODY = 1024 * 1024;

const UTF8 = new TextDecoder('utf-8', { fatal: true });

const MERGE_PATCH = 'application/merge-patch+json';
/** The media type of JSON Patch (RFC 6902), whose body is a list of patch operations instead of fields. */
const JSON_PATCH = /json-patch/i;

/** The type of body that a route takes. An `optional-json` body may be missing, or be ignored if it is not JSON. */
export type BodyType = 'application/json' | 'application/merge-patch+json' | 'optional-json';

/** The media types that are accepted for each type of body. Most clients label a merge patch as plain JSON. */
export const ACCEPTED: Readonly<Record<BodyType, readonly string[]>> = {
  'application/json': ['application/json'],
  [MERGE_PATCH]: [MERGE_PATCH, 'application/json'],
  'optional-json': ['application/json'],
};

/**
 * Reads the body of a request as JSON. Rejects a body without reading it if the headers already rule it out.
 *
 * @param fields field names: an `optional-json` body that is not JSON is rejected if it contains one of them
 * @returns the result of {@link parseJson}
 * @throws HttpError `unsupported_media_type`, `body_too_large` or `malformed_json`
 */
export function readBody(ctx: Exchange, type: BodyType, fields: readonly string[]): Promise<unknown> {
  return type === 'optional-json' ? readOptionalJson(ctx, fields) : readJson(ctx, type);
}

async function readJson(ctx: Exchange, expected: BodyType): Promise<unknown> {
  const { 'content-type': type, 'content-length': length } = ctx.req.headers;
  const decompress = decompressorOf(ctx.req, MAX_BODY);
  const isAccepted = type === expected || (type !== undefined && ACCEPTED[expected].includes(utf8Type(type)));
  if (!isAccepted && (type !== undefined || Number(length) > 0)) throw unsupported(expected);
  const sent = await readBytes(ctx);
  if (sent.length === 0) throw new HttpError('malformed_json', { detail: 'The body is empty' });
  if (!isAccepted) throw unsupported(expected);
  return parseJson(decode(await decompress(sent)));
}

/**
 * Reads a body that may be missing; a missing body counts as `{}`. A body with a JSON type must be JSON. Any other body
 * is parsed as JSON too, because `fetch` labels JSON as plain text and `curl` as a form. If such a body is not JSON
 * but contains the name of a field, it is rejected, because the client meant the field to have an effect. If it contains
 * none, it is ignored.
 */
async function readOptionalJson(ctx: Exchange, fields: readonly string[]): Promise<unknown> {
  if (!hasBody(ctx.req)) return {};
  const { 'content-type': type = '' } = ctx.req.headers;
  const decompress = decompressorOf(ctx.req, MAX_BODY);
  const claimsJson = /json/i.test(type);
  if (type !== '' && (utf8Type(type) === '' || JSON_PATCH.test(type))) throw unsupported('application/json');
  const sent = await readBytes(ctx);
  const bytes = sent.length === 0 ? sent : await decompress(sent);
  if (/^[ \t\r\n]*$/.test(bytes.toString('latin1'))) return {};
  try {
    const value = parseJson(decode(bytes));
    // An array or a scalar has no fields, so it counts as `{}`.
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
    return isObject || value === TOO_DEEP ? value : {};
  } catch (error) {
    if (claimsJson) throw error;
    const text = unescaped(bytes).toLowerCase();
    if (fields.some((field) => text.includes(field))) throw unsupported('application/json');
    return {};
  }
}

/**
 * Reads a body that the route does not use, and drops it. The request is handled only after its whole body has arrived:
 * if the body is malformed, for example in its last chunk, the request must change nothing.
 *
 * @throws HttpError `body_too_large`
 */
export async function discardBody(ctx: Exchange): Promise<void> {
  if (hasBody(ctx.req)) await readBytes(ctx);
}

/**
 * Reads a body as bytes, and decodes its content codings. Returns an empty buffer if there is no body.
 *
 * @throws HttpError `body_too_large` or `unsupported_media_type`
 */
export async function readRawBody(ctx: Exchange): Promise<Buffer<ArrayBuffer>> {
  if (!hasBody(ctx.req)) return Buffer.alloc(0);
  const decompress = decompressorOf(ctx.req, MAX_BODY);
  const sent = await readBytes(ctx);
  return Buffer.from(sent.length === 0 ? sent : await decompress(sent));
}

function hasBody({ headers }: IncomingMessage): boolean {
  const { 'content-length': length = '0', 'transfer-encoding': coding } = headers;
  return length !== '0' || coding !== undefined;
}

/** Returns the media type without parameters, or an empty string if it is malformed or its charset is not UTF-8. */
function utf8Type(header: string): string {
  try {
    const { essence, params } = new MIMEType(header);
    return /^utf-?8$/i.test(params.get('charset') ?? 'utf-8') ? essence : '';
  } catch {
    return '';
  }
}

function unsupported(expected: string): HttpError {
  const detail = `The body must be ${expected} in UTF-8`;
  // The reply to an unsupported patch format lists the supported formats (RFC 5789 section 3.1).
  const headers = expected === MERGE_PATCH ? { 'Accept-Patch': MERGE_PATCH } : {};
  return new HttpError('unsupported_media_type', { detail, headers });
}

/** Reads the whole body. Data beyond MAX_BODY is read and dropped, so that a client still sending gets the reply. */
async function readBytes(exchange: Exchange): Promise<Buffer> {
  const { req: request } = exchange;
  if (Number(request.headers['content-length']) > MAX_BODY) throw new HttpError('body_too_large');
  sendContinue(exchange);
  const { promise, resolve, reject } = Promise.withResolvers<Buffer>();
  const chunks: Buffer[] = [];
  let size = 0;
  request.on('data', (chunk: Buffer) => {
    size += chunk.length;
    if (size <= MAX_BODY) chunks.push(chunk);
    else reject(new HttpError('body_too_large'));
  });
  request.on('end', () => resolve(chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks)));
  request.on('error', reject);
  return promise;
}

function decode(bytes: Buffer): string {
  try {
    return UTF8.decode(bytes);
  } catch {
    throw new HttpError('malformed_json', { detail: 'The body is not valid UTF-8' });
  }
}

/** Decodes a body that is not JSON, to search it for field names: `%xx`, `\uxxxx`, and UTF-16 by dropping its NULs. */
function unescaped(bytes: Buffer): string {
  const undo = (_: string, form = '', json = '') => String.fromCharCode(Number.parseInt(form + json, 16));
  return bytes
    .toString('latin1')
    .replaceAll('\0', '')
    .replace(/%([\da-f]{2})|\\u([\da-f]{4})/gi, undo);
}
