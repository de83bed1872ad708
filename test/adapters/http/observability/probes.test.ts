import { expect } from 'chai';
import { Readiness } from '../../../../src/adapters/http/observability/readiness.ts';
import { StoreError, type StoreLifecycle } from '../../../../src/ports/store-lifecycle.ts';
import { ask } from '../../../../tools/support/client.ts';
import { startService } from '../../../support/service/service.ts';

/** A store that is asked, and answers when and what it is told to. */
class SlowStore implements StoreLifecycle {
  questions = 0;
  #answer = Promise.withResolvers<void>();

  async open(): Promise<void> {}
  async prepare(): Promise<void> {}
  async close(): Promise<void> {}

  check(): Promise<void> {
    this.questions++;
    return this.#answer.promise;
  }

  answer(error?: StoreError): void {
    if (error === undefined) this.#answer.resolve();
    else this.#answer.reject(error);
    this.#answer = Promise.withResolvers();
  }
}

describe('the probes', () => {
  it('say that the process lives, and that requests may be sent to it', async () => {
    const { url } = await startService({ kind: 'memory' });
    const live = await ask('GET', `${url}/livez`);
    expect([live.status, live.json]).to.deep.equal([200, { status: 'alive' }]);
    const ready = await ask('GET', `${url}/readyz`);
    const checks = { migrated: true, database: true, serving: true };
    expect([ready.status, ready.json]).to.deep.equal([200, { status: 'ready', checks }]);
  });

  it('say that it lives, though no request may be sent to it, when it is about to stop', async () => {
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

describe('whether requests may be sent to a service', () => {
  let store: SlowStore;
  let readiness: Readiness;

  beforeEach(() => {
    store = new SlowStore();
    readiness = new Readiness(store);
  });

  it('is not asked of a store that is not prepared', async () => {
    expect(await readiness.check()).to.deep.equal({ migrated: false, database: false, serving: true });
    expect(store.questions).to.equal(0);
  });

  it('costs one question, however many want to know at once, and a new one the next time', async () => {
    await readiness.prepare();
    const first = [readiness.check(), readiness.check(), readiness.check()];
    store.answer();
    for (const checks of await Promise.all(first)) expect(checks.database).to.equal(true);
    expect(store.questions).to.equal(1);
    const next = readiness.check();
    store.answer(new StoreError('database_unavailable'));
    expect((await next).database).to.equal(false);
    expect(store.questions).to.equal(2);
  });

  it('is no, if the store does not answer in time, and still costs one question', async () => {
    await readiness.prepare();
    expect((await readiness.check()).database).to.equal(false);
    const again = readiness.check();
    expect(store.questions).to.equal(1);
    store.answer();
    expect((await again).database).to.equal(true);
  });
});
