import type { IncomingMessage } from 'node:http';
import { MIMEType } from 'node:util';
import { HttpError } from '../problem/problem.ts';
import { type Exchange, sendContinue } from '../server/continue.ts';
import { decompressorOf } from './content-coding.ts';
import { parseJson, TOO_DEEP } from './strict-json.ts';

/** The most that a body may hold, as sent and decompressed, in bytes. */
const MAX_BODY = 1024 * 1024;

const UTF8 = new TextDecoder('utf-8', { fatal: true });

const MERGE_PATCH = 'application/merge-patch+json';
/** Commands, and not what a task is to be. */
const JSON_PATCH = /json-patch/i;

/** The media type that a body must have; `any` also takes no body at all. */
export type BodyType = 'application/json' | 'application/merge-patch+json' | 'any';

/** The media types that are read for each. Most clients label a merge patch as plain JSON. */
export const ACCEPTED: Readonly<Record<Exclude<BodyType, 'any'>, readonly string[]>> = {
  'application/json': ['application/json'],
  [MERGE_PATCH]: [MERGE_PATCH, 'application/json'],
};

/**
 * Reads a request's body as JSON. What would be decoded to something else than was sent is refused, and so is a body
 * that is certain to be refused before any of it is read.
 *
 * @returns what `parseJson` returns
 * @throws HttpError `unsupported_media_type`, `body_too_large` or `malformed_json`
 */
export function readBody(ctx: Exchange, type: BodyType = 'application/json'): Promise<unknown> {
  return type === 'any' ? readOptionalJson(ctx) : readJson(ctx, type);
}

async function readJson(ctx: Exchange, expected: Exclude<BodyType, 'any'>): Promise<unknown> {
  const { 'content-type': type } = ctx.req.headers;
  const decompress = decompressorOf(ctx.req, MAX_BODY);
  if (type !== undefined && type !== expected && !ACCEPTED[expected].includes(utf8Type(type)))
    throw unsupported(expected);
  if (type === undefined && Number(ctx.req.headers['content-length']) > 0) throw unsupported(expected);
  const sent = await readBytes(ctx);
  if (sent.length === 0) throw new HttpError('malformed_json', { detail: 'The body is empty' });
  if (type === undefined) throw unsupported(expected);
  return parseJson(decode(await decompress(sent)));
}

/**
 * Reads a body that may be absent: then it is an empty object. A body that claims to be JSON must be JSON. Any other body is
 * tried as JSON too, as `fetch` labels JSON as plain text and `curl` as a form. A body that is no JSON is ignored, unless it
 * has the word `completed`: the toggle would then do the opposite of what was sent.
 */
async function readOptionalJson(ctx: Exchange): Promise<unknown> {
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
    // A list, or a value by itself, says nothing of a task.
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
    return isObject || value === TOO_DEEP ? value : {};
  } catch (error) {
    if (claimsJson) throw error;
    if (/completed/i.test(unescaped(bytes))) throw unsupported('application/json');
    return {};
  }
}

/**
 * Waits until a body that nobody wants has arrived, and throws it away. Until then it may turn out to be malformed, and
 * then the whole request counts for nothing.
 *
 * @throws HttpError `body_too_large`
 */
export async function discardBody(ctx: Exchange): Promise<void> {
  if (hasBody(ctx.req)) await readBytes(ctx);
}

function hasBody({ headers }: IncomingMessage): boolean {
  const { 'content-length': length = '0', 'transfer-encoding': coding } = headers;
  return length !== '0' || coding !== undefined;
}

/** The media type without its parameters, or an empty text if it is malformed or of another charset than UTF-8. */
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
  // RFC 5789 section 3.1
  const headers = expected === MERGE_PATCH ? { 'Accept-Patch': MERGE_PATCH } : {};
  return new HttpError('unsupported_media_type', { detail, headers });
}

/** Past the limit the rest is read and thrown away, so that the client gets to see the answer. */
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
    throw malformed('The body is not valid UTF-8');
  }
}

/** The text of a body that is not JSON, its escapes undone: as in a form, as in JSON, and as in UTF-16. */
function unescaped(bytes: Buffer): string {
  const undo = (_: string, form = '', json = '') => String.fromCharCode(Number.parseInt(form + json, 16));
  return bytes
    .toString('latin1')
    .replaceAll('\0', '')
    .replace(/%([\da-f]{2})|\\u([\da-f]{4})/gi, undo);
}

function malformed(detail: string): HttpError {
  return new HttpError('malformed_json', { detail });
}
