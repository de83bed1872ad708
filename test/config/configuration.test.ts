import { readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { expect } from 'chai';
import { ConfigError } from '../../config/config-error.ts';
import { parseConfig } from '../../config/env.ts';
import { temporaryFolder } from '../../tools/support/temporary-folder.ts';
import { startProcess } from '../support/service/process.ts';

/** A value for each environment variable, other than the variable's default. */
const NON_DEFAULTS = {
  DATABASE_URL: 'postgres://user:password@host:5432/name',
  DATA_DIR: './elsewhere',
  HOST: '::1',
  PORT: '8080',
  WORKERS: '3',
  RETENTION_DAYS: '7',
  SHARDED_BY_USER: 'true',
  STOP_DELAY: '5',
  LOG_LEVEL: 'warn',
  ENVIRONMENT: 'production',
  AUTH: 'required',
  AUTH_SECRET: 'a secret of at least thirty-two characters',
  SIGN_UP: 'closed',
  JWT_ISSUER: 'https://issuer.example/',
  JWT_AUDIENCE: 'tasks',
  JWKS_URL: 'https://issuer.example/keys',
  JWT_USER_CLAIM: 'uid',
  RATE_LIMIT: '10/1',
  CORS_ORIGINS: 'https://app.example, http://localhost:5173',
  ALLOWED_HOSTS: 'tasks.example',
  PUBLIC_URL: 'https://home.example/tasks/',
  TRUST_PROXY: '10.0.0.0/8 fd00::/8',
  METRICS_TOKEN: 'metrics-token',
};

describe('the configuration', () => {
  it('has a default for every variable', () => {
    expect(parseConfig({})).to.deep.equal({
      database: { kind: 'sqlite', dataDir: './data' },
      host: '127.0.0.1',
      port: 8000,
      workers: 1,
      retention: 90,
      shardedByUser: false,
      stopDelay: 0,
      logLevel: 'info',
      environment: 'development',
      auth: { mode: 'open' },
      rateLimit: undefined,
      publicUrl: undefined,
      allowedHosts: [],
      corsOrigins: [],
      trustProxy: [],
      metricsToken: undefined,
      tls: undefined,
    });
  });

  for (const blank of ['', '  \t\n', '""', "''", '" "']) {
    it(`treats a variable with the value ${JSON.stringify(blank)} as unset`, () => {
      const empty = Object.fromEntries(Object.keys(NON_DEFAULTS).map((name) => [name, blank]));
      expect(parseConfig(empty)).to.deep.equal(parseConfig({}));
    });
  }

  for (const [before, after] of [
    [' ', ' '],
    ['\n', '\r\n'],
    ['\u{feff}\u{a0}', '\t'],
    ['"', '"'],
    [" '", "' "],
    ['`', '`'],
  ] as const) {
    it(`strips ${JSON.stringify(before)} before and ${JSON.stringify(after)} after every value`, () => {
      const wrapped = Object.entries(NON_DEFAULTS).map(([name, value]) => [name, before + value + after]);
      expect(parseConfig(Object.fromEntries(wrapped))).to.deep.equal(parseConfig(NON_DEFAULTS));
    });
  }

  for (const [host, parsed] of [
    ['[::1]', '::1'],
    ['::', '::'],
    ['fe80::1%eth0', 'fe80::1%eth0'],
    ['0.0.0.0', '0.0.0.0'],
    ['my-host.example.', 'my-host.example.'],
  ] as const) {
    it(`parses ${host} in HOST as ${parsed}`, () => {
      expect(parseConfig({ HOST: host, AUTH: 'open' }).host).to.equal(parsed);
    });
  }

  it('selects the memory store when DATABASE_URL is `memory:`', () => {
    expect(parseConfig({ DATABASE_URL: 'memory:' }).database).to.deep.equal({ kind: 'memory' });
  });

  it('sets as many workers as WORKERS says for a PostgreSQL server, by default one fewer than there are cores', () => {
    const server = { DATABASE_URL: 'postgres://host/name' };
    expect(parseConfig(server).workers).to.equal(Math.min(Math.max(1, availableParallelism() - 1), 64));
    for (const count of [1, 9, 10, 64]) expect(parseConfig({ ...server, WORKERS: `${count}` }).workers).to.equal(count);
  });

  for (const url of ['', 'memory:']) {
    it(`rejects SHARDED_BY_USER=true on ${url || 'the embedded database'}, which is never sharded`, () => {
      expect(parseConfig({ DATABASE_URL: url, SHARDED_BY_USER: 'false' }).shardedByUser).to.equal(false);
      const parse = () => parseConfig({ DATABASE_URL: url, SHARDED_BY_USER: 'true' });
      expect(parse).to.throw(ConfigError, /^ {2}SHARDED_BY_USER must be false unless /m);
    });

    it(`rejects WORKERS=2 on ${url || 'the embedded database'}, and reports every other mistake too`, () => {
      expect(parseConfig({ DATABASE_URL: url, WORKERS: '1' }).workers).to.equal(1);
      const parse = () => parseConfig({ DATABASE_URL: url, WORKERS: '2', LOG_LEVEL: 'loud' });
      expect(parse).to.throw(ConfigError, /^ {2}WORKERS must be 1 unless /m);
      expect(parse).to.throw(ConfigError, /^ {2}LOG_LEVEL must be /m);
    });
  }

  const rejected: [variable: string, values: string[]][] = [
    ['RETENTION_DAYS', ['0', '-1', '1.5', 'ninety', '1e3', '100000']],
    ['DATABASE_URL', ['mysql://a/b', 'postgres://host', 'postgres', 'memory']],
    ['DATA_DIR', ['~/data', '~', '~user', '$HOME/data', '%TEMP%\\data', 'postgres://host/name', 'file:///tmp/data']],
    [
      'HOST',
      ['a b', 'http://x', '1.2.3.4/8', 'localhost:8000', '[::1]:8000', '[localhost]', '*', '1::2::3', 'a..b', '"::1'],
    ],
    [
      'PORT',
      [
        '-1',
        '65536',
        '80a',
        '8000.5',
        '1e3',
        '+8000',
        '8e3',
        '0x1F90',
        '８０００',
        '80 00',
        '8_000',
        '8000"',
        '8000\u{200b}',
      ],
    ],
    ['WORKERS', ['0', '-1', '1.5', '01', 'two', '65', '100', '1e1']],
    ['SHARDED_BY_USER', ['yes', '1', 'TRUE']],
    ['STOP_DELAY', ['-1', '61', '100', '1.5', '5s']],
    ['LOG_LEVEL', ['loud', 'INFO']],
    ['ENVIRONMENT', ['prod']],
    ['AUTH', ['none', 'OPEN', 'off']],
    ['SIGN_UP', ['yes', 'first,open']],
    ['JWKS_URL', ['keys', 'http://issuer.example/keys', 'ftp://issuer.example', 'https://user@issuer.example']],
    ['RATE_LIMIT', ['600', '600/0', '-1/60', '1.5/60', '600/60/1', '0/60', 'off', '600 per 60']],
    [
      'CORS_ORIGINS',
      ['*', 'https://app.example/', 'app.example', 'https://a.example,*', 'https://APP.example', 'null'],
    ],
    ['ALLOWED_HOSTS', ['*', 'a.example:8000', 'https://a.example', '*.example']],
    [
      'PUBLIC_URL',
      ['tasks.example', 'ftp://a.example', 'https://a.example/?x', 'https://a.example/a//b', 'https://a/%20'],
    ],
    ['TRUST_PROXY', ['10.0.0.0/33', 'proxy.example', '*', '10.0.0.0/8/8', 'fd00::/129', '10.0.0/8', '/8']],
    ['METRICS_TOKEN', ['a token', 'tökén']],
  ];
  for (const [variable, values] of rejected) {
    for (const value of values) {
      it(`rejects ${JSON.stringify(value)} for ${variable}`, () => {
        expect(() => parseConfig({ DATABASE_URL: 'postgres://host/name', [variable]: value })).to.throw(
          ConfigError,
          new RegExp(`^  ${variable} must (not )?be`, 'm'),
        );
      });
    }
  }

  it('ends the process with status 78 when it is wrong, and lists every mistake but no secret', async () => {
    const variables = {
      DATABASE_URL: 'mysql://root:hunter2@db/x',
      PORT: 'eighty',
      LOG_LEVEL: 'loud',
      ENVIRONMENT: '?',
      HOST: '?',
    };
    for (const argument of [[], ['migrate']]) {
      const service = startProcess(variables, ...argument);
      expect(await service.gone).to.equal(78);
      for (const variable of Object.keys(variables)) expect(service.errors()).to.include(variable);
      expect(service.errors()).not.to.match(/hunter2|mysql| at /);
    }
  });

  it('ends the process with status 69 and names the variable when the folder, the port or the host cannot be used', async () => {
    const file = join(temporaryFolder(), 'file');
    writeFileSync(file, '');
    for (const [folder, ...argument] of [[file], ['/proc/nope'], ['/proc/nope', 'migrate']] as [
      string,
      ...string[],
    ][]) {
      const service = startProcess({ DATA_DIR: folder }, ...argument);
      expect(await service.gone).to.equal(69);
      expect(service.errors()).to.match(/^DATA_DIR cannot be used: [^\n]+\n$/);
    }

    const first = startProcess({ DATABASE_URL: 'memory:' });
    const { port } = new URL(await first.listening());
    const second = startProcess({ DATABASE_URL: 'memory:', PORT: port });
    expect(await second.gone).to.equal(69);
    expect(second.errors()).to.match(/^HOST and PORT cannot be used: .*in use/);
    first.child.kill('SIGKILL');

    const nowhere = startProcess({ DATABASE_URL: 'memory:', HOST: 'nowhere.invalid', AUTH: 'open' });
    expect(await nowhere.gone).to.equal(69);
    expect(nowhere.errors()).to.match(/^HOST and PORT cannot be used: [^\n]*nowhere\.invalid\n$/);
  });

  it('is documented in .env.example: every variable with its default', () => {
    const example = readFileSync('.env.example', 'utf8');
    // .env.example lists each variable with its default, commented out.
    const variables = parseEnv(example.replace(/^# ?(?=[A-Z_]+=)/gm, ''));
    expect(parseConfig(variables)).to.deep.equal(parseConfig({}));
    const schemas = ['config/env.ts', 'config/access-variables.ts'].map((file) => readFileSync(file, 'utf8')).join('');
    const parsed = [...schemas.matchAll(/^ +([A-Z_]+): (?:variable|secret)\(/gm)].map(([, name]) => name);
    expect(Object.keys(variables)).to.have.members(parsed as string[]);
  });

  it('is documented in the README: every variable is in the table', () => {
    const rows = readFileSync('README.md', 'utf8')
      .match(/^\| `[A-Z_]+`.*$/gm)
      ?.join('\n');
    const variables = Object.keys(parseEnv(readFileSync('.env.example', 'utf8').replace(/^# ?(?=[A-Z_]+=)/gm, '')));
    for (const variable of variables) expect(rows).to.include(`\`${variable}\``);
  });
});
