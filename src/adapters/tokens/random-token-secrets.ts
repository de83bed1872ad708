import type { TokenSecrets } from '../../ports/access/token-secrets.ts';
import { hashOf, mintSecret } from './token-secret.ts';

/** Makes secrets from the random numbers of the operating system. */
export class RandomTokenSecrets implements TokenSecrets {
  mint(): { readonly secret: string; readonly hash: string } {
    const secret = mintSecret();
    return { secret, hash: hashOf(secret) };
  }
}
