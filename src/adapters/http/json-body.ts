import type { IncomingMessage } from 'node:http';
import { MIMEType, promisify } from 'node:util';
import zlib from 'node:zlib';
import { HttpError } from './problem.ts';
import { parseJson } from './strict-json.ts';

/** The most that a body may hold, as sent and unpacked, in bytes. */
const MAX_BODY = 1024 * 1024;

const UTF8 = new TextDecoder('utf-8', { fatal: true });

const MERGE_PATCH = 'application/merge-patch+json';

type Unpack = (packed: Buffer, options: { maxOutputLength: number }) => Promise<Buffer>;

const UNPACK: Readonly<Record<string, Unpack>> = {
  // The older name is to be understood as well (RFC 9110 section 8.4.1.3).
  'x-gzip': promisify<Buffer, zlib.ZlibOptions, Buffer>(zlib.gunzip),
  gzip: promisify<Buffer, zlib.ZlibOptions, Buffer>(zlib.gunzip),
  deflate: promisify<Buffer, zlib.ZlibOptions, Buffer>(zlib.inflate),
  br: promisify<Buffer, zlib.BrotliOptions, Buffer>(zlib.brotliDecompress),
};

/** What a body must say that it is; `any` need say nothing, and counts only if it says `completed`. */
export type BodyType = 'application/json' | 'application/merge-patch+json' | 'any';

/**
 * Reads a request's body as JSON. What would be decoded to something else than was sent is refused.
 *
 * @returns what `parseJson` returns
 * @throws HttpError `unsupported_media_type`, `body_too_large` or `malformed_json`
 */
export function readBody(request: IncomingMessage, type: BodyType = 'application/json'): Promise<unknown> {
  return type === 'any' ? readAnyBody(request) : readJson(request, type);
}

async function readJson(request: IncomingMessage, expected: string): Promise<unknown> {
  const { 'content-type': type, 'content-encoding': coding } = request.headers;
  const unpack = unpackerOf(coding);
  if (type !== undefined) checkMediaType(type, expected);
  const sent = await readBytes(request);
  if (sent.length === 0) throw new HttpError('malformed_json', { detail: 'The body is empty' });
  if (type === undefined) throw unsupported(expected);
  return parseJson(decode(await unpackBody(sent, unpack)));
}

/**
 * An object, if the body is one that says `completed`; else an empty one. What may have wanted to say it, and cannot be
 * understood, is refused: taken for nothing it would do the opposite of what was meant.
 */
async function readAnyBody(request: IncomingMessage): Promise<unknown> {
  if (!hasBody(request)) return {};
  const unpack = unpackerOf(request.headers['content-encoding']);
  const sent = await readBytes(request);
  const bytes = sent.length === 0 ? sent : await unpackBody(sent, unpack);
  if (!bytes.includes('completed')) return {};
  const value = parseJson(decode(bytes));
  // A list, or the word alone, says nothing of the task.
  return Array.isArray(value) || typeof value === 'string' ? {} : value;
}

/**
 * Waits until a body that nobody wants has arrived, and throws it away. Until then it may turn out to be malformed, and
 * then the whole request counts for nothing.
 *
 * @throws HttpError `body_too_large`
 */
export async function discardBody(request: IncomingMessage): Promise<void> {
  if (hasBody(request)) await readBytes(request);
}

function hasBody({ headers }: IncomingMessage): boolean {
  const { 'content-length': length = '0', 'transfer-encoding': coding } = headers;
  return length !== '0' || coding !== undefined;
}

function checkMediaType(header: string, expected: string): void {
  if (header === expected) return;
  const type = mediaType(header);
  const charset = type?.params.get('charset') ?? 'utf-8';
  if (type?.essence !== expected || !/^utf-?8$/i.test(charset)) throw unsupported(expected);
}

function unsupported(expected: string): HttpError {
  const detail = `The body must be ${expected} in UTF-8`;
  // RFC 5789 section 3.1
  const headers = expected === MERGE_PATCH ? { 'Accept-Patch': MERGE_PATCH } : {};
  return new HttpError('unsupported_media_type', { detail, headers });
}

function mediaType(header: string): MIMEType | undefined {
  try {
    return new MIMEType(header);
  } catch {
    return undefined;
  }
}

function unpackerOf(header = 'identity'): Unpack | undefined {
  const coding = header.toLowerCase();
  if (coding === 'identity') return undefined;
  const unpack = Object.hasOwn(UNPACK, coding) ? UNPACK[coding] : undefined;
  if (unpack !== undefined) return unpack;
  const supported = Object.keys(UNPACK).join(', ');
  throw new HttpError('unsupported_media_type', {
    detail: `The body may be packed with ${supported} only`,
    headers: { 'Accept-Encoding': supported },
  });
}

/** Past the limit the rest is read and thrown away, so that the client gets to see the answer. */
async function readBytes(request: IncomingMessage): Promise<Buffer> {
  if (Number(request.headers['content-length']) > MAX_BODY) throw new HttpError('body_too_large');
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

async function unpackBody(packed: Buffer, unpack: Unpack | undefined): Promise<Buffer> {
  if (unpack === undefined) return packed;
  try {
    return await unpack(packed, { maxOutputLength: MAX_BODY });
  } catch (error) {
    const isTooLarge = error instanceof RangeError;
    throw isTooLarge ? new HttpError('body_too_large') : malformed('The body cannot be unpacked');
  }
}

function decode(bytes: Buffer): string {
  try {
    return UTF8.decode(bytes);
  } catch {
    throw malformed('The body is not valid UTF-8');
  }
}

function malformed(detail: string): HttpError {
  return new HttpError('malformed_json', { detail });
}
