import { readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { expect } from 'chai';
import { ConfigError } from '../../config/config-error.ts';
import { parseConfig } from '../../config/env.ts';
import { temporaryFolder } from '../../tools/support/temporary-folder.ts';
import { startProcess } from '../support/service/process.ts';

/** A value that is not the default for each variable. */
const OTHERS = {
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
};

describe('the configuration', () => {
  it('has a default for everything', () => {
    expect(parseConfig({})).to.deep.equal({
      database: { kind: 'embedded', dataDir: './data' },
      host: '127.0.0.1',
      port: 8000,
      workers: 1,
      retention: 90,
      shardedByUser: false,
      stopDelay: 0,
      logLevel: 'info',
      environment: 'development',
    });
  });

  for (const nothing of ['', '  \t\n', '""', "''", '" "']) {
    it(`takes ${JSON.stringify(nothing)} for what is not set`, () => {
      const empty = Object.fromEntries(Object.keys(OTHERS).map((name) => [name, nothing]));
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
    it(`takes no value for longer than between ${JSON.stringify(before)} and ${JSON.stringify(after)}`, () => {
      const wrapped = Object.entries(OTHERS).map(([name, value]) => [name, before + value + after]);
      expect(parseConfig(Object.fromEntries(wrapped))).to.deep.equal(parseConfig(OTHERS));
    });
  }

  for (const [host, meant] of [
    ['[::1]', '::1'],
    ['::', '::'],
    ['fe80::1%eth0', 'fe80::1%eth0'],
    ['0.0.0.0', '0.0.0.0'],
    ['my-host.example.', 'my-host.example.'],
  ] as const) {
    it(`listens on ${meant} where HOST is ${host}`, () => {
      expect(parseConfig({ HOST: host }).host).to.equal(meant);
    });
  }

  it('keeps nothing where DATABASE_URL is memory:', () => {
    expect(parseConfig({ DATABASE_URL: 'memory:' }).database).to.deep.equal({ kind: 'memory' });
  });

  it('serves a PostgreSQL server on all cores, unless told otherwise', () => {
    const server = { DATABASE_URL: 'postgres://host/name' };
    expect(parseConfig(server).workers).to.equal(Math.min(Math.max(1, availableParallelism() - 1), 64));
    for (const count of [1, 9, 10, 64]) expect(parseConfig({ ...server, WORKERS: `${count}` }).workers).to.equal(count);
  });

  for (const url of ['', 'memory:']) {
    it(`lets one process alone have ${url || 'an embedded database'}, and reports that with every other mistake`, () => {
      expect(parseConfig({ DATABASE_URL: url, WORKERS: '1' }).workers).to.equal(1);
      const parse = () => parseConfig({ DATABASE_URL: url, WORKERS: '2', LOG_LEVEL: 'loud' });
      expect(parse).to.throw(ConfigError, /^ {2}WORKERS must be 1 unless /m);
      expect(parse).to.throw(ConfigError, /^ {2}LOG_LEVEL must be /m);
    });
  }

  const wrong: [variable: string, values: string[]][] = [
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
  ];
  for (const [variable, values] of wrong) {
    for (const value of values) {
      it(`refuses ${JSON.stringify(value)} for ${variable}`, () => {
        expect(() => parseConfig({ DATABASE_URL: 'postgres://host/name', [variable]: value })).to.throw(
          ConfigError,
          new RegExp(`^  ${variable} must (not )?be`, 'm'),
        );
      });
    }
  }

  it('that is wrong ends the process with 78, every mistake in one message, and no secret', async () => {
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

  it('that names a folder or a port that cannot be used ends the process with 69, and says which', async () => {
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

    const nowhere = startProcess({ DATABASE_URL: 'memory:', HOST: 'nowhere.invalid' });
    expect(await nowhere.gone).to.equal(69);
    expect(nowhere.errors()).to.match(/^HOST and PORT cannot be used: [^\n]*nowhere\.invalid\n$/);
  });

  it('is told whole and true in .env.example', () => {
    const example = readFileSync('.env.example', 'utf8');
    // Each variable stands there with its default, commented out.
    const variables = parseEnv(example.replace(/^# ?(?=[A-Z_]+=)/gm, ''));
    expect(parseConfig(variables)).to.deep.equal(parseConfig({}));
    const read = [...readFileSync('config/env.ts', 'utf8').matchAll(/^ +([A-Z_]+): variable\(/gm)].map(
      ([, name]) => name,
    );
    expect(Object.keys(variables)).to.have.members(read as string[]);
  });

  it('is told whole in the README', () => {
    const readme = readFileSync('README.md', 'utf8');
    const variables = Object.keys(parseEnv(readFileSync('.env.example', 'utf8').replace(/^# ?(?=[A-Z_]+=)/gm, '')));
    for (const variable of variables) expect(readme).to.include(`| \`${variable}\` |`);
  });
});
