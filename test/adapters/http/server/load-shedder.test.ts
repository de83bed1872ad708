import { once } from 'node:events';
import { Agent, get } from 'node:http';
import { connect, type Socket } from 'node:net';
import { expect } from 'chai';
import { pino } from 'pino';
import * as v from 'valibot';
import { liveRoute } from '../../../../src/adapters/http/observability/routes.ts';
import { route } from '../../../../src/adapters/http/routing/route.ts';
import { ask } from '../../../../tools/support/client.ts';
import { portOf } from '../../../support/half-sent-request.ts';
import { type RouteServer, serveRoutes } from '../../../support/service/serve-routes.ts';

describe('the load shedder', () => {
  let lines: Record<string, unknown>[];
  let started: () => void;
  let finish: (() => void)[];
  let served: RouteServer;

  /** A route whose requests run until the test ends them. `/job/waiting` is a long poll, which takes no capacity. */
  const working = route({
    method: 'POST',
    access: 'public',
    path: '/job/{how}',
    operationId: 'work',
    summary: 'Work',
    tag: 'service',
    params: v.object({ how: v.string() }),
    query: v.object({}),
    body: v.object({}),
    replies: { 200: { description: 'Done.' } },
    errors: [],
    async handle({ params: { how }, signal }) {
      if (how === 'waiting') signal();
      await new Promise<void>((resolve) => {
        finish.push(resolve);
        started();
      });
      return { status: 200, body: {} };
    },
  });

  const quick = route({
    method: 'GET',
    access: 'public',
    path: '/quick',
    operationId: 'quick',
    summary: 'Take a turn',
    tag: 'service',
    params: v.object({}),
    query: v.object({}),
    body: undefined,
    replies: { 200: { description: 'Done.' } },
    errors: [],
    async handle() {
      await new Promise(setImmediate);
      return { status: 200, body: {} };
    },
  });

  beforeEach(async () => {
    const own: Record<string, unknown>[] = [];
    [lines, finish] = [own, []];
    const log = pino({ level: 'warn' }, { write: (line: string) => own.push(JSON.parse(line)) });
    served = await serveRoutes([working, liveRoute()], log, { inFlight: 2, waiting: 0, wait: 0 });
  });

  afterEach(() => {
    for (const end of finish) end();
    served.close();
  });

  it('rejects a request with 503 and Retry-After when capacity is full, without reading its body', async () => {
    await startRequest('busy');
    await startRequest('busy');
    const socket = await send('POST /job/busy HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\n');
    const answer = await firstOf(socket);
    expect(answer)
      .to.match(/^HTTP\/1\.1 503 /)
      .and.match(/\r\nRetry-After: [1-3]\r\n/);
    expect(answer).to.match(/\{"detail":"Too busy","code":"overloaded","request_id":"[-\w]+"\}$/);
    expect(await served.registry.getSingleMetricAsString('taskport_shed_total')).to.include('taskport_shed_total 1');
    socket.destroy();
  });

  it('serves probes when capacity is full, but rejects a request for the documentation', async () => {
    await startRequest('busy');
    await startRequest('busy');
    for (const path of ['/livez', '/livez?verbose']) {
      expect((await ask('GET', served.url + path)).status).to.equal(200);
    }
    const written = await send(`GET ${served.url}/livez HTTP/1.1\r\nHost: localhost\r\n\r\n`);
    expect(await firstOf(written)).to.match(/^HTTP\/1\.1 200 /);
    written.destroy();
    const problem = await ask('GET', `${served.url}/docs`, { headers: { Accept: 'application/problem+json' } });
    expect(problem.headers['content-type']).to.equal('application/problem+json');
    expect((await ask('GET', `${served.url}/openapi.json`)).status).to.equal(503);
  });

  it('queues a request until capacity is free, and rejects another when the queue is full', async () => {
    served.close();
    served = await serveRoutes([working, liveRoute()], pino({ level: 'silent' }), {
      inFlight: 1,
      waiting: 1,
      wait: 60_000,
    });
    const first = await startRequest('busy');
    const waiting = startRequest('busy');
    const rejected = await ask('POST', `${served.url}/job/busy`, { body: {} });
    expect(rejected.status).to.equal(503);
    expect(await served.registry.getSingleMetricAsString('http_requests_waiting')).to.include(
      'http_requests_waiting 1',
    );
    finish[0]?.();
    const second = await waiting;
    finish[1]?.();
    expect([(await first.answer).status, (await second.answer).status]).to.deep.equal([200, 200]);
  });

  it('answers every request of 600 busy connections, although it pauses connections', async () => {
    served.close();
    served = await serveRoutes([quick], pino({ level: 'silent' }), { inFlight: 2, waiting: 10_000, wait: 60_000 });
    const client = async () => {
      const agent = new Agent({ keepAlive: true, maxSockets: 1 });
      const statuses: (number | undefined)[] = [];
      for (let i = 0; i < 4; i++) {
        const [answer] = await once(get(`${served.url}/quick`, { agent }), 'response');
        answer.resume();
        await once(answer, 'end');
        statuses.push(answer.statusCode);
      }
      agent.destroy();
      return statuses;
    };
    const all = await Promise.all(Array.from({ length: 600 }, client));
    expect(all.flat().filter((status) => status !== 200)).to.deep.equal([]);
  });

  it('frees capacity when a request is finished', async () => {
    const first = await startRequest('busy');
    await startRequest('busy');
    finish[0]?.();
    expect((await first.answer).status).to.equal(200);
    await startRequest('busy');
    expect(finish).to.have.length(3);
  });

  it('counts neither slow uploads nor long polls against its capacity', async () => {
    const slow = await Promise.all(
      Array.from({ length: 3 }, () =>
        send('POST /job/busy HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\nExpect: 100-continue\r\n\r\n'),
      ),
    );
    for (const socket of slow) expect(await firstOf(socket)).to.match(/^HTTP\/1\.1 100 /);
    for (let i = 0; i < 3; i++) await startRequest('waiting');
    await startRequest('busy');
    await startRequest('busy');
    expect(finish).to.have.length(5);
    for (const socket of slow) socket.destroy();
  });

  it('rejects a request whose body arrives when both capacity and queue are full', async () => {
    const late = await send(
      'POST /job/busy HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{',
    );
    for (let i = 0; i < 2; i++) await startRequest('busy');
    late.write('}');
    expect(await firstOf(late)).to.match(/^HTTP\/1\.1 503 /);
    late.destroy();
  });

  it('queues a request whose body arrives when capacity is full', async () => {
    served.close();
    served = await serveRoutes([working], pino({ level: 'silent' }), { inFlight: 2, waiting: 10, wait: 60_000 });
    const late = await Promise.all(
      Array.from({ length: 5 }, () =>
        send(
          'POST /job/busy HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n',
        ),
      ),
    );
    for (const socket of late) expect(await firstOf(socket)).to.match(/^HTTP\/1\.1 100 /);
    for (let i = 0; i < 2; i++) await startRequest('busy');
    const answers = late.map(firstOf);
    for (const socket of late) socket.write('{}');
    for (let done = 0; done < 7; done++) {
      while (finish.length <= done) await new Promise(setImmediate);
      finish[done]?.();
    }
    for (const answer of await Promise.all(answers)) expect(answer).to.match(/^HTTP\/1\.1 200 /);
    for (const socket of late) socket.destroy();
  });

  it('logs one line for requests rejected at the same time, with their number', async () => {
    await startRequest('busy');
    await startRequest('busy');
    const answers = await Promise.all(Array.from({ length: 9 }, () => ask('POST', `${served.url}/job/busy`)));
    expect(answers.map(({ status }) => status)).to.deep.equal(Array(9).fill(503));
    while (lines.length === 0) await new Promise(setImmediate);
    expect(lines).to.have.length(1);
    expect(lines[0]).to.include({ msg: 'too busy: refused', requests: 9 });
  });

  /** Sends a request, and resolves when its handler has started. */
  async function startRequest(how: string) {
    const { promise, resolve } = Promise.withResolvers<void>();
    started = resolve;
    const answer = ask('POST', `${served.url}/job/${how}`, { body: {} });
    await promise;
    return { answer };
  }

  async function send(head: string): Promise<Socket> {
    const socket = connect(portOf(served.url));
    socket.write(head);
    return socket;
  }

  function firstOf(socket: Socket): Promise<string> {
    return new Promise((resolve) => socket.once('data', (chunk) => resolve(String(chunk))));
  }
});
