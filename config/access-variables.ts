import * as v from 'valibot';
import { hostNames, isKeyUrl, isLoopback, NOT_A_KEY_URL, networks, origins, publicUrl } from './addresses.ts';
import { SECRET_FILES } from './secret-file.ts';
import { tlsMistake } from './tls-files.ts';
import { secret, stripped, variable } from './variable.ts';

const MODES = ['auto', 'open', 'required'] as const;
const SIGN_UP = ['first', 'open', 'closed'] as const;
const MIN_SECRET = 32;

/** The syntax of a bearer token: https://www.rfc-editor.org/rfc/rfc6750#section-2.1 */
const TOKEN = /^[\w.~+/-]+=*$/;

/** The environment variables for authentication, rate limits, CORS, proxies and TLS. */
export const accessVariables = {
  AUTH: variable(v.picklist(MODES, 'must be auto, open or required'), 'auto'),
  AUTH_SECRET: secret(
    v.check(
      (text) => text === '' || [...text].length >= MIN_SECRET,
      `must have at least ${MIN_SECRET} characters, such as those that openssl rand -base64 48 prints`,
    ),
  ),
  SIGN_UP: variable(v.picklist(SIGN_UP, 'must be first, open or closed'), 'first'),
  JWT_ISSUER: variable(v.string(), ''),
  JWT_AUDIENCE: variable(v.string(), ''),
  JWKS_URL: variable(
    v.pipe(
      v.string(),
      v.check((text) => text === '' || isKeyUrl(text), NOT_A_KEY_URL),
    ),
    '',
  ),
  JWT_SECRET: secret(
    v.check(
      (text) => text === '' || Buffer.byteLength(text) >= MIN_SECRET,
      `must have at least ${MIN_SECRET} bytes: shorter keys of HS256 can be guessed`,
    ),
  ),
  JWT_USER_CLAIM: variable(v.string(), 'sub'),
  RATE_LIMIT: variable(
    v.pipe(
      v.string(),
      v.check(
        (text) => text === '0' || /^[1-9]\d{0,5}\/[1-9]\d{0,3}$/.test(text),
        'must be requests/seconds, such as 600/60, or 0 for no limit',
      ),
      v.transform(rateLimit),
    ),
    '600/60',
  ),
  CORS_ORIGINS: variable(origins, ''),
  ALLOWED_HOSTS: variable(hostNames, ''),
  PUBLIC_URL: variable(publicUrl, ''),
  TRUST_PROXY: variable(networks, ''),
  METRICS_TOKEN: secret(
    v.check(
      (text) => text === '' || TOKEN.test(text),
      'must be letters, digits, -, ., _, ~, + and /, with = at the end only: no other text can be a bearer token',
    ),
  ),
  TLS_CERT: variable(v.string(), ''),
  TLS_KEY: variable(v.string(), ''),
};

type Values = { readonly [N in keyof typeof accessVariables]: v.InferOutput<(typeof accessVariables)[N]> };

/** The rate limit of a user: the number of requests in a time window, and the length of the window in seconds. */
export interface RateLimit {
  readonly requests: number;
  readonly seconds: number;
}

function rateLimit(text: string): RateLimit | undefined {
  const [requests = 0, seconds = 0] = text.split('/').map(Number);
  return requests === 0 ? undefined : { requests, seconds };
}

/** The callers that the service admits: all callers, or only those with a credential of a configured kind. */
export type AuthConfig =
  | { readonly mode: 'open' }
  | { readonly mode: 'required'; readonly accounts?: AccountsConfig; readonly jwt?: JwtConfig };

export interface AccountsConfig {
  /** The secret that signs session cookies. */
  readonly secret: string;
  readonly signUp: (typeof SIGN_UP)[number];
}

export interface JwtConfig {
  readonly issuer: string;
  readonly audience: string;
  readonly jwksUrl?: string;
  /** The shared key for HS256. If it is set, JWTs are checked with this key, and not with the issuer's public keys. */
  readonly secret?: string;
  /** The name of the JWT claim that contains the user's id. */
  readonly userClaim: string;
}

/** The variables that configure credentials. If at least one of them is set, `AUTH=auto` means `AUTH=required`. */
const CREDENTIALS = ['AUTH_SECRET', 'JWT_ISSUER', 'JWT_AUDIENCE', 'JWT_SECRET', 'JWKS_URL'] as const;

/**
 * Returns the mistakes in combinations of variables, such as a variable that requires another one. Accepts values that
 * are invalid by themselves, so that one run can report both kinds of mistakes.
 *
 * @param given the environment variables, and the secrets that were read from files
 */
