import { expect } from 'chai';
import { administer } from '../../../../tools/support/machine/administer.ts';
import { render } from '../../../../tools/torture/report.ts';
import { torture } from '../../../../tools/torture/torture.ts';
import { createDatabase, hasPostgres } from '../../../support/postgres/postgres.ts';
import { SEED } from '../../../support/seed.ts';
import { startService } from '../../../support/service/service.ts';

const SETTINGS = { seed: SEED, seconds: 3, clients: 16, users: 5, retrySeconds: 30 };

/** The number of progress reports of the clients between two faults. */
const REPORTS_PER_FAULT = 3;

const TERMINATE_CONNECTIONS =
  'select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()';

describe('the store for databases that are sharded by user, under random requests and faults', function () {
  // On a slow machine, a client may retry its last request for `retrySeconds` (30 s) after the end of the run.
  this.timeout(120_000);

  before(function () {
    if (!hasPostgres()) this.skip();
  });

  it(`loses, repeats and skips no write of the clients of two processes while database connections are terminated (SEED=${SEED})`, async () => {
    const url = await createDatabase();
    const start = () => startService({ kind: 'postgres', url }, undefined, { shardedByUser: true });
    const urls = (await Promise.all([start(), start()])).map((service) => service.url);
    const faults: Promise<unknown>[] = [];
    let reports = 0;
    const onProgress = () => {
      reports++;
      if (reports % REPORTS_PER_FAULT === 0) faults.push(administer(url, TERMINATE_CONNECTIONS));
    };
    const report = await torture({ ...SETTINGS, urls: () => urls, onProgress });
    await Promise.all(faults);
    expect(report.breaches, render(report)).to.deep.equal([]);
    expect(report.tally.writes, 'writes').to.be.at.least(100);
    expect(faults, 'faults').not.to.deep.equal([]);
  });
});
