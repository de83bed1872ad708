import type { TokenSecrets } from '../../ports/access/token-secrets.ts';
import { hashOf, mintSecret } from './token-secret.ts';

/** Generates the secrets of API tokens with a cryptographic random number generator. */
export class RandomTokenSecrets implements TokenSecrets {
  mint(): { readonly secret: string; readonly hash: string } {
    const secret = mintSecret();
    return { secret, hash: hashOf(secret) };
  }
}
