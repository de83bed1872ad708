import { readFileSync } from 'node:fs';
import { isIPv6 } from 'node:net';
import * as v from 'valibot';

/**
 * The error of an invalid URL. The message completes the sentence "DATABASE_URL must …". It quotes no part of the URL,
 * because any part of a malformed URL may belong to the password.
 */
class AddressError extends Error {}

const ANYTHING = undefined;

/** The query parameters that DATABASE_URL may have, with the permitted values of each. */
const PARAMETERS: Readonly<Record<string, readonly string[] | typeof ANYTHING>> = {
  host: ANYTHING,
  port: ANYTHING,
  user: ANYTHING,
  password: ANYTHING,
  options: ANYTHING,
  application_name: ANYTHING,
  client_encoding: ['utf8', 'UTF8', 'utf-8', 'UTF-8'],
  ssl: ['true', '1', '0', 'no-verify'],
  sslmode: ['disable', 'allow', 'prefer', 'require', 'verify-ca', 'verify-full', 'no-verify'],
  sslnegotiation: ['postgres', 'direct'],
  sslrootcert: ANYTHING,
  sslcert: ANYTHING,
  sslkey: ANYTHING,
  uselibpqcompat: ['true', 'false'],
  // Hosting providers add the parameters below to their URLs. Taskport accepts and ignores them.
  channel_binding: ['disable', 'prefer', 'require'],
  connect_timeout: ANYTHING,
  gssencmode: ['disable', 'prefer'],
  keepalives: ANYTHING,
  keepalives_idle: ANYTHING,
  keepalives_interval: ANYTHING,
  keepalives_count: ANYTHING,
  target_session_attrs: ['any', 'read-write', 'primary'],
};

const ADDRESS =
  /^postgres(?:ql)?:\/\/(?<credentials>(?:[^/?]*@)?)(?<host>\[[^\]/?]*\]|[^/?:[]*)(?::(?<port>[^/?:\]]*))?(?<path>(?:\/[^?]*)?)(?:\?(?<query>.*))?$/is;

const FORM = 'postgres://user:password@host:port/name';
const ONE_HOST = 'name one host: Taskport does not choose among several';
const HOST =
  'have a host: a name, an IP address (IPv6 in brackets), or the folder of a socket, encoded (%2Frun%2Fpostgresql)';

/**
 * The schema of `DATABASE_URL`: empty, `memory:` or the URL of a PostgreSQL server. The schema adds a missing host,
 * replaces `sslmode` by the mode that node-postgres uses, and rejects a URL that a URL parser would misread.
 */
export const databaseUrl = v.rawTransform<string, string>(({ dataset, addIssue, NEVER }) => {
  const text = dataset.value;
  if (text === '' || text === 'memory:') return text;
  try {
    return checked(text);
  } catch (error) {
    if (!(error instanceof AddressError)) throw error;
    addIssue({ message: `must ${error.message}` });
    return NEVER;
  }
});

function checked(text: string): string {
  if (!/^postgres(ql)?:\/\//i.test(text)) fail(`be empty, memory:, or ${FORM}`);
  if (/[\s\p{Cc}#]/u.test(text)) fail('have blanks and # encoded, as %20 and %23');
  checkEncoding(text);
  if (/^[^/?]*,/.test(text.replace(/^[^/]*\/\/([^/?]*@)?/, ''))) fail(ONE_HOST);
  const { credentials = '', host = '', port = '', path = '', query = '' } = ADDRESS.exec(text)?.groups ?? fail(HOST);
  if (`${path}${query}`.includes('@') || path.includes('/', 1)) {
    fail('have /, ? and @ in names and in the password encoded, as %2F, %3F and %40');
  }
  checkPort(port);
  const parameters = new URLSearchParams(query);
  checkParameters(parameters);
  for (const each of [decodeURIComponent(host.replace(/^\[|\]$/g, '')), parameters.get('host') ?? '']) checkHost(each);
  // Adds a missing host, because the WHATWG URL parser rejects a URL with a user but without a host.
  const url = URL.parse(`postgres://${credentials}${host || 'localhost'}${port && `:${port}`}${path}`);
  if (url === null) fail(HOST);
  url.search = String(parameters);
  if (url.pathname.length < 2) fail(`be given the name of a database: ${FORM}`);
  return url.href;
}

function checkEncoding(text: string): void {
  try {
    if (!decodeURIComponent(text).includes('\0')) return;
  } catch {
    fail('have every % followed by two hex digits of a UTF-8 byte; write %25 for % itself');
  }
  fail('hold no NUL (%00): remove it');
}

function checkHost(host: string): void {
  if (host.includes(',')) fail(ONE_HOST);
  if (!/^(\/.*|[^\s/@:]*)$/s.test(host) && !isIPv6(host)) fail(HOST);
}

function checkPort(port: string): void {
  if (port !== '' && !(/^\d{1,5}$/.test(port) && Number(port) >= 1 && Number(port) <= 65535)) {
    fail('have a port from 1 to 65535');
  }
}

function checkParameters(parameters: URLSearchParams): void {
  for (const [name, value] of parameters) {
    if (!Object.hasOwn(PARAMETERS, name)) {
      // A query with an @ may be the end of a password that has an unencoded ?. The message then must not quote the
      // query.
      const shown = /^[\w.-]+$/.test(name) && !String(parameters).includes('%40') ? ` and not ${name}` : '';
      fail(`have only parameters of these: ${Object.keys(PARAMETERS).join(', ')}${shown}`);
    }
    if (parameters.getAll(name).length > 1) fail('have each parameter once');
    const choice = PARAMETERS[name];
    if (choice !== undefined && !choice.includes(value)) fail(`have ${name} set to one of ${choice.join(', ')}`);
  }
  checkPort(parameters.get('port') ?? '');
  if (!areReadable(parameters))
    fail('name readable PEM files of certificates and of their key in sslrootcert, sslcert and sslkey');
  // node-postgres treats these modes as verify-full, but prints a warning. Setting verify-full avoids the warning.
  const isTls = /^(allow|prefer|require|verify-ca)$/.test(parameters.get('sslmode') ?? '');
  if (isTls && parameters.get('uselibpqcompat') !== 'true') parameters.set('sslmode', 'verify-full');
}

/**
 * Returns whether the certificate files that the parameters name are valid. Loads `node:tls`, which takes time, only if
 * there are such files.
 */
function areReadable(parameters: URLSearchParams): boolean {
  const [ca, cert, key] = ['sslrootcert', 'sslcert', 'sslkey'].map((name) => parameters.get(name) ?? undefined);
  if ((ca ?? cert ?? key) === undefined) return true;
  const read = (file: string | undefined) => (file === undefined ? undefined : readFileSync(file));
  try {
    process.getBuiltinModule('node:tls').createSecureContext({ ca: read(ca), cert: read(cert), key: read(key) });
    return true;
  } catch {
    return false;
  }
}

function fail(mistake: string): never {
  throw new AddressError(mistake);
}
