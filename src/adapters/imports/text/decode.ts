import { UnreadableExport } from '../unreadable-export.ts';

const UTF8 = new TextDecoder('utf-8', { fatal: true });
const WINDOWS_1252 = new TextDecoder('windows-1252');

export interface Decoded {
  readonly text: string;
  /** True if the bytes were not valid UTF-8 or UTF-16, and so were read as Windows-1252. */
  readonly isGuess: boolean;
}

/**
 * Decodes UTF-16, if the bytes begin with its byte-order mark, or UTF-8. Bytes that are neither are read as
 * Windows-1252, which can decode any bytes.
 *
 * @throws UnreadableExport if UTF-16 is broken
 */
export function decode(bytes: Uint8Array): Decoded {
  const utf16 = utf16Of(bytes);
  if (utf16 === null) return decodeUtf8(bytes);
  try {
    return { text: new TextDecoder(utf16, { fatal: true }).decode(bytes), isGuess: false };
  } catch {
    throw new UnreadableExport('The file begins as UTF-16 and is broken later', null, 'Save it as UTF-8.');
  }
}

/** Removes a byte-order mark, and converts UTF-16 to UTF-8. Other bytes stay as they are. */
export function utf8Bytes(bytes: Uint8Array): Uint8Array {
  if (utf16Of(bytes) !== null) return new TextEncoder().encode(decode(bytes).text);
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? bytes.subarray(3) : bytes;
}

/** Decodes bytes as UTF-8, or as Windows-1252 if they are not valid UTF-8. */
export function decodeUtf8(bytes: Uint8Array): Decoded {
  try {
    return { text: UTF8.decode(bytes), isGuess: false };
  } catch {
    return { text: WINDOWS_1252.decode(bytes), isGuess: true };
  }
}

function utf16Of(bytes: Uint8Array): 'utf-16le' | 'utf-16be' | null {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  return bytes[0] === 0xfe && bytes[1] === 0xff ? 'utf-16be' : null;
}
