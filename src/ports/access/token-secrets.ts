/** Makes the secrets of API tokens. */
export abstract class TokenSecrets {
  /** Returns a new random secret, and the hash of the secret. A store keeps only the hash. */
  abstract mint(): { readonly secret: string; readonly hash: string };
}
