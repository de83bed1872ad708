import { expect } from 'chai';
import pg from 'pg';
import { databaseOf } from '../../../../src/adapters/postgres/driver/client-config.ts';
import { migratePostgres } from '../../../../src/adapters/postgres/migrations/migrate.ts';
import { everyContract, storeContract } from '../../../contract/contracts.ts';
import { createDatabase, hasPostgres } from '../../../support/postgres/postgres.ts';
import { brokenRules } from '../../../support/postgres/shard-rules.ts';
import { type Sent, spyOnStatements } from '../../../support/postgres/statement-spy.ts';
import { shardedPostgres, shardedUrl } from '../../../support/service/stores.ts';

/**
 * The minimum number of different statements that the contracts must have sent, so that the checks below are not empty.
 */
const STATEMENTS = 30;

describe('the store for databases that are sharded by user', () => {
  let sent: Sent;
  let stop: () => void = () => {};

  before(async function () {
    if (!hasPostgres()) this.skip();
    const database = databaseOf(await shardedUrl());
    ({ sent, stop } = spyOnStatements((pool) => pool.application_name === 'taskport' && pool.database === database));
  });

  after(() => stop());

  // The contracts of the HTTP adapter test nothing specific to this store, so they run only on a real sharded database.
  (process.env.TEST_SHARDED_URL === undefined ? storeContract : everyContract)(shardedPostgres);

  describe('in all contract tests above', () => {
    it('sends only statements that name one owner in each scan, and write at most one row of one table', async () => {
      const url = await createDatabase();
      await migratePostgres(url);
      const client = new pg.Client(url);
      await client.connect();
      try {
        expect(sent.texts.size).to.be.at.least(STATEMENTS);
        const broken: Record<string, string[]> = {};
        for (const text of sent.texts) {
          const rules = await brokenRules(client, text);
          if (rules.length > 0) broken[text] = rules;
        }
        expect(broken).to.deep.equal({});
      } finally {
        await client.end();
      }
    });

    it('sends only transactions whose statements all concern one owner', () => {
      expect(sent.mixed).to.deep.equal([]);
    });
  });
});
