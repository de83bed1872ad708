import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import { ConnectBackoff, type Connected } from '../../../../src/adapters/postgres/driver/session/connect-backoff.ts';
import { StoreLifecycle } from '../../../../src/ports/store-lifecycle.ts';
import { ask } from '../../../../tools/support/client.ts';
import { FaultProxy } from '../../../support/postgres/fault-proxy.ts';
import { createDatabase, hasPostgres } from '../../../support/postgres/postgres.ts';
import { startService } from '../../../support/service/service.ts';

/** A server that takes connections or not, on a clock that stands still unless it is told to go on. */
class Scene {
  now = 0;
  conflicts = 0;
  /** What an attempt fails with, if it does. */
  failure: Error | undefined = new Error('reset');
  /** What becomes of those that succeed. */
  proof = Promise.resolve();
  readonly backoff = new ConnectBackoff(() => this.now);
  #ends: (() => void)[] = [];

  /** Lets many connect at once; resolves when their attempts have begun. */
  async arrive(count: number): Promise<Promise<unknown>[]> {
    const arrived = Array.from({ length: count }, () =>
      this.backoff
        .attempt(() => this.#connect())
        .then(
          () => 'connected',
          (error) => error,
        ),
    );
    await new Promise(setImmediate);
    return arrived;
  }

  /** Lets all attempts that are under way succeed, or fail. */
  async settle(): Promise<void> {
    for (const end of this.#ends.splice(0)) end();
    await new Promise(setImmediate);
  }

  async #connect(): Promise<Connected> {
    this.conflicts++;
    await new Promise<void>((resolve) => this.#ends.push(resolve));
    if (this.failure !== undefined) throw this.failure;
    return { proof: this.proof };
  }
}

describe('attempts to connect', () => {
  let scene: Scene;

  beforeEach(() => {
    scene = new Scene();
  });

  it('are as many as anybody likes while they succeed', async () => {
    scene.failure = undefined;
    const arrived = await scene.arrive(10);
    expect(scene.conflicts).to.equal(10);
    await scene.settle();
    expect(await Promise.all(arrived)).to.deep.equal(Array(10).fill('connected'));
    expect(scene.backoff.wait).to.equal(0);
  });

  it('are none during a pause after they have failed: whoever comes is told what the last one was', async () => {
    await scene.arrive(10);
    await scene.settle();
    expect(scene.backoff.wait).to.be.above(0);
    expect(await Promise.all(await scene.arrive(100))).to.deep.equal(Array(100).fill(scene.failure));
    expect(scene.conflicts).to.equal(10);
  });

  it('are one after the pause, whose result everybody shares', async () => {
    await scene.arrive(1);
    await scene.settle();
    scene.now += scene.backoff.wait;
    const first = await scene.arrive(1);
    const others = await scene.arrive(100);
    expect(scene.conflicts).to.equal(2);
    scene.failure = new Error('refused');
    await scene.settle();
    expect(await Promise.all([...first, ...others])).to.deep.equal(Array(101).fill(scene.failure));
  });

  it('are as many as wait for the one that succeeds', async () => {
    await scene.arrive(10);
    await scene.settle();
    scene.now += scene.backoff.wait;
    const arrived = await scene.arrive(10);
    expect(scene.conflicts).to.equal(11);
    scene.failure = undefined;
    await scene.settle();
    expect(scene.conflicts).to.equal(20);
    await scene.settle();
    expect(await Promise.all(arrived)).to.deep.equal(Array(10).fill('connected'));
    expect(scene.backoff.wait).to.equal(0);
  });

  it('have not succeeded before the connection has proved to be of use', async () => {
    await scene.arrive(1);
    await scene.settle();
    scene.now += scene.backoff.wait;
    const { promise, resolve } = Promise.withResolvers<void>();
    scene.proof = promise;
    scene.failure = undefined;
    const first = await scene.arrive(1);
    await scene.settle();
    expect(await Promise.all(first)).to.deep.equal(['connected']);
    const others = await scene.arrive(5);
    expect(scene.conflicts).to.equal(2);
    resolve();
    await new Promise(setImmediate);
    expect(scene.conflicts).to.equal(7);
    await scene.settle();
    expect(await Promise.all(others)).to.deep.equal(Array(5).fill('connected'));
  });

  it('have failed when the connection ends before, though it was made', async () => {
    scene.failure = undefined;
    const ended = new Error('ended');
    const { promise, reject } = Promise.withResolvers<void>();
    scene.proof = promise;
    const arrived = await scene.arrive(3);
    await scene.settle();
    expect(await Promise.all(arrived)).to.deep.equal(Array(3).fill('connected'));
    reject(ended);
    await new Promise(setImmediate);
    expect(scene.backoff.wait).to.be.above(0);
    expect(await Promise.all(await scene.arrive(2))).to.deep.equal([ended, ended]);
  });

  it('come further and further apart, and never further than half a second', async () => {
    const pauses: number[] = [];
    for (const _ of Array(8)) {
      await scene.arrive(5);
      const { now } = scene;
      // An attempt takes a while, which is part of the pause.
      scene.now += 20;
      await scene.settle();
      scene.now += scene.backoff.wait;
      pauses.push(scene.now - now);
    }
    expect(pauses.slice(1)).to.deep.equal([100, 200, 400, 500, 500, 500, 500]);
    expect(scene.conflicts).to.equal(12);
  });

  it('begin anew with a short pause once one has succeeded', async () => {
    for (const failure of [new Error('x'), new Error('x'), undefined, new Error('x')]) {
      scene.failure = failure;
      await scene.arrive(1);
      await scene.settle();
      scene.now += scene.backoff.wait;
    }
    await scene.arrive(1);
    await scene.settle();
    expect(scene.backoff.wait).to.equal(100);
  });
});

describe('a service each of whose new connections is reset', () => {
  before(function () {
    if (!hasPostgres()) this.skip();
  });

  for (const bytes of [1, 200, 550]) {
    it(`leaves the server in peace, and finds it when it is well again: after ${bytes} bytes`, async () => {
      const door = await FaultProxy.open(await createDatabase());
      const { url, container } = await startService({ kind: 'postgres', url: door.url });
      const tasks = () => `${url}/api/${randomUUID()}/tasks?completed=true`;
      const [begun, before] = [performance.now(), door.count];
      door.cutAfter = bytes;
      door.cut();
      const answers = await Promise.all(Array.from({ length: 200 }, () => ask('GET', tasks())));
      expect(new Set(answers.map(({ status }) => status))).to.deep.equal(new Set([503]));
      const seconds = (performance.now() - begun) / 1000;
      // Those that were under way together, then two a second, and as many to listen.
      expect(door.count - before).to.be.at.most(20 + 4 * seconds);
      door.cutAfter = undefined;
      while ((await ask('GET', tasks())).status !== 200);
      await container.get(StoreLifecycle).close();
      door.close();
    });
  }
});
