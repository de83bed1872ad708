import { hash, randomInt } from 'node:crypto';
import { crc32 } from 'node:zlib';

/** The beginning of every secret, by which people and secret scanners recognise one. */
export const PREFIX = 'tp_';

const DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
/** 40 digits of base 62 are 238 random bits, so that a fast hash protects them. */
const RANDOM_LENGTH = 40;
const CHECKSUM_LENGTH = 6;
const FORM = /^tp_(?<random>[0-9A-Za-z]{40})(?<checksum>[0-9A-Za-z]{6})$/;

/** Returns a new secret: the prefix, 40 random digits of base 62, and 6 digits of their checksum. */
export function mintSecret(): string {
  const random = Array.from({ length: RANDOM_LENGTH }, () => DIGITS[randomInt(DIGITS.length)]).join('');
  return PREFIX + random + checksumOf(random);
}

/** Returns whether a text has the form of a secret. A mistyped secret is refused without a look-up. */
export function isWellFormed(text: string): boolean {
  const { random = '', checksum } = FORM.exec(text)?.groups ?? {};
  return checksum !== undefined && checksumOf(random) === checksum;
}

/** Returns what a store keeps of a secret: its SHA-256 as hexadecimal digits. */
export function hashOf(secret: string): string {
  return hash('sha256', secret, 'hex');
}

/** Returns the CRC-32 of a text as six digits of base 62. */
function checksumOf(text: string): string {
  let digits = '';
  for (let rest = crc32(text); digits.length < CHECKSUM_LENGTH; rest = Math.floor(rest / DIGITS.length)) {
    digits = DIGITS[rest % DIGITS.length] + digits;
  }
  return digits;
}
