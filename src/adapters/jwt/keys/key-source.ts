import type { CryptoKey } from 'jose';

/** The keys that tokens may be signed with. */
export interface KeySource {
  /** The values of the header `alg` that tokens may have. */
  readonly algorithms: readonly string[];

  start(): void;

  stop(): void;

  /**
   * Returns the keys that may have signed a token; none if no key fits.
   *
   * @param kid the id of the key in the token's header; undefined without one
   * @throws IssuerUnavailable if the keys were never read
   */
  find(algorithm: string, kid: string | undefined): Promise<readonly CryptoKey[]>;
}
