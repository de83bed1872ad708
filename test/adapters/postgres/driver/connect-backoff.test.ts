import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import { ConnectBackoff, type Connected } from '../../../../src/adapters/postgres/driver/session/connect-backoff.ts';
import { StoreLifecycle } from '../../../../src/ports/store-lifecycle.ts';
import { ask } from '../../../../tools/support/client.ts';
import { FaultProxy } from '../../../support/postgres/fault-proxy.ts';
import { createDatabase, hasPostgres } from '../../../support/postgres/postgres.ts';
import { startService } from '../../../support/service/service.ts';

/** A fake database server. The test decides when connection attempts end, and sets the clock. */
class FakeServer {
  now = 0;
  attempts = 0;
  /** The error with which every connection attempt fails; undefined if attempts succeed. */
  failure: Error | undefined = new Error('reset');
  /** Resolves when a new connection has proved usable, and rejects if the connection ends before that. */
  proof = Promise.resolve();
  readonly backoff = new ConnectBackoff(() => this.now);
  #ends: (() => void)[] = [];

  /** Begins `count` connection attempts at once, and returns the promises of their results. */
  async begin(count: number): Promise<Promise<unknown>[]> {
    const results = Array.from({ length: count }, () =>
      this.backoff
        .attempt(() => this.#connect())
        .then(
          () => 'connected',
          (error) => error,
        ),
    );
    await new Promise(setImmediate);
    return results;
  }

  /** Ends all connection attempts in flight, with success or with `failure`. */
  async settle(): Promise<void> {
    for (const end of this.#ends.splice(0)) end();
    await new Promise(setImmediate);
  }

  async #connect(): Promise<Connected> {
    this.attempts++;
    await new Promise<void>((resolve) => this.#ends.push(resolve));
    if (this.failure !== undefined) throw this.failure;
    return { proof: this.proof };
  }
}

describe('the connect backoff', () => {
  let server: FakeServer;

  beforeEach(() => {
    server = new FakeServer();
  });

  it('allows any number of concurrent connection attempts while they succeed', async () => {
    server.failure = undefined;
    const results = await server.begin(10);
    expect(server.attempts).to.equal(10);
    await server.settle();
    expect(await Promise.all(results)).to.deep.equal(Array(10).fill('connected'));
    expect(server.backoff.wait).to.equal(0);
  });

  it('rejects, with the last error, attempts that begin during the backoff after a failure', async () => {
    await server.begin(10);
    await server.settle();
    expect(server.backoff.wait).to.be.above(0);
    expect(await Promise.all(await server.begin(100))).to.deep.equal(Array(100).fill(server.failure));
    expect(server.attempts).to.equal(10);
  });

  it('makes only one attempt after the backoff and, if it fails, rejects all waiting callers with its error', async () => {
    await server.begin(1);
    await server.settle();
    server.now += server.backoff.wait;
    const first = await server.begin(1);
    const others = await server.begin(100);
    expect(server.attempts).to.equal(2);
    server.failure = new Error('refused');
    await server.settle();
    expect(await Promise.all([...first, ...others])).to.deep.equal(Array(101).fill(server.failure));
  });

  it('lets all waiting callers connect when the first attempt after the backoff succeeds', async () => {
    await server.begin(10);
    await server.settle();
    server.now += server.backoff.wait;
    const results = await server.begin(10);
    expect(server.attempts).to.equal(11);
    server.failure = undefined;
    await server.settle();
    expect(server.attempts).to.equal(20);
    await server.settle();
    expect(await Promise.all(results)).to.deep.equal(Array(10).fill('connected'));
    expect(server.backoff.wait).to.equal(0);
  });

  it('counts a connection attempt as a success only when the new connection has proved usable', async () => {
    await server.begin(1);
    await server.settle();
    server.now += server.backoff.wait;
    const { promise, resolve } = Promise.withResolvers<void>();
    server.proof = promise;
    server.failure = undefined;
    const first = await server.begin(1);
    await server.settle();
    expect(await Promise.all(first)).to.deep.equal(['connected']);
    const others = await server.begin(5);
    expect(server.attempts).to.equal(2);
    resolve();
    await new Promise(setImmediate);
    expect(server.attempts).to.equal(7);
    await server.settle();
    expect(await Promise.all(others)).to.deep.equal(Array(5).fill('connected'));
  });

  it('counts a connection attempt as a failure when the new connection ends before it has proved usable', async () => {
    server.failure = undefined;
    const ended = new Error('ended');
    const { promise, reject } = Promise.withResolvers<void>();
    server.proof = promise;
    const results = await server.begin(3);
    await server.settle();
    expect(await Promise.all(results)).to.deep.equal(Array(3).fill('connected'));
    reject(ended);
    await new Promise(setImmediate);
    expect(server.backoff.wait).to.be.above(0);
    expect(await Promise.all(await server.begin(2))).to.deep.equal([ended, ended]);
  });

  it('doubles the backoff after each failure, up to half a second', async () => {
    const backoffs: number[] = [];
    for (const _ of Array(8)) {
      await server.begin(5);
      const { now } = server;
      // The attempt takes 20 ms. The backoff is measured from its start, and so includes this time.
      server.now += 20;
      await server.settle();
      server.now += server.backoff.wait;
      backoffs.push(server.now - now);
    }
    expect(backoffs.slice(1)).to.deep.equal([100, 200, 400, 500, 500, 500, 500]);
    expect(server.attempts).to.equal(12);
  });

  it('begins with the shortest backoff again after a successful attempt', async () => {
    for (const failure of [new Error('x'), new Error('x'), undefined, new Error('x')]) {
      server.failure = failure;
      await server.begin(1);
      await server.settle();
      server.now += server.backoff.wait;
    }
    await server.begin(1);
    await server.settle();
    expect(server.backoff.wait).to.equal(100);
  });
});

describe('a service whose new connections to PostgreSQL are reset', () => {
  before(function () {
    if (!hasPostgres()) this.skip();
  });

  for (const bytes of [1, 200, 550]) {
    it(`backs off while connections are reset after ${bytes} bytes, and serves again afterwards`, async () => {
      const proxy = await FaultProxy.open(await createDatabase());
      const { url, container } = await startService({ kind: 'postgres', url: proxy.url });
      const tasks = () => `${url}/api/${randomUUID()}/tasks?completed=true`;
      const [started, before] = [performance.now(), proxy.count];
      proxy.cutAfter = bytes;
      proxy.cut();
      const answers = await Promise.all(Array.from({ length: 200 }, () => ask('GET', tasks())));
      expect(new Set(answers.map(({ status }) => status))).to.deep.equal(new Set([503]));
      const seconds = (performance.now() - started) / 1000;
      // At most 20 attempts are in flight at first. Then queries and LISTEN make two attempts a second each.
      expect(proxy.count - before).to.be.at.most(20 + 4 * seconds);
      proxy.cutAfter = undefined;
      while ((await ask('GET', tasks())).status !== 200);
      await container.get(StoreLifecycle).close();
      proxy.close();
    });
  }
});