export function accessMistakes(given: Readonly<Record<string, string | undefined>>): string[] {
  const of = (name: string) => stripped(given[name] ?? '');
  const isRead = (file: string) => SECRET_FILES.includes(file);
  // Treats a secret as set if its variable `…_FILE` names a file, even an unreadable one, which is reported separately.
  const isSet = (name: string) => of(name) !== '' || (isRead(`${name}_FILE`) && of(`${name}_FILE`) !== '');
  const set = CREDENTIALS.filter(isSet);
  const [mode, host] = [of('AUTH') || 'auto', of('HOST') || '127.0.0.1'];
  const needsIssuer = (['JWT_AUDIENCE', 'JWT_SECRET', 'JWKS_URL'] as const).filter(isSet);
  const rules: [isBroken: boolean, mistake: string][] = [
    [mode === 'open' && set.length > 0, `AUTH must not be open, because of ${set.join(', ')}: unset one or the other`],
    [
      mode === 'required' && !isSet('AUTH_SECRET') && !isSet('JWT_ISSUER'),
      'AUTH must not be required without AUTH_SECRET (accounts) or JWT_ISSUER (tokens of an issuer): set one of them',
    ],
    [mode === 'auto' && set.length === 0 && !isLoopback(host), REFUSED],
    [
      needsIssuer.length > 0 && !isSet('JWT_ISSUER'),
      `JWT_ISSUER must be set, because of ${needsIssuer.join(', ')}: the exact iss of the tokens`,
    ],
    [
      isSet('JWT_ISSUER') && !isSet('JWT_AUDIENCE'),
      'JWT_AUDIENCE must be set together with JWT_ISSUER: the exact aud of the tokens for this service',
    ],
    // Without JWT_SECRET and JWKS_URL, the service reads the issuer's keys from the URL in JWT_ISSUER.
    [
      isSet('JWT_ISSUER') && !isSet('JWT_SECRET') && !isSet('JWKS_URL') && !isKeyUrl(of('JWT_ISSUER')),
      `JWT_ISSUER ${NOT_A_KEY_URL}, unless JWKS_URL or JWT_SECRET is set`,
    ],
    [isSet('JWT_SECRET') && isSet('JWKS_URL'), 'JWKS_URL must not be set together with JWT_SECRET: set one of them'],
  ];
  for (const name of Object.keys(accessVariables)) {
    const file = `${name}_FILE`;
    rules.push([
      !isRead(file) && of(file) !== '',
      `${file} must not be set, because ${name} is no secret: set ${name}`,
    ]);
  }
  const tls = tlsMistake(of('TLS_CERT'), of('TLS_KEY'));
  return [...rules.filter(([isBroken]) => isBroken).map(([, mistake]) => mistake), ...(tls === undefined ? [] : [tls])];
}

const REFUSED =
  'HOST must be a loopback address, such as 127.0.0.1, as long as nobody needs a credential. To serve a network, set ' +
  'AUTH_SECRET for accounts, or JWT_ISSUER and JWT_AUDIENCE for tokens of an issuer, or AUTH=open to let everybody in';

/** Returns the settings for authentication, rate limits, CORS, proxies and TLS. The variables must be valid. */
export function accessConfig(values: Values) {
  const auth = authConfig(values);
  const { PUBLIC_URL: url, TLS_CERT: cert, TLS_KEY: key } = values;
  return {
    auth,
    /** The rate limit of each user; undefined if there is no limit. */
    rateLimit: auth.mode === 'open' ? undefined : values.RATE_LIMIT,
    /** The URL at which browsers reach the service, without a slash at the end; undefined if not configured. */
    publicUrl: url === undefined ? undefined : url.href.replace(/\/$/, ''),
    /** Further hosts that the `Host` header may name in open mode (without credentials). */
    allowedHosts: values.ALLOWED_HOSTS,
    /** The origins of other sites whose pages may call the service (CORS). */
    corsOrigins: values.CORS_ORIGINS,
    /** The networks of proxies whose `X-Forwarded-…` headers are trusted. */
    trustProxy: values.TRUST_PROXY,
    metricsToken: values.METRICS_TOKEN === '' ? undefined : values.METRICS_TOKEN,
    tls: cert === '' ? undefined : { cert, key },
  };
}

/**
 * Returns the mode `open`, in which no credential is needed, for `AUTH=open`, or for `AUTH=auto` if none is configured.
 */
function authConfig(values: Values): AuthConfig {
  const { AUTH_SECRET: secret, SIGN_UP: signUp, JWT_ISSUER: issuer, JWT_AUDIENCE: audience } = values;
  const { JWKS_URL: jwksUrl, JWT_SECRET: key, JWT_USER_CLAIM: userClaim } = values;
  const isUnset = CREDENTIALS.every((name) => values[name] === '');
  if (values.AUTH === 'open' || (values.AUTH === 'auto' && isUnset)) return { mode: 'open' };
  const jwt = { issuer, audience, userClaim, ...(jwksUrl !== '' && { jwksUrl }), ...(key !== '' && { secret: key }) };
  return {
    mode: 'required',
    ...(secret !== '' && { accounts: { secret, signUp } }),
    ...(issuer !== '' && { jwt }),
  };
}
