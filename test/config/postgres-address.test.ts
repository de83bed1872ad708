import { randomUUID } from 'node:crypto';
import { chmodSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { ask } from '../../tools/support/client.ts';
import { administer } from '../../tools/support/machine/administer.ts';
import { findPrograms, NO_PROGRAMS, startOwnPostgres } from '../../tools/support/machine/own-postgres.ts';
import { temporaryFolder } from '../../tools/support/temporary-folder.ts';
import { createDatabase, hasPostgres } from '../support/postgres/postgres.ts';
import { startProcess } from '../support/service/process.ts';

describe('a process with the address of a PostgreSQL server', () => {
  let url: URL;

  before(async function () {
    if (!hasPostgres()) this.skip();
    url = new URL(await createDatabase());
  });

  /** Starts a service, stores a task, runs `meanwhile`, and stops the service. Expects each step to succeed. */
  async function expectServes(environment: Record<string, string>, meanwhile = async () => {}): Promise<void> {
    const service = startProcess(environment);
    const address = await service.listening();
    await service.line('ready');
    const { status } = await ask('POST', `${address}/api/${randomUUID()}/tasks`, { body: { title: 'x' } });
    expect(status).to.equal(201);
    await meanwhile();
    service.child.kill('SIGTERM');
    expect(await service.gone).to.equal(0);
  }

  for (const workers of ['1', '2']) {
    it(`connects to the named database as the named user, even if their names need encoding, with WORKERS=${workers}`, async () => {
      const name = `b#h/${workers} é?@%41+`;
      const role = `r#${workers} @:/%41+`;
      const encoded = new URL(url);
      encoded.username = encodeURIComponent(role);
      encoded.password = encodeURIComponent('p#@:/%41');
      encoded.pathname = encodeURIComponent(name);
      await administer(url.href, `create role "${role}" superuser login`);
      await administer(url.href, `create database "${name}"`);
      const connected = () =>
        administer(
          url.href,
          `select distinct application_name, usename from pg_stat_activity
           where datname = '${name}' and application_name <> '' order by 1`,
        );
      try {
        await expectServes({ DATABASE_URL: ` '${encoded.href}'\n`, WORKERS: workers }, async () => {
          while ((await connected()).length < 2);
          expect(await connected()).to.deep.equal([
            { application_name: 'taskport', usename: role },
            { application_name: 'taskport-signal', usename: role },
          ]);
        });
      } finally {
        await administer(url.href, `drop database "${name}" with (force)`);
        await administer(url.href, `drop role "${role}"`);
      }
    });
  }

  it('ignores PG* environment variables that other PostgreSQL clients read', async () => {
    await expectServes({
      DATABASE_URL: url.href,
      PGHOST: 'nowhere.invalid',
      PGPORT: '1',
      PGUSER: 'nobody',
      PGDATABASE: 'nothing',
      PGOPTIONS: '-c search_path=nowhere -c default_transaction_read_only=on',
      PGREPLICATION: 'database',
      PGBINARY: 'true',
      PGSSLMODE: 'prefer',
      PGSSLNEGOTIATION: 'direct',
    });
  });

  it('connects through a Unix socket when the address names the folder of the socket', async function () {
    if (findPrograms() === undefined) {
      process.stderr.write(`Unix sockets were not tested: ${NO_PROGRAMS}.\n`);
      return this.skip();
    }
    const folder = join(temporaryFolder(), 'a#b c');
    mkdirSync(folder);
    for (const each of [join(folder, '..'), folder]) chmodSync(each, 0o777);
    const postgres = await startOwnPostgres({ unix_socket_directories: folder, fsync: 'off' });
    const { port } = new URL(postgres.url);
    const encoded = encodeURIComponent(folder);
    for (const address of [
      `postgres://postgres@${encoded}:${port}/postgres`,
      `postgresql://postgres:x@/postgres?host=${encoded}&port=${port}`,
      `postgresql:///postgres?user=postgres&host=${encoded}&port=${port}`,
    ]) {
      await expectServes({ DATABASE_URL: address });
    }
    await postgres.stop();
  });

  it('exits with status 69 and asks for a user name when the address contains no user name', async () => {
    url.username = '';
    const service = startProcess({ DATABASE_URL: url.href });
    expect(await service.gone).to.equal(69);
    expect(service.errors()).to.match(/^The database cannot be used: [^\n]*user[^\n]*\n$/);
  });
});
