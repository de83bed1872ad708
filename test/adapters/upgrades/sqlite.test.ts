import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect } from 'chai';
import { migrate, schemaOf } from '../../../src/adapters/sqlite/database/schema.ts';
import { temporaryFolder } from '../../../tools/support/temporary-folder.ts';
import { startService } from '../../support/service/service.ts';
import { SQLITE_FIXTURES, type SqliteFixture } from './fixtures.ts';
import { upgradeContract } from './upgrade-contract.ts';

describe('an upgrade of an SQLite file', () => {
  for (const fixture of SQLITE_FIXTURES) {
    describe(`from schema ${fixture.version}`, () => upgradeContract(fixture, () => upgraded(fixture)));
  }

  it('is tested from every older schema', () => {
    using database = new DatabaseSync(':memory:');
    migrate(database);
    const older = Array.from({ length: schemaOf(database) - 1 }, (_, i) => i + 1);
    expect(SQLITE_FIXTURES.map(({ version }) => version)).to.include.members(older);
  });
});

/** Creates a file with an old schema and its rows, starts the service on it, and returns the service's URL. */
async function upgraded({ version, schema, rows }: SqliteFixture): Promise<string> {
  const dataDir = temporaryFolder();
  const database = new DatabaseSync(join(dataDir, 'taskport.db'));
  database.exec(`${[schema, ...rows].join(';')}; pragma user_version = ${version}`);
  database.close();
  return (await startService({ kind: 'sqlite', dataDir })).url;
}
