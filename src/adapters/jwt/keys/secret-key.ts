import type { CryptoKey } from 'jose';
import type { KeySource } from './key-source.ts';

/** The key of an issuer that shares an HS256 secret with the service. The `kid` of tokens is ignored. */
export class SecretKey implements KeySource {
  readonly algorithms = ['HS256'];
  readonly #secret: string;
  #key: Promise<CryptoKey> | undefined;

  constructor(secret: string) {
    this.#secret = secret;
  }

  start(): void {}

  stop(): void {}

  async find(): Promise<readonly CryptoKey[]> {
    const bytes = Buffer.from(this.#secret);
    this.#key ??= crypto.subtle.importKey('raw', bytes, { name: 'HMAC', hash: 'SHA-256' }, false, ['verify']);
    return [await this.#key];
  }
}
