import type { IncomingMessage } from 'node:http';
import { promisify } from 'node:util';
import zlib from 'node:zlib';
import { HttpError } from '../problem/problem.ts';

/** The maximum number of content codings of one body. Each coding multiplies the size to which a body can expand. */
const MAX_CODINGS = 2;

type Decompressor = (sent: Buffer) => Promise<Buffer> | Buffer;
type Decompress = (bytes: Buffer, options: { maxOutputLength: number }) => Promise<Buffer>;

const DECOMPRESS: Readonly<Record<string, Decompress>> = {
  // An old name of gzip (RFC 9110 section 8.4.1.3).
  'x-gzip': promisify<Buffer, zlib.ZlibOptions, Buffer>(zlib.gunzip),
  gzip: promisify<Buffer, zlib.ZlibOptions, Buffer>(zlib.gunzip),
  deflate: promisify<Buffer, zlib.ZlibOptions, Buffer>(zlib.inflate),
  br: promisify<Buffer, zlib.BrotliOptions, Buffer>(zlib.brotliDecompress),
};

/**
 * Returns a function that decodes the content codings of a body, last coding first (RFC 9110 section 8.4).
 *
 * @param limit the maximum size after each decoding step, in bytes
 * @throws HttpError `unsupported_media_type`; the returned function throws `body_too_large` or `malformed_json`
 */
export function decompressorOf({ headers }: IncomingMessage, limit: number): Decompressor {
  const { 'content-encoding': header } = headers;
  if (header === undefined) return (sent) => sent;
  const codings = header
    .toLowerCase()
    .split(',')
    .map((coding) => coding.trim());
  const applied = codings.filter((coding) => coding !== '' && coding !== 'identity');
  if (applied.length > MAX_CODINGS)
    throw new HttpError('unsupported_media_type', { detail: `The body has more than ${MAX_CODINGS} content codings` });
  const steps = applied.map(decompressOne);
  return async (sent) => {
    let bytes = sent;
    for (const step of steps.toReversed()) bytes = await decompress(bytes, step, limit);
    return bytes;
  };
}

function decompressOne(coding: string): Decompress {
  const found = Object.hasOwn(DECOMPRESS, coding) ? DECOMPRESS[coding] : undefined;
  if (found !== undefined) return found;
  const supported = Object.keys(DECOMPRESS).join(', ');
  throw new HttpError('unsupported_media_type', {
    detail: `The content codings of a body may be ${supported}`,
    headers: { 'Accept-Encoding': supported },
  });
}

async function decompress(bytes: Buffer, step: Decompress, limit: number): Promise<Buffer> {
  try {
    return await step(bytes, { maxOutputLength: limit });
  } catch (error) {
    // The decompressed body is larger than `limit`.
    if (error instanceof RangeError) throw new HttpError('body_too_large');
    throw new HttpError('malformed_json', { detail: 'The body cannot be decompressed' });
  }
}
