import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { setImmediate as turn } from 'node:timers/promises';
import { expect } from 'chai';
import { Edge } from '../../../../src/adapters/http/edge/edge.ts';
import { type Route, route } from '../../../../src/adapters/http/routing/route.ts';
import { type RouteServer, serveRoutes } from '../../../support/service/serve-routes.ts';
import { silentLog } from '../../../support/service/silent-log.ts';
import { fakeGate } from './fake-gate.ts';

/** A route whose response is a stream: it sends one chunk, and then waits until its signal aborts. */
const stream: Route = route({
  method: 'GET',
  path: '/api/stream',
  operationId: 'stream',
  summary: '',
  tag: '',
  access: 'user',
  replies: { 200: { description: '' } },
  errors: [],
  handle({ signal }) {
    const ended = signal();
    async function* words(): AsyncGenerator<string> {
      yield 'hello';
      if (!ended.aborted) await once(ended, 'abort');
    }
    return { status: 200, stream: words() };
  },
});

describe('an open stream', () => {
  let served: RouteServer;
  let fake: ReturnType<typeof fakeGate>;

  beforeEach(async () => {
    fake = fakeGate();
    const edge = new Edge(fake.gate, { publicUrl: undefined, corsOrigins: [] }, () => {});
    served = await serveRoutes([stream], silentLog, undefined, edge);
  });

  afterEach(() => served.close());

  async function open(headers: Record<string, string>): Promise<IncomingMessage> {
    const [response] = await once(get(`${served.url}/api/stream`, { headers, agent: false }), 'response');
    await once(response, 'data');
    return response;
  }

  for (const [kind, headers] of [
    ['token', { Authorization: 'Bearer tp_alice' }],
    ['session', { Cookie: 'session=alice' }],
  ] as [string, Record<string, string>][]) {
    it(`stays open while its ${kind} is valid, and ends within ten seconds after the ${kind} is revoked`, async () => {
      const response = await open(headers);
      fake.time.advance(8_000);
      await turn();
      fake.time.advance(8_000);
      await turn();
      expect(response.complete).to.equal(false);
      expect(fake.bearers.checks + fake.cookies.checks).to.equal(3);
      for (const checker of [fake.bearers, fake.cookies]) {
        checker.revoked.add('tp_alice').add('session=alice');
      }
      const ended = once(response, 'end');
      fake.time.advance(10_000);
      await ended;
    });
  }

  it('is no longer checked for a valid credential when its client has disconnected', async () => {
    const response = await open({ Authorization: 'Bearer tp_alice' });
    response.destroy();
    while (fake.time.awaited.length > 0) await turn();
    expect(fake.bearers.checks).to.equal(1);
  });
});
