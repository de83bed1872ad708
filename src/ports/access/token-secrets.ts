/** Makes the secrets of API tokens. */
export abstract class TokenSecrets {
  /** Returns a new secret, and its hash, which is all that a store keeps. */
  abstract mint(): { readonly secret: string; readonly hash: string };
}
