import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { connect } from 'node:net';
import { expect } from 'chai';
import { pino } from 'pino';
import * as v from 'valibot';
import { route } from '../../../../src/adapters/http/routing/route.ts';
import { StoreError } from '../../../../src/ports/store-lifecycle.ts';
import { ask } from '../../../../tools/support/client.ts';
import { type RouteServer, serveRoutes } from '../../../support/service/serve-routes.ts';

/** A route that throws the kind of error that its path parameter names. */
const failing = route({
  method: 'GET',
  access: 'public',
  path: '/fail/{how}',
  operationId: 'fail',
  summary: 'Fail',
  tag: 'service',
  params: v.object({ how: v.string() }),
  query: v.object({}),
  body: undefined,
  replies: { 200: { description: 'Never.' } },
  errors: [],
  handle({ params: { how } }) {
    throw how === 'store' ? new StoreError('database_unavailable', new Error('10.0.0.1 refused')) : new Error('a bug');
  },
});

/** A route that reads a request body. */
const echoing = route({
  ...failing,
  method: 'POST',
  access: 'public',
  path: '/echo',
  operationId: 'echo',
  params: v.object({}),
  body: v.object({}),
  handle: ({ body }) => ({ status: 200, body }),
});

describe('the request log', () => {
  const lines: Record<string, unknown>[] = [];
  let served: RouteServer;
  let base: string;

  before(async () => {
    const log = pino({ level: 'debug' }, { write: (line: string) => lines.push(JSON.parse(line)) });
    served = await serveRoutes([failing, echoing], log);
    base = served.url;
  });

  beforeEach(() => {
    lines.length = 0;
  });

  after(() => served.close());

  it('has one line per request with its id, method, route, status and duration, and no secret', async () => {
    const id = randomUUID();
    await ask('GET', `${base}/docs?secret=5`, { headers: { 'X-Request-Id': id, Authorization: 'secret' } });
    expect(lines).to.have.length(1);
    expect(lines[0]).to.include({ msg: 'request', id, method: 'GET', route: '/docs', status: 200 });
    expect(lines[0]?.ms).to.be.a('number');
    expect(JSON.stringify(lines)).not.to.include('secret');
  });

  it('has a line for a request to an unknown path, and for a request with a method that its path does not allow', async () => {
    await ask('GET', `${base}/secret`);
    await ask('POST', `${base}/fail/x`);
    expect(lines.map(({ route, status }) => [route, status])).to.deep.equal([
      [null, 404],
      ['/fail/{how}', 405],
    ]);
    expect(JSON.stringify(lines)).not.to.include('secret');
  });

  it('marks a request as aborted when its client disconnects before the response', async () => {
    const { promise: closed, resolve } = Promise.withResolvers<void>();
    served.server.once('request', (_request, response) => response.once('close', () => resolve()));
    const socket = connect(Number(new URL(base).port));
    socket.write(
      'POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 9\r\nExpect: 100-continue\r\n\r\n',
    );
    await once(socket, 'data');
    socket.destroy();
    await closed;
    await new Promise(setImmediate);
    expect(lines).to.have.length(1);
    expect(lines[0]).to.include({ msg: 'request', route: '/echo', status: null, aborted: true });
  });

  it('has the cause of an internal error, although the response hides that cause', async () => {
    const { status, text } = await ask('GET', `${base}/fail/bug`);
    expect([status, text.includes('bug')]).to.deep.equal([500, false]);
    expect(lines[0]).to.deep.include({ msg: 'request failed', level: 50 });
    expect(lines[0]).to.have.nested.property('err.message', 'a bug');
    expect(lines[0]?.id).to.equal(lines[1]?.id);
  });

  it('has the trace and span of a valid traceparent in every line about a request', async () => {
    const [trace_id, span_id] = ['4bf92f3577b34da6a3ce929d0e0e4736', '00f067aa0ba902b7'];
    const traceparent = `00-${trace_id}-${span_id}-01`;
    for (const path of ['docs', 'fail/bug', 'fail/store']) {
      await ask('GET', `${base}/${path}`, { headers: { traceparent } });
    }
    expect(lines.map(({ msg }) => msg)).to.deep.equal([
      'request',
      'request failed',
      'request',
      'store failed',
      'request',
    ]);
    for (const line of lines) expect(line).to.include({ trace_id, span_id });
    lines.length = 0;
    await ask('GET', `${base}/docs`, { headers: { traceparent: `${traceparent}0` } });
    expect(lines).to.have.length(1);
    expect(lines[0]).not.to.have.any.keys('trace_id', 'span_id');
  });

  it('has the cause of a store error, although the response hides that cause', async () => {
    const { status, text } = await ask('GET', `${base}/fail/store`);
    expect([status, text.includes('10.0.0.1')]).to.deep.equal([503, false]);
    expect(lines[0]).to.deep.include({ msg: 'store failed', level: 40, code: 'database_unavailable' });
    expect(lines[0]).to.have.nested.property('err.message', '10.0.0.1 refused');
  });
});
