/** The tokens that are accepted, and where the keys of their issuer come from. */
export interface JwtSettings {
  /** Must equal the claim `iss`, character by character. */
  readonly issuer: string;
  /** Must equal the claim `aud`, or one of its elements. */
  readonly audience: string;
  /** The claim that names the user. */
  readonly userClaim: string;
  /** The URL of the key set. Without one, discovery below the issuer finds it. */
  readonly jwksUrl?: string | undefined;
  /** The key of HS256, at least 32 bytes. With it, no key set is read. */
  readonly secret?: string | undefined;
}
