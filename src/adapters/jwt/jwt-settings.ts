/** The settings that decide which JWTs are accepted, and where the keys of the issuer come from. */
export interface JwtSettings {
  /** The required value of the claim `iss`, compared exactly. */
  readonly issuer: string;
  /** The required value of the claim `aud`, or of one of its elements. */
  readonly audience: string;
  /** The name of the claim that contains the user. */
  readonly userClaim: string;
  /** The URL of the key set. If undefined, OpenID Connect Discovery finds the URL. */
  readonly jwksUrl?: string | undefined;
  /** A shared secret for HS256, at least 32 bytes. If set, no key set is read. */
  readonly secret?: string | undefined;
}
