import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import { pino } from 'pino';
import { type Gauge, Registry } from 'prom-client';
import { Database } from '../../../../src/adapters/postgres/driver/database.ts';
import { PreparingClient } from '../../../../src/adapters/postgres/driver/preparing-client.ts';
import { ConnectBackoff } from '../../../../src/adapters/postgres/driver/session/connect-backoff.ts';
import { ServingClient } from '../../../../src/adapters/postgres/driver/session/serving-client.ts';
import { SESSION } from '../../../../src/adapters/postgres/driver/session/settings.ts';
import { ask } from '../../../../tools/support/client.ts';
import { administer } from '../../../../tools/support/machine/administer.ts';
import { everyContract } from '../../../contract/contracts.ts';
import { withoutInternal } from '../../../support/postgres/hide-internal.ts';
import { clientsOf, createDatabase, hasPostgres } from '../../../support/postgres/postgres.ts';
import { type Service, startService } from '../../../support/service/service.ts';

const NAME = 'PostgreSQL through the plain driver';

/** The warnings that the service under test has logged. */
const warnings: { msg: string; missing?: string[]; pg?: string }[] = [];
let url: string;
let started: Promise<Service> | undefined;

/**
 * Starts the service while an internal API of `pg` is hidden. Afterwards `pg` has the API again, but the service must
 * not use it.
 */
function service(): Promise<Service> {
  started ??= start();
  return started;
}

async function start(): Promise<Service> {
  url = await createDatabase();
  const log = pino({ level: 'warn' }, { write: (line) => void warnings.push(JSON.parse(line)) });
  return withoutInternal(() => startService({ kind: 'postgres', url }, log));
}

describe('the service on the plain driver, which uses no internal API of pg', () => {
  before(async function () {
    if (!hasPostgres()) this.skip();
    await service();
  });

  it('logs one warning with the missing internal API, the version of pg, the consequence and the remedy', () => {
    const missing = warnings.filter((line) => line.missing !== undefined);
    expect(missing).to.have.length(1);
    expect(missing[0]).to.deep.include({ missing: ['client.getTransactionStatus'] });
    expect(missing[0]?.pg).to.match(/^\d+\.\d+\.\d+$/);
    expect(missing[0]?.msg).to.match(/pg lacks internals.*plain driver.*slower.*package-lock\.json.*report/);
  });

  it('prepares no statement, and uses only the public API of pg, when pg lacks an internal API', async () => {
    const { container, url } = await service();
    const tasks = `${url}/api/${randomUUID()}/tasks`;
    for (const _ of Array(3)) expect((await ask('POST', tasks, { body: { title: 'x' } })).status).to.equal(201);
    const clients = clientsOf(container.get(Database).pool);
    expect(clients).not.to.deep.equal([]);
    for (const client of clients) {
      expect(client).to.be.instanceOf(ServingClient).and.not.instanceOf(PreparingClient);
      const { rows } = await client.query('select name from pg_prepared_statements');
      expect(rows).to.deep.equal([]);
    }
  });

  it('shows in the metrics how many connections are idle and busy, and how many requests wait', async () => {
    const { container } = await service();
    const metric = container.get(Registry).getSingleMetric('taskport_pool_connections') as Gauge;
    const states = async () => (await metric.get()).values.map(({ labels, value }) => [labels.state, value]);
    const { run } = container.get(Database);
    const sleeps = Array.from({ length: 12 }, () => run('select pg_sleep(0.2)', []));
    await new Promise(setImmediate);
    expect(Object.fromEntries(await states())).to.deep.equal({ idle: 0, busy: 10, waiting: 2 });
    await Promise.all(sleeps);
    expect(Object.fromEntries(await states())).to.deep.equal({ idle: 10, busy: 0, waiting: 0 });
  });

  it('closes a connection whose reply is overdue, so that no other statement gets the late reply', async () => {
    const session = SESSION.serving('public');
    const { attempt } = new ConnectBackoff();
    const client = new ServingClient({ connectionString: url, query_timeout: 50, session, attempt });
    await client.connect();
    const error = await client.query('select pg_sleep(0.3)').catch((error) => error);
    expect([error.message, client.isOpen]).to.deep.equal(['Query read timeout', false]);
  });

  it('never returns the rows of one statement to another while connections are killed', async () => {
    const { container } = await service();
    const { read } = container.get(Database);
    let isOver = false;
    const readers = Array.from({ length: 20 }, async (_, reader) => {
      for (let n = 0; !isOver; n++) {
        const value = `${reader}/${n}`;
        expect(await read('select $1::text as value', [value])).to.deep.equal([{ value }]);
      }
    });
    for (let round = 0; round < 20; round++) await killConnections();
    isOver = true;
    await Promise.all(readers);
  });

  it('executes each request with an idempotency key exactly once while connections are killed', async () => {
    const { url } = await service();
    const tasks = `${url}/api/${randomUUID()}/tasks`;
    const { json: task } = await ask('POST', tasks, { body: { title: 'x' } });
    let isOver = false;
    let count = 0;
    const toggle = async () => {
      const headers = { 'Idempotency-Key': randomUUID() };
      for (;;) {
        const { status, text } = await ask('PATCH', `${tasks}/${task.id}/complete`, { headers });
        if (status === 200) return;
        expect(status, text).to.equal(503);
      }
    };
    const clients = Array.from({ length: 8 }, async () => {
      for (; !isOver; count++) await toggle();
    });
    for (let round = 0; round < 20; round++) await killConnections();
    isOver = true;
    await Promise.all(clients);
    expect((await ask('GET', `${tasks}/${task.id}`)).headers.etag).to.equal(`"${count + 1}"`);
  });
});

// Few random samples are enough here, because only the driver differs from the other test suites on PostgreSQL.
everyContract({ name: NAME, missing: !hasPostgres(), hasFewSamples: true, service });

async function killConnections(): Promise<void> {
  await administer(
    url,
    'select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()',
  );
}
