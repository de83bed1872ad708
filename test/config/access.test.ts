import { writeFileSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { expect } from 'chai';
import * as v from 'valibot';
import { accessConfig, accessVariables } from '../../config/access-variables.ts';
import { ConfigError } from '../../config/config-error.ts';
import { parseConfig } from '../../config/env.ts';
import { credentialsOf } from '../../src/adapters/http/access/credentials.ts';
import { temporaryFolder } from '../../tools/support/temporary-folder.ts';
import { startProcess } from '../support/service/process.ts';

const SECRET = 'a secret of at least thirty-two characters';
const ISSUER = { JWT_ISSUER: 'https://issuer.example', JWT_AUDIENCE: 'tasks' };

/** Returns the lines of the error message that name the mistakes in these environment variables. */
function mistakesIn(variables: Record<string, string>): string[] {
  try {
    parseConfig(variables);
  } catch (error) {
    if (error instanceof ConfigError) return error.message.split('\n').slice(1, -1);
    throw error;
  }
  return [];
}

function fileWith(content: string | Uint8Array, name = 'secret'): string {
  const file = join(temporaryFolder(), name);
  writeFileSync(file, content);
  return file;
}

describe('the access configuration', () => {
  for (const host of ['127.0.0.1', '127.8.9.1', '::1', '[::1]', 'localhost', 'app.localhost', '::ffff:127.0.0.1']) {
    it(`requires no credentials on the loopback host ${host} if no other variable is set`, () => {
      expect(parseConfig({ HOST: host }).auth).to.deep.equal({ mode: 'open' });
    });
  }

  for (const host of ['0.0.0.0', '::', '192.168.1.2', 'tasks.example', 'localhost.example', '::ffff:10.0.0.1']) {
    it(`is rejected if HOST is the network host ${host} and no other variable is set; the message names the variables to set`, () => {
      const [mistake, ...others] = mistakesIn({ HOST: host });
      expect(others).to.deep.equal([]);
      expect(mistake).to.match(/^ {2}HOST must be .*AUTH_SECRET.*JWT_ISSUER.*AUTH=open/);
      expect(parseConfig({ HOST: host, AUTH: 'open' }).auth).to.deep.equal({ mode: 'open' });
    });
  }

  it('requires credentials and turns accounts on when AUTH_SECRET is set', () => {
    const { auth, rateLimit } = parseConfig({ AUTH_SECRET: SECRET, SIGN_UP: 'open' });
    expect(auth).to.deep.equal({ mode: 'required', accounts: { secret: SECRET, signUp: 'open' } });
    expect(rateLimit).to.deep.equal({ requests: 600, seconds: 60 });
    expect(parseConfig({ AUTH_SECRET: SECRET, RATE_LIMIT: '0' }).rateLimit).to.equal(undefined);
  });

  it('requires credentials and accepts JWTs when JWT_ISSUER is set, and keeps the value of JWT_ISSUER unchanged', () => {
    const { auth } = parseConfig({ ...ISSUER, JWT_ISSUER: 'https://tenant.example/', HOST: '0.0.0.0' });
    const jwt = { issuer: 'https://tenant.example/', audience: 'tasks', userClaim: 'sub' };
    expect(auth).to.deep.equal({ mode: 'required', jwt });
  });

  it('accepts a JWT_ISSUER that is no URL if JWT_SECRET is set', () => {
    const { auth } = parseConfig({ ...ISSUER, JWT_ISSUER: 'home', JWT_SECRET: SECRET });
    expect(auth).to.deep.nested.include({ 'jwt.issuer': 'home', 'jwt.secret': SECRET });
  });

  const wrong: [mistake: RegExp, variables: Record<string, string>][] = [
    [/^ {2}AUTH must not be open, because of AUTH_SECRET/, { AUTH: 'open', AUTH_SECRET: SECRET }],
    [/^ {2}AUTH must not be open, because of JWT_ISSUER/, { AUTH: 'open', ...ISSUER }],
    [/^ {2}AUTH must not be open, because of JWT_AUDIENCE/, { AUTH: 'open', JWT_AUDIENCE: 'tasks' }],
    [/^ {2}AUTH must not be open, because of AUTH_SECRET/, { AUTH: 'open', AUTH_SECRET_FILE: '/nowhere' }],
    [/^ {2}JWT_ISSUER_FILE must not be set.*: set JWT_ISSUER$/, { JWT_ISSUER_FILE: '/run/secrets/issuer' }],
    [/^ {2}TLS_KEY_FILE must not be set/, { TLS_KEY_FILE: '/run/secrets/key' }],
    [
      /^ {2}AUTH must not be required/,
      {
        AUTH: 'required',
        JWT_ISSUER_FILE: '/run/secrets/issuer',
        JWT_AUDIENCE: 'tasks',
        JWKS_URL: 'https://a.example',
      },
    ],
    [/^ {2}METRICS_TOKEN must be letters/, { METRICS_TOKEN: 'a:b' }],
    [/^ {2}METRICS_TOKEN must be letters/, { METRICS_TOKEN: 'a=b' }],
    [/^ {2}AUTH must not be required/, { AUTH: 'required' }],
    [/^ {2}AUTH must not be required/, { AUTH: 'required', JWT_AUDIENCE: 'tasks' }],
    [/^ {2}JWT_ISSUER must be set, because of JWT_AUDIENCE/, { JWT_AUDIENCE: 'tasks' }],
    [/^ {2}JWT_ISSUER must be set, because of JWKS_URL/, { JWKS_URL: 'https://issuer.example/keys' }],
    [/^ {2}JWT_AUDIENCE must be set/, { JWT_ISSUER: 'https://issuer.example' }],
    [/^ {2}JWT_ISSUER must be a URL/, { ...ISSUER, JWT_ISSUER: 'http://issuer.example' }],
    [/^ {2}JWT_ISSUER must be a URL/, { ...ISSUER, JWT_ISSUER: 'issuer' }],
    [/^ {2}JWKS_URL must not be set/, { ...ISSUER, JWT_SECRET: SECRET, JWKS_URL: 'https://issuer.example/keys' }],
    [/^ {2}AUTH_SECRET must have at least 32 characters/, { AUTH_SECRET: 'thirty-one characters are short' }],
    [/^ {2}JWT_SECRET must have at least 32 bytes/, { ...ISSUER, JWT_SECRET: 'thirty-one characters are short' }],
    [/^ {2}TLS_KEY must be set/, { TLS_CERT: '/nowhere' }],
    [/^ {2}TLS_CERT must be set/, { TLS_KEY: '/nowhere' }],
    [/^ {2}TLS_CERT and TLS_KEY must name readable .*\/nowhere/, { TLS_CERT: '/nowhere', TLS_KEY: '/nowhere' }],
    [/^ {2}TLS_CERT and TLS_KEY must name/, { TLS_CERT: 'package.json', TLS_KEY: 'package.json' }],
  ];
  for (const [mistake, variables] of wrong) {
    it(`rejects ${Object.entries(variables)
      .map((pair) => pair.join('='))
      .join(' ')}`, () => {
      expect(mistakesIn(variables).some((line) => mistake.test(line))).to.equal(true, mistakesIn(variables).join());
    });
  }

  it('accepts as METRICS_TOKEN exactly the texts that a request can send as a bearer token', () => {
    const isBearer = (token: string) => {
      try {
        const request = { headers: { authorization: `Bearer ${token}` }, rawHeaders: [] as string[] };
        return credentialsOf(request as unknown as IncomingMessage).bearer === token;
      } catch {
        return false;
      }
    };
    for (let code = 0x21; code < 0x7f; code++) {
      for (const token of [`a${String.fromCharCode(code)}`, `a${String.fromCharCode(code)}a`])
        expect(mistakesIn({ METRICS_TOKEN: token }).length === 0, token).to.equal(isBearer(token));
    }
  });

  it('requires credentials even if the validation has missed that access variables are invalid', () => {
    for (const variables of [{ AUTH: 'required' }, { JWT_AUDIENCE: 'tasks' }, { JWKS_URL: 'https://issuer.example' }]) {
      const values = v.parse(v.object(accessVariables), variables);
      expect(accessConfig(values).auth).to.deep.equal({ mode: 'required' });
    }
  });

  for (const url of ['http://localhost:8080/realms/x', 'http://127.0.0.1:3000', 'http://[::1]:3000']) {
    it(`accepts the JWT_ISSUER ${url} without https, because traffic to a loopback host stays on the machine`, () => {
      expect(mistakesIn({ ...ISSUER, JWT_ISSUER: url })).to.deep.equal([]);
    });
  }

  it('reports the mistakes in several variables at once, and prints no secret', () => {
    const variables = {
      HOST: '?',
      AUTH: 'required',
      RATE_LIMIT: 'much',
      JWT_AUDIENCE: 'tasks',
      METRICS_TOKEN: 'hunter 2',
    };
    const lines = mistakesIn(variables);
    for (const name of ['HOST', 'AUTH', 'RATE_LIMIT', 'JWT_ISSUER', 'METRICS_TOKEN'])
      expect(lines.some((line) => line.startsWith(`  ${name} must `))).to.equal(true, name);
    expect(lines.join()).not.to.include('hunter');
  });

  it('strips the final slash from PUBLIC_URL, and white space from lists such as CORS_ORIGINS', () => {
    const config = parseConfig({
      PUBLIC_URL: 'https://Home.example/tasks/',
      CORS_ORIGINS: ' https://a.example,https://b.example:8443 ',
      ALLOWED_HOSTS: 'A.example b.example',
      TRUST_PROXY: '10.0.0.0/8, ::1',
    });
    expect(config.publicUrl).to.equal('https://home.example/tasks');
    expect(parseConfig({ PUBLIC_URL: 'https://home.example' }).publicUrl).to.equal('https://home.example');
    expect(config.corsOrigins).to.deep.equal(['https://a.example', 'https://b.example:8443']);
    expect(config.allowedHosts).to.deep.equal(['a.example', 'b.example']);
    expect(config.trustProxy).to.deep.equal(['10.0.0.0/8', '::1']);
  });

  it('reads each secret from the file that its _FILE variable names, and strips one final line feed', () => {
    const secret = ` ${SECRET}\n\r`;
    const config = parseConfig({
      DATABASE_URL_FILE: fileWith('postgres://host/name\n', 'url'),
      AUTH_SECRET_FILE: fileWith(`${secret}\n`),
      ...ISSUER,
      JWT_SECRET_FILE: fileWith(`"${SECRET}"`, 'jwt'),
      METRICS_TOKEN_FILE: fileWith('token\n', 'metrics'),
    });
    expect(config.database).to.deep.include({ kind: 'postgres' });
    expect(config.auth).to.deep.nested.include({ 'accounts.secret': secret, 'jwt.secret': `"${SECRET}"` });
    expect(config.metricsToken).to.equal('token');
  });

  for (const name of ['DATABASE_URL', 'AUTH_SECRET', 'JWT_SECRET', 'METRICS_TOKEN']) {
    it(`rejects ${name} together with ${name}_FILE, and a ${name}_FILE that is unreadable or blank`, () => {
      const both = mistakesIn({ ...ISSUER, [name]: SECRET, [`${name}_FILE`]: fileWith(SECRET) });
      expect(both.join()).to.match(new RegExp(`${name}_FILE must not be set together with ${name}`));
      const missing = mistakesIn({ ...ISSUER, [`${name}_FILE`]: '/run/secrets/missing' });
      expect(missing.join()).to.match(new RegExp(`${name}_FILE must name a readable file: /run/secrets/missing`));
      for (const blank of ['\n', `${' '.repeat(40)}\n`]) {
        const lines = mistakesIn({ ...ISSUER, [`${name}_FILE`]: fileWith(blank) });
        expect(lines.join()).to.match(new RegExp(`${name}_FILE must name a file that holds the secret`));
      }
    });
  }

  it('makes the process exit with status 78 without listening if HOST is a network host and no access variable is set', async () => {
    const service = startProcess({ DATABASE_URL: 'memory:', HOST: '0.0.0.0' });
    expect(await service.gone).to.equal(78);
    expect(service.errors()).to.match(/HOST must be a loopback address.*AUTH_SECRET.*JWT_ISSUER.*AUTH=open/);
  });
});
