import { SqlMikroORM } from '@mikro-orm/sql';
import { expect } from 'chai';
import { migratingOptions } from '../../../src/adapters/postgres/driver/orm-options.ts';
import { migrations } from '../../../src/adapters/postgres/migrations/list.ts';
import { administer } from '../../../tools/support/machine/administer.ts';
import { createDatabase, hasPostgres } from '../../support/postgres/postgres.ts';
import { startService } from '../../support/service/service.ts';
import { POSTGRES_FIXTURES, type PostgresFixture } from './fixtures.ts';
import { upgradeContract } from './upgrade-contract.ts';

describe('an upgrade of a PostgreSQL database', () => {
  before(function () {
    if (!hasPostgres()) this.skip();
  });

  for (const fixture of POSTGRES_FIXTURES) {
    describe(`from the schema of ${fixture.migration}`, () => upgradeContract(fixture, () => upgraded(fixture)));
  }

  it('is tested from every older schema', () => {
    const older = migrations.slice(0, -1).map(({ name }) => name);
    expect(POSTGRES_FIXTURES.map(({ migration }) => migration)).to.include.members(older);
  });
});

/** Creates a database with an old schema and its rows, starts the service on it, and returns the service's URL. */
async function upgraded({ migration, rows }: PostgresFixture): Promise<string> {
  const url = await createDatabase();
  const orm = await SqlMikroORM.init(migratingOptions(url, 'public'));
  await orm.migrator.up({ to: migration });
  await orm.close();
  for (const row of rows) await administer(url, row);
  return (await startService({ kind: 'postgres', url })).url;
}
