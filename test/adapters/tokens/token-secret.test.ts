import { createHash } from 'node:crypto';
import { expect } from 'chai';
import { hashOf, isWellFormed, mintSecret } from '../../../src/adapters/tokens/token-secret.ts';
import { times } from '../../support/times.ts';

describe('the secret of an API token', () => {
  it('consists of tp_, 40 random base-62 digits, and 6 base-62 digits of a checksum', () => {
    const secrets = times(200, mintSecret);
    for (const secret of secrets) expect(secret).to.match(/^tp_[0-9A-Za-z]{46}$/);
    expect(new Set(secrets.map((secret) => secret.slice(3, 43)))).to.have.property('size', 200);
    // The probability that one of the 62 digits is missing among 8,000 random digits is below 10 to the power of -54.
    expect(new Set(secrets.flatMap((secret) => [...secret.slice(3, 43)]))).to.have.property('size', 62);
  });

  it('ends with the CRC-32 of its random digits, as Python computes it, in base 62', () => {
    // In Python, zlib.crc32(b'0' * 40) is 0x963fbb8e.
    expect(isWellFormed(`tp_${'0'.repeat(40)}2kaqcA`)).to.equal(true);
  });

  it('is refused if one character differs, is missing or is added', () => {
    const secret = mintSecret();
    expect(isWellFormed(secret)).to.equal(true);
    for (let i = 0; i < secret.length; i++) {
      const other = secret[i] === 'x' ? 'y' : 'x';
      expect(isWellFormed(secret.slice(0, i) + other + secret.slice(i + 1)), `at ${i}`).to.equal(false);
    }
    for (const text of [secret.slice(1), secret.slice(0, -1), `${secret}0`, `${secret}\n`, ` ${secret}`, '', 'tp_']) {
      expect(isWellFormed(text), JSON.stringify(text)).to.equal(false);
    }
  });

  it('is stored as its SHA-256 in hexadecimal digits', () => {
    const secret = mintSecret();
    expect(hashOf(secret)).to.equal(createHash('sha256').update(secret).digest('hex'));
  });
});
