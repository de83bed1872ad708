import { EventEmitter } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect } from 'chai';
import { Registry } from 'prom-client';
import { HttpMetrics } from '../../../../src/adapters/http/observability/http-metrics.ts';
import { LoadShedder } from '../../../../src/adapters/http/server/load-shedder.ts';
import { RequestQueue } from '../../../../src/adapters/http/server/request-queue.ts';
import { silentLog } from '../../../support/service/silent-log.ts';

describe('the request queue', () => {
  /** The numbers of the requests handled so far. */
  let handled: number[];
  /** The numbers of the requests rejected so far. */
  let rejected: number[];
  let loadShedder: LoadShedder;
  let queue: RequestQueue;

  function open(limits: { inFlight?: number; waiting?: number; wait?: number } = {}): void {
    const all = { inFlight: 100_000, waiting: 100_000, wait: 60_000, ...limits };
    [handled, rejected] = [[], []];
    loadShedder = new LoadShedder(silentLog, new HttpMetrics(new Registry()), all);
    queue = new RequestQueue(
      loadShedder,
      (request) => handled.push(Number(request.headers.n)),
      (request) => rejected.push(Number(request.headers.n)),
    );
  }

  function arrive(n: number, url = '/', response: object = new EventEmitter(), socket = {}): void {
    queue.add({ url, headers: { n: String(n) }, socket } as unknown as IncomingMessage, response as ServerResponse);
  }

  const numbers = (count: number, from = 0) => Array.from({ length: count }, (_, i) => from + i);
  const enter = () => loadShedder.enter({ url: '/' } as IncomingMessage) as () => void;

  it('handles requests immediately when there are few', () => {
    open();
    arrive(1);
    arrive(2);
    expect([handled, queue.length]).to.deep.equal([[1, 2], 0]);
  });

  it('handles 128 requests per turn of the event loop, in order of arrival', async () => {
    open();
    numbers(300).forEach((n) => {
      arrive(n);
    });
    expect(handled).to.deep.equal(numbers(128));
    await nextTurn();
    arrive(300);
    expect(handled).to.deep.equal(numbers(256));
    await nextTurn();
    expect(handled).to.deep.equal(numbers(301));
    expect(queue.length).to.equal(0);
  });

  it('yields to the event loop after 5 ms, even if it has handled only one request', async () => {
    const { now } = performance;
    try {
      open();
      performance.now = () => now.call(performance) + 6 * handled.length;
      numbers(5).forEach((n) => {
        arrive(n);
      });
      expect(handled).to.deep.equal([0]);
      await nextTurn();
      expect(handled).to.deep.equal([0, 1]);
    } finally {
      performance.now = now;
    }
  });

  it('handles only 8 requests per turn of the event loop while connections arrive, to accept connections sooner', async () => {
    open();
    queue.connected();
    numbers(100).forEach((n) => {
      arrive(n);
    });
    expect(handled).to.have.length(8);
    for (let turn = 1; turn <= 3; turn++) {
      await nextTurn();
      queue.connected();
      expect(handled).to.have.length(8 + 8 * turn);
    }
    await nextTurn();
    await nextTurn();
    expect(handled).to.deep.equal(numbers(100));
  });

  it('queues requests while capacity is full, and handles the next request when capacity is free', async () => {
    open({ inFlight: 2 });
    const leave = [enter(), enter()];
    await nextTurn();
    numbers(3).forEach((n) => {
      arrive(n);
    });
    await nextTurn();
    expect([handled, queue.length]).to.deep.equal([[], 3]);
    leave[0]?.();
    await nextTurn();
    expect(handled).to.deep.equal([0]);
  });

  it('handles probes while capacity is full', async () => {
    open({ inFlight: 1 });
    enter();
    await nextTurn();
    arrive(1);
    for (const [i, url] of ['/livez', '/readyz?x', '/health', '/metrics', 'http://x/livez'].entries())
      arrive(10 + i, url);
    expect(handled.toSorted()).to.deep.equal(numbers(5, 10));
  });

  it('rejects a request that has waited too long', async () => {
    open({ inFlight: 1, wait: -1 });
    enter();
    await nextTurn();
    arrive(1);
    await nextTurn();
    expect([handled, rejected, queue.length]).to.deep.equal([[], [1], 0]);
  });

  it('rejects a request that has waited too long even if no other request arrives or finishes', async () => {
    open({ inFlight: 1, wait: 1 });
    enter();
    await nextTurn();
    arrive(1);
    while (rejected.length === 0) await nextTurn();
    expect(handled).to.deep.equal([]);
  });

  it('rejects requests beyond its length limit, 128 per turn of the event loop, and keeps the requests that already wait', async () => {
    open({ inFlight: 1, waiting: 2 });
    enter();
    await nextTurn();
    numbers(202).forEach((n) => {
      arrive(n);
    });
    expect(rejected).to.deep.equal([]);
    await nextTurn();
    expect(rejected).to.deep.equal(numbers(128, 2));
    await nextTurn();
    expect([rejected, queue.length]).to.deep.equal([numbers(200, 2), 2]);
  });

  it('pauses answered connections while many requests wait, and resumes the connections when few requests wait', async () => {
    open({ inFlight: 1 });
    const leave = enter();
    await nextTurn();
    const paused = new Set<number>();
    const responses = numbers(400).map((n) => {
      const response = Object.assign(new EventEmitter(), { destroyed: false });
      const socket = { pause: () => paused.add(n), resume: () => paused.delete(n) };
      arrive(n, '/', response, socket);
      return response;
    });
    leave();
    for (let turn = 0; turn < 100; turn++) await nextTurn();
    expect(handled).to.deep.equal(numbers(100));
    for (const response of responses.slice(0, 100)) response.emit('finish');
    expect([...paused]).to.deep.equal(numbers(100));
    while (handled.length < 400) await nextTurn();
    await nextTurn();
    expect(paused.size).to.equal(0);
  });

  it('pauses no connection while few requests wait', async () => {
    open({ inFlight: 1 });
    const leave = enter();
    await nextTurn();
    const response = Object.assign(new EventEmitter(), { destroyed: false });
    arrive(1, '/', response, { pause: () => expect.fail('paused'), resume: () => {} });
    arrive(2);
    leave();
    await nextTurn();
    response.emit('finish');
  });

  it('drops a request whose client has disconnected', async () => {
    open({ inFlight: 1 });
    const leave = enter();
    await nextTurn();
    const response = Object.assign(new EventEmitter(), { destroyed: false });
    arrive(1, '/', response);
    arrive(2);
    response.destroyed = true;
    leave();
    await nextTurn();
    await nextTurn();
    expect([...handled, queue.length]).to.deep.equal([2, 0]);
  });
});
