import { hash, randomInt } from 'node:crypto';
import { crc32 } from 'node:zlib';

/** The prefix of every API token, by which people and secret scanners recognise it. */
export const PREFIX = 'tp_';

const DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
/** The number of random base-62 digits in a token: 238 bits of entropy, so a fast hash is enough to protect it. */
const RANDOM_LENGTH = 40;
const CHECKSUM_LENGTH = 6;
const FORM = /^tp_(?<random>[0-9A-Za-z]{40})(?<checksum>[0-9A-Za-z]{6})$/;

/** Returns a new secret: the prefix, 40 random base-62 digits, and 6 base-62 digits of their checksum. */
export function mintSecret(): string {
  const random = Array.from({ length: RANDOM_LENGTH }, () => DIGITS[randomInt(DIGITS.length)]).join('');
  return PREFIX + random + checksumOf(random);
}

/** Returns whether a text has the form and checksum of a secret. Mistyped secrets then need no database query. */
export function isWellFormed(text: string): boolean {
  const { random = '', checksum } = FORM.exec(text)?.groups ?? {};
  return checksum !== undefined && checksumOf(random) === checksum;
}

/** Returns the SHA-256 of a secret in hexadecimal. Stores keep only this hash. */
export function hashOf(secret: string): string {
  return hash('sha256', secret, 'hex');
}

/** Returns the CRC-32 of a text as six base-62 digits. */
function checksumOf(text: string): string {
  let digits = '';
  for (let rest = crc32(text); digits.length < CHECKSUM_LENGTH; rest = Math.floor(rest / DIGITS.length)) {
    digits = DIGITS[rest % DIGITS.length] + digits;
  }
  return digits;
}
