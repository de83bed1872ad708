import { readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { expect } from 'chai';
import { ConfigError, parseConfig } from '../../config/env.ts';
import { startProcess } from '../support/process.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

describe('the configuration', () => {
  it('has a default for everything', () => {
    expect(parseConfig({})).to.deep.equal({
      database: { kind: 'embedded', dataDir: './data' },
      host: '127.0.0.1',
      port: 8000,
      workers: 1,
      retention: 90,
      isByUser: false,
      stopDelay: 0,
      logLevel: 'info',
      environment: 'development',
    });
  });

  it('takes what is empty for what is not set', () => {
    const empty = {
      DATABASE_URL: '',
      DATA_DIR: '',
      HOST: '',
      PORT: '',
      WORKERS: '',
      RETENTION_DAYS: '',
      STOP_DELAY: '',
      LOG_LEVEL: '',
      ENVIRONMENT: '',
    };
    expect(parseConfig(empty)).to.deep.equal(parseConfig({}));
  });

  const urls: [url: string, kind: string][] = [
    ['memory:', 'memory'],
    ['postgres://user:pass@host:5432/name?sslmode=require', 'postgres'],
    ['postgresql:///name?host=/run/postgresql', 'postgres'],
  ];
  for (const [url, kind] of urls) {
    it(`takes ${url} for ${kind}`, () => {
      expect(parseConfig({ DATABASE_URL: url }).database.kind).to.equal(kind);
    });
  }

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
    ['HOST', ['a b', 'http://x', '1.2.3.4/8']],
    ['PORT', ['-1', '65536', '80a', '8000.5', ' 8000', '1e3']],
    ['WORKERS', ['0', '-1', '1.5', '01', 'two', '65', '100', '1e1']],
    ['STOP_DELAY', ['-1', '61', '100', '1.5', '5s']],
    ['LOG_LEVEL', ['loud', 'INFO']],
    ['ENVIRONMENT', ['prod']],
  ];
  for (const [variable, values] of wrong) {
    for (const value of values) {
      it(`refuses ${JSON.stringify(value)} for ${variable}`, () => {
        expect(() => parseConfig({ DATABASE_URL: 'postgres://host/name', [variable]: value })).to.throw(
          ConfigError,
          new RegExp(`^  ${variable} must be `, 'm'),
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
    const inAFile = startProcess({ DATA_DIR: file });
    expect(await inAFile.gone).to.equal(69);
    expect(inAFile.errors()).to.match(/^DATA_DIR cannot be used: /);

    const first = startProcess({ DATABASE_URL: 'memory:' });
    const { port } = new URL(await first.listening());
    const second = startProcess({ DATABASE_URL: 'memory:', PORT: port });
    expect(await second.gone).to.equal(69);
    expect(second.errors()).to.match(/^HOST and PORT cannot be used: .*in use/);
    first.child.kill('SIGKILL');
  });

  it('is told whole and true in .env.example', () => {
    const example = readFileSync('.env.example', 'utf8');
    // Each variable stands there with its default, commented out.
    const variables = parseEnv(example.replace(/^# ?(?=[A-Z_]+=)/gm, ''));
    expect(parseConfig(variables)).to.deep.equal(parseConfig({}));
    const read = [...readFileSync('config/env.ts', 'utf8').matchAll(/^ {4}([A-Z_]+): variable\(/gm)].map(
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
