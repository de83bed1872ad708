import * as v from 'valibot';
import type { JwtSettings } from '../jwt-settings.ts';
import { type Fetch, fetchJson, UnexpectedStatus } from './fetch-json.ts';
import { parseKeySet, type VerificationKey } from './verification-key.ts';

const metadata = v.object({ issuer: v.string(), jwks_uri: v.string() });

/**
 * Fetches the key set of an issuer from JWKS_URL, or else from the URL that OpenID Connect Discovery returns.
 *
 * @throws Error if the issuer cannot be reached, or its answer is invalid
 */
export async function readKeySet(
  settings: JwtSettings,
  fetch: Fetch,
  signal: AbortSignal,
): Promise<readonly VerificationKey[]> {
  const { jwksUrl } = settings;
  const url = jwksUrl === undefined ? await discover(settings.issuer, fetch, signal) : jwksUrl;
  return parseKeySet(await fetchJson(fetch, new URL(url), signal));
}

/**
 * Returns the URL of the key set by OpenID Connect Discovery 1.0 section 4. If the issuer has no discovery document
 * (404), returns the URL that Better Auth uses.
 */
async function discover(issuer: string, fetch: Fetch, signal: AbortSignal): Promise<string> {
  const base = issuer.replace(/\/$/, '');
  const url = new URL(`${base}/.well-known/openid-configuration`);
  try {
    const found = v.safeParse(metadata, await fetchJson(fetch, url, signal));
    if (!found.success) throw new Error(`${url} has no issuer or no jwks_uri. Set JWKS_URL`);
    if (found.output.issuer !== issuer) throw new Error(`${url} has another issuer than JWT_ISSUER`);
    return found.output.jwks_uri;
  } catch (error) {
    if (error instanceof UnexpectedStatus && error.status === 404) return `${base}/api/auth/jwks`;
    throw error;
  }
}
