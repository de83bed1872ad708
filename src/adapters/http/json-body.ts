import type { IncomingMessage } from 'node:http';
import { MIMEType, promisify } from 'node:util';
import zlib from 'node:zlib';
import { HttpError } from './problem.ts';

/** The most that a body may hold, as sent and unpacked, in bytes. */
const MAX_BODY = 1024 * 1024;
const MAX_DEPTH = 32;

type Unpack = (packed: Buffer, options: { maxOutputLength: number }) => Promise<Buffer>;

const UNPACK: Readonly<Record<string, Unpack>> = {
  gzip: promisify<Buffer, zlib.ZlibOptions, Buffer>(zlib.gunzip),
  deflate: promisify<Buffer, zlib.ZlibOptions, Buffer>(zlib.inflate),
  br: promisify<Buffer, zlib.BrotliOptions, Buffer>(zlib.brotliDecompress),
};

/**
 * Reads a request's body as JSON (RFC 8259), stricter than `JSON.parse`: what would be decoded to something else than
 * was sent is refused, and so is a key given twice, for which one would win in silence.
 *
 * @throws HttpError `unsupported_media_type`, `body_too_large`, `malformed_json` or `validation_failed`
 */
export async function readJson(request: IncomingMessage): Promise<unknown> {
  const { 'content-type': type, 'content-encoding': coding, 'content-length': length } = request.headers;
  const unpack = unpackerOf(coding);
  if (type !== undefined) checkMediaType(type);
  if (Number(length) > MAX_BODY) throw new HttpError('body_too_large');
  const sent = await readBytes(request);
  if (sent.length === 0) throw new HttpError('malformed_json', { detail: 'The body is empty' });
  if (type === undefined) throw new HttpError('unsupported_media_type');
  const text = decode(unpack === undefined ? sent : await unpackBody(sent, unpack));
  return parseJson(text);
}

function checkMediaType(header: string): void {
  if (header === 'application/json') return;
  const type = mediaType(header);
  const charset = type?.params.get('charset') ?? 'utf-8';
  if (type?.essence !== 'application/json' || !/^utf-?8$/i.test(charset)) throw new HttpError('unsupported_media_type');
}

function mediaType(header: string): MIMEType | undefined {
  try {
    return new MIMEType(header);
  } catch {
    return undefined;
  }
}

function unpackerOf(coding: string | undefined): Unpack | undefined {
  if (coding === undefined || coding === 'identity') return undefined;
  const unpack = Object.hasOwn(UNPACK, coding) ? UNPACK[coding] : undefined;
  if (unpack !== undefined) return unpack;
  const supported = Object.keys(UNPACK).join(', ');
  throw new HttpError('unsupported_media_type', {
    detail: `The body may be packed with ${supported} only`,
    headers: { 'Accept-Encoding': supported },
  });
}

/** Past the limit the rest is read and thrown away, so that the client gets to see the answer. */
function readBytes(request: IncomingMessage): Promise<Buffer> {
  const { promise, resolve, reject } = Promise.withResolvers<Buffer>();
  const chunks: Buffer[] = [];
  let size = 0;
  request.on('data', (chunk: Buffer) => {
    size += chunk.length;
    if (size <= MAX_BODY) chunks.push(chunk);
    else reject(new HttpError('body_too_large'));
  });
  request.on('end', () => resolve(Buffer.concat(chunks)));
  request.on('error', reject);
  return promise;
}

async function unpackBody(packed: Buffer, unpack: Unpack): Promise<Buffer> {
  try {
    return await unpack(packed, { maxOutputLength: MAX_BODY });
  } catch (error) {
    const isTooLarge = error instanceof RangeError;
    throw isTooLarge ? new HttpError('body_too_large') : malformed('The body cannot be unpacked');
  }
}

function decode(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw malformed('The body is not valid UTF-8');
  }
}

function parseJson(text: string): unknown {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new HttpError('malformed_json');
  }
  const { depth, members } = measure(text);
  if (depth > MAX_DEPTH) {
    const msg = `Input should be nested at most ${MAX_DEPTH} levels deep`;
    throw new HttpError('validation_failed', { issues: [{ type: 'value_error', loc: ['body'], msg }] });
  }
  if (members > countMembers(value)) throw malformed('The body repeats a key');
  return value;
}

/** How deep a valid JSON text is nested, and how many members its objects are written with. */
function measure(text: string): { depth: number; members: number } {
  let depth = 0;
  let deepest = 0;
  let members = 0;
  for (let i = 0; i < text.length; i++) {
    const character = text[i];
    if (character === '"') i = endOfString(text, i);
    else if (character === ':') members++;
    else if (character === '{' || character === '[') deepest = Math.max(deepest, ++depth);
    else if (character === '}' || character === ']') depth--;
  }
  return { depth: deepest, members };
}

/** Where the string that begins at `start` ends; what is in it is not structure. */
function endOfString(text: string, start: number): number {
  let end = start + 1;
  while (text[end] !== '"') end += text[end] === '\\' ? 2 : 1;
  return end;
}

/** How many members the objects of a value have left: fewer than were written where a key was given twice. */
function countMembers(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  const children = Object.values(value);
  const own = Array.isArray(value) ? 0 : children.length;
  return children.reduce<number>((sum, child) => sum + countMembers(child), own);
}

function malformed(detail: string): HttpError {
  return new HttpError('malformed_json', { detail });
}
