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

describe('when there is more to do than can be done', () => {
  let lines: Record<string, unknown>[];
  let begun: () => void;
  let finish: (() => void)[];
  let served: RouteServer;

  /** Takes until it is told to end; how it waits is in its address. */
  const working = route({
    method: 'POST',
    path: '/work/{how}',
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
        begun();
      });
      return { status: 200, body: {} };
    },
  });

  const quick = route({
    method: 'GET',
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

  it('a request is refused early, without its body, and told when to come back', async () => {
    await begin('hard');
    await begin('hard');
    const socket = await send('POST /work/hard HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n');
    const answer = await firstOf(socket);
    expect(answer)
      .to.match(/^HTTP\/1\.1 503 /)
      .and.match(/\r\nRetry-After: [1-3]\r\n/);
    expect(answer).to.match(/\{"detail":"Too busy","code":"overloaded","request_id":"[-\w]+"\}$/);
    expect(await served.registry.getSingleMetricAsString('taskport_shed_total')).to.include('taskport_shed_total 1');
    socket.destroy();
  });

  it('whoever asks how it goes is answered', async () => {
    await begin('hard');
    await begin('hard');
    for (const path of ['/livez', '/livez?verbose']) {
      expect((await ask('GET', served.url + path)).status).to.equal(200);
    }
    const written = await send(`GET ${served.url}/livez HTTP/1.1\r\nHost: x\r\n\r\n`);
    expect(await firstOf(written)).to.match(/^HTTP\/1\.1 200 /);
    written.destroy();
    const problem = await ask('GET', `${served.url}/docs`, { headers: { Accept: 'application/problem+json' } });
    expect(problem.headers['content-type']).to.equal('application/problem+json');
    expect((await ask('GET', `${served.url}/openapi.json`)).status).to.equal(503);
  });

  it('a request waits for room, and is answered then', async () => {
    served.close();
    served = await serveRoutes([working, liveRoute()], pino({ level: 'silent' }), {
      inFlight: 1,
      waiting: 1,
      wait: 60_000,
    });
    const first = await begin('hard');
    const waiting = begin('hard');
    const refused = await ask('POST', `${served.url}/work/hard`, { body: {} });
    expect(refused.status).to.equal(503);
    expect(await served.registry.getSingleMetricAsString('http_requests_waiting')).to.include(
      'http_requests_waiting 1',
    );
    finish[0]?.();
    const second = await waiting;
    finish[1]?.();
    expect([(await first.answer).status, (await second.answer).status]).to.deep.equal([200, 200]);
  });

  it('every request of 600 connections that ask again and again is answered, though they are paused', async () => {
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

  it('what is done makes room', async () => {
    const first = await begin('hard');
    await begin('hard');
    finish[0]?.();
    expect((await first.answer).status).to.equal(200);
    await begin('hard');
    expect(finish).to.have.length(3);
  });

  it('neither who sends slowly nor who waits for what is to come is in anybody’s way', async () => {
    const slow = await Promise.all(
      Array.from({ length: 3 }, () =>
        send('POST /work/hard HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\nExpect: 100-continue\r\n\r\n'),
      ),
    );
    for (const socket of slow) expect(await firstOf(socket)).to.match(/^HTTP\/1\.1 100 /);
    for (let i = 0; i < 3; i++) await begin('waiting');
    await begin('hard');
    await begin('hard');
    expect(finish).to.have.length(5);
    for (const socket of slow) socket.destroy();
  });

  it('a request whose body comes when there is no room left, and nobody may wait, is refused then', async () => {
    const late = await send(
      'POST /work/hard HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{',
    );
    for (let i = 0; i < 2; i++) await begin('hard');
    late.write('}');
    expect(await firstOf(late)).to.match(/^HTTP\/1\.1 503 /);
    late.destroy();
  });

  it('a request whose body comes when there is no room left waits for room, too', async () => {
    served.close();
    served = await serveRoutes([working], pino({ level: 'silent' }), { inFlight: 2, waiting: 10, wait: 60_000 });
    const late = await Promise.all(
      Array.from({ length: 5 }, () =>
        send(
          'POST /work/hard HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n',
        ),
      ),
    );
    for (const socket of late) expect(await firstOf(socket)).to.match(/^HTTP\/1\.1 100 /);
    for (let i = 0; i < 2; i++) await begin('hard');
    const answers = late.map(firstOf);
    for (const socket of late) socket.write('{}');
    for (let done = 0; done < 7; done++) {
      while (finish.length <= done) await new Promise(setImmediate);
      finish[done]?.();
    }
    for (const answer of await Promise.all(answers)) expect(answer).to.match(/^HTTP\/1\.1 200 /);
    for (const socket of late) socket.destroy();
  });

  it('the log says how many were refused, and not each', async () => {
    await begin('hard');
    await begin('hard');
    const answers = await Promise.all(Array.from({ length: 9 }, () => ask('POST', `${served.url}/work/hard`)));
    expect(answers.map(({ status }) => status)).to.deep.equal(Array(9).fill(503));
    while (lines.length === 0) await new Promise(setImmediate);
    expect(lines).to.have.length(1);
    expect(lines[0]).to.include({ msg: 'too busy: refused', requests: 9 });
  });

  /** Asks, and resolves when the request is being worked on. */
  async function begin(how: string) {
    const { promise, resolve } = Promise.withResolvers<void>();
    begun = resolve;
    const answer = ask('POST', `${served.url}/work/${how}`, { body: {} });
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
