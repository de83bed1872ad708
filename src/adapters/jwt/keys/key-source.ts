import type { CryptoKey } from 'jose';

/** A source of the keys that verify tokens: an issuer's key set or a shared secret. */
export interface KeySource {
  /** The accepted values of the header `alg` in tokens. */
  readonly algorithms: readonly string[];

  start(): void;

  stop(): void;

  /**
   * Returns the keys with which a token may have been signed; an empty list if no key fits.
   *
   * @param kid the key id in the token's header, if any
   * @throws IssuerUnavailable if the keys were never read
   */
  find(algorithm: string, kid: string | undefined): Promise<readonly CryptoKey[]>;
}
