import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import pg from 'pg';
import { ConfigError } from '../../config/config-error.ts';
import { parseConfig } from '../../config/env.ts';
import { clientConfig } from '../../src/adapters/postgres/driver/client-config.ts';
import { temporaryFolder } from '../../tools/support/temporary-folder.ts';
import { startProcess } from '../support/service/process.ts';

const file = join(temporaryFolder(), 'not.pem');
writeFileSync(file, 'no certificate');

/** Returns the settings of node-postgres for an address, without its own defaults, such as port 5432. */
function connectionSettings(address: string) {
  const { database } = parseConfig({ DATABASE_URL: address });
  if (database.kind !== 'postgres') return expect.fail(database.kind);
  const { host, port, user, password, database: name } = clientConfig(database.url);
  return { host, port, user, password, name };
}

describe('DATABASE_URL', () => {
  const plain = { host: 'host', port: undefined, user: '', password: '', name: 'name' };

  const accepted: [address: string, expected: Partial<ReturnType<typeof connectionSettings>>][] = [
    ['postgres://host/name', {}],
    ['POSTGRESQL://host/name', {}],
    ['postgresql://user:password@host:5433/name', { user: 'user', password: 'password', port: 5433 }],
    [' \n"postgres://host/name"\r\n', {}],
    ['postgres://host/b%23h', { name: 'b#h' }],
    ['postgres://host/a%2Fb%3Fc%40d%3Ae%26f%3Dg%2Bh%24i%2Cj%3Bk', { name: 'a/b?c@d:e&f=g+h$i,j;k' }],
    ['postgres://host/a%20b%25c%2523', { name: 'a b%c%23' }],
    ['postgres://host/%C3%A9t%C3%A9', { name: 'été' }],
    ['postgres://host/été', { name: 'été' }],
    ['postgres://a%40b:c%3Ad%2Fe%23%3F%25@host/name', { user: 'a@b', password: 'c:d/e#?%' }],
    ['postgres://user:p@ss+w%2Brd@host/name', { user: 'user', password: 'p@ss+w+rd' }],
    ['postgres://%2Frun%2Fpostgresql/name', { host: '/run/postgresql' }],
    [
      'postgres://user@%2Frun%2Fpostgresql:5433/b%23h',
      { host: '/run/postgresql', user: 'user', port: 5433, name: 'b#h' },
    ],
    ['postgresql:///name?host=/run/postgresql', { host: '/run/postgresql' }],
    [
      'postgresql:///name?host=%2Frun%2Fp%23g&port=5433&user=u%23&password=p%2B',
      { host: '/run/p#g', port: 5433, user: 'u#', password: 'p+' },
    ],
    ['postgresql:///name', { host: 'localhost' }],
    [
      'postgresql://user:password@/name?host=/run/postgresql',
      { host: '/run/postgresql', user: 'user', password: 'password' },
    ],
    ['postgresql://:5433/name', { host: 'localhost', port: 5433 }],
    ['postgres://host:/name', {}],
    ['postgres://[::1]:5433/name', { host: '::1', port: 5433 }],
    ['postgres:///name?host=::1', { host: '::1' }],
    ['postgres://host/a:b', { name: 'a:b' }],
    ['postgres://%C3%A9.example/name', { host: 'é.example' }],
    ['postgres://host/name?sslmode=verify-full&application_name=a%20b&options=-c%20jit%3Doff', {}],
    [
      'postgres://host/name?sslmode=require&channel_binding=require&connect_timeout=10&target_session_attrs=read-write',
      {},
    ],
  ];
  for (const [address, expected] of accepted) {
    it(`accepts ${JSON.stringify(address)}`, () => {
      expect(connectionSettings(address)).to.deep.equal({ ...plain, ...expected });
    });
  }

  for (const mode of ['allow', 'prefer', 'require', 'verify-ca', 'verify-full']) {
    it(`requires a verified server certificate when sslmode is ${mode}`, () => {
      const { database } = parseConfig({ DATABASE_URL: `postgres://host/name?sslmode=${mode}` });
      expect(database).to.deep.equal({ kind: 'postgres', url: 'postgres://host/name?sslmode=verify-full' });
    });
  }

  const rejected: [message: RegExp, addresses: string[]][] = [
    [
      /be empty, memory:, or postgres:/,
      ['mysql://host/name', 'postgres', 'postgres:host/name', 'postgresql+psycopg://host/name'],
    ],
    [
      /be empty, memory:, or postgres:/,
      ['jdbc:postgresql://host/name', 'host=hunter2 dbname=name', 'psql postgres://host/name'],
    ],
    [
      /be given the name of a database/,
      ['postgres://host', 'postgres://host/', 'postgres://host?sslmode=disable', 'postgres://host/..'],
    ],
    [
      /have blanks .*encoded/,
      ['postgres://host/na me', 'postgres://us er:hunter2@host/name', 'postgres://host/name\t?sslmode=disable'],
    ],
    [/have blanks .*encoded/, ['postgres://host/b#h', 'postgres://user:hunter2#@host/name', 'postgres://host/name#']],
    [
      /have every %/,
      ['postgres://host/%zz', 'postgres://%zz@host/name', 'postgres://user:hunter2%@host/name', 'postgres://h%zz/name'],
    ],
    [
      /have every %/,
      ['postgres://host/name?options=%zz', 'postgres://host/%ff', 'postgres://user:hunter2%c3%28@host/name'],
    ],
    [
      /hold no NUL/,
      ['postgres://host/a%00b', 'postgres://user%00database:hunter2@host/name', 'postgres://host/name?user=a%00b'],
    ],
    [
      /have .* encoded/,
      ['postgres://user:hunter2/x@host/name', 'postgres://user:12/hunter2@host/name', 'postgres://host//name'],
    ],
    [/name one host/, ['postgres://a,b/name', 'postgres://user:hunter2@a:1,b:2/name', 'postgres:///name?host=a,b']],
    [
      /have a port from 1 to 65535/,
      ['postgres://host:0/name', 'postgres:///name?port=0', 'postgres:///name?port=65536', 'postgres:///name?port=1,2'],
    ],
    [
      /have a port from 1 to 65535/,
      [
        'postgres://host:65536/name',
        'postgres://host:543a/name',
        'postgres:///name?port=5e3',
        'postgres:///name?port=-1',
      ],
    ],
    [/have a host/, ['postgres://%20/name', 'postgres:///name?host=run/postgresql', 'postgres:///name?host=a%20b']],
    [
      /have a host/,
      ['postgres://[::1/name', 'postgres://ho<st/name', 'postgres://[1.2.3.4]/name', 'postgres://::1/name'],
    ],
    [
      /have sslmode/,
      ['postgres://host/name?sslmode=', 'postgres://host/name?sslmode=requir', 'postgres://host/name?sslmode=REQUIRE'],
    ],
    [/have only parameters of these: .* and not schema/, ['postgres://host/name?schema=public']],
    [/have ssl /, ['postgres://host/name?ssl=false', 'postgres://host/name?ssl=hunter2']],
    [/have client_encoding/, ['postgres://host/name?client_encoding=latin1']],
    [
      /have only parameters/,
      ['postgres://host/name?foo', 'postgres://host/name?search_path=x', 'postgres://host/name?SSLMODE=disable'],
    ],
    [
      /have only parameters/,
      [
        'postgres://host/name?__proto__=x',
        'postgres://host/name?dbname=other',
        'postgres://host/name?replication=database',
      ],
    ],
    [
      /have each parameter once/,
      ['postgres://host/name?host=a&host=b', 'postgres://host/name?sslmode=verify-full&sslmode=disable'],
    ],
    [
      /certificates/,
      [
        `postgres://host/name?sslcert=${file}`,
        'postgres://host/name?sslrootcert=/nowhere.pem',
        'postgres://host/name?sslkey=/',
      ],
    ],
  ];
  for (const [message, addresses] of rejected) {
    for (const address of addresses) {
      it(`rejects ${JSON.stringify(address)}, and does not print its password`, () => {
        const parse = () => parseConfig({ DATABASE_URL: address });
        expect(parse).to.throw(ConfigError, message);
        expect(parse)
          .to.throw(/^ {2}DATABASE_URL must [^\n]*\n[^\n]*$/m)
          .and.property('message')
          .not.to.match(/hunter2/);
      });
    }
  }

  it('rejects a PGSSLMODE that requires TLS when the address has no sslmode', async () => {
    expect(() => parseConfig({ DATABASE_URL: 'postgres://host/name', PGSSLMODE: 'require' })).to.throw(
      ConfigError,
      /^ {2}PGSSLMODE must be /m,
    );
    for (const mode of ['', 'disable', 'allow', 'prefer'])
      parseConfig({ DATABASE_URL: 'postgres://host/name', PGSSLMODE: mode });
    parseConfig({ DATABASE_URL: 'postgres://host/name?sslmode=disable', PGSSLMODE: 'require' });
    parseConfig({ PGSSLMODE: 'require' });
  });

  it('takes the password from PGPASSWORD when the address has none', () => {
    process.env.PGPASSWORD = 'hunter2';
    const client = new pg.Client(clientConfig('postgres://user@host/name'));
    delete process.env.PGPASSWORD;
    expect(client.password).to.equal('hunter2');
  });

  it('ends the process with status 78 when it is invalid, and does not print its password', async () => {
    const service = startProcess({ DATABASE_URL: 'postgres://user:hunter2%zz@host/name' });
    expect(await service.gone).to.equal(78);
    expect(service.errors()).to.match(/^The environment is wrong:\n {2}DATABASE_URL must [^\n]*\nSee [^\n]*\n$/);
    expect(service.errors()).not.to.include('hunter2');
  });
});
