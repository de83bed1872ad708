import { expect } from 'chai';
import { Readiness } from '../../../../src/adapters/http/observability/readiness.ts';
import { StoreError, type StoreLifecycle } from '../../../../src/ports/store-lifecycle.ts';
import { ask } from '../../../../tools/support/client.ts';
import { startService } from '../../../support/service/service.ts';

/** A store whose health check settles when the test calls `settle()`. */
class SlowStore implements StoreLifecycle {
  checkCount = 0;
  #result = Promise.withResolvers<void>();

  async open(): Promise<void> {}
  async prepare(): Promise<void> {}
  async close(): Promise<void> {}

  check(): Promise<void> {
    this.checkCount++;
    return this.#result.promise;
  }

  settle(error?: StoreError): void {
    if (error === undefined) this.#result.resolve();
    else this.#result.reject(error);
    this.#result = Promise.withResolvers();
  }
}

describe('the probes', () => {
  it('answer 200 while the process serves', async () => {
    const { url } = await startService({ kind: 'memory' });
    const live = await ask('GET', `${url}/livez`);
    expect([live.status, live.json]).to.deep.equal([200, { status: 'alive' }]);
    const ready = await ask('GET', `${url}/readyz`);
    const checks = { migrated: true, database: true, serving: true };
    expect([ready.status, ready.json]).to.deep.equal([200, { status: 'ready', checks }]);
  });

  it('answer 200 for liveness and 503 for readiness while the process drains', async () => {
    const { url, container } = await startService({ kind: 'memory' });
    container.get(Readiness).startDraining();
    const { status, json, headers } = await ask('GET', `${url}/readyz`);
    expect(status).to.equal(503);
    expect(headers['retry-after']).to.match(/^[1-3]$/);
    expect(json).to.deep.include({
      detail: 'Not ready: the service is stopping',
      code: 'not_ready',
      checks: { migrated: true, database: true, serving: false },
    });
    expect(json.request_id).to.equal(headers['x-request-id']);
    const problem = await ask('GET', `${url}/readyz`, { headers: { Accept: 'application/problem+json' } });
    expect(problem.json).to.deep.include({ title: 'Not ready', checks: json.checks });
    expect((await ask('GET', `${url}/livez`)).status).to.equal(200);
  });
});

describe('the readiness check', () => {
  let store: SlowStore;
  let readiness: Readiness;

  beforeEach(() => {
    store = new SlowStore();
    readiness = new Readiness(store);
  });

  it('fails, without a query to the store, until the schema is migrated', async () => {
    expect(await readiness.check()).to.deep.equal({ migrated: false, database: false, serving: true });
    expect(store.checkCount).to.equal(0);
  });

  it('shares one query among concurrent calls, and sends a new query for the next call', async () => {
    await readiness.prepare();
    const first = [readiness.check(), readiness.check(), readiness.check()];
    store.settle();
    for (const checks of await Promise.all(first)) expect(checks.database).to.equal(true);
    expect(store.checkCount).to.equal(1);
    const next = readiness.check();
    store.settle(new StoreError('database_unavailable'));
    expect((await next).database).to.equal(false);
    expect(store.checkCount).to.equal(2);
  });

  it('fails when the query of the store times out, and waits for the same query at the next call', async () => {
    await readiness.prepare();
    expect((await readiness.check()).database).to.equal(false);
    const again = readiness.check();
    expect(store.checkCount).to.equal(1);
    store.settle();
    expect((await again).database).to.equal(true);
  });
});
