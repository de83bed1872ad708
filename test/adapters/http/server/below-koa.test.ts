import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { expect } from 'chai';
import { ask, statusesIn, talk } from '../../../../tools/support/client.ts';
import { memory } from '../../../support/service/stores.ts';

/** What Node's parser refuses, and what it would let through, gets the same JSON as any other error. */
describe('a malformed request', () => {
  let base: string;
  const tasks = `/api/${randomUUID()}/tasks`;
  const host = 'Host: localhost';
  const json = 'Content-Type: application/json';
  const last = 'Connection: close';

  before(async () => {
    base = (await memory.service()).url;
  });

  const cases: [what: string, lines: string[], status: number, code: string][] = [
    ['that is no HTTP', ['hello'], 400, 'bad_request'],
    ['of a method that there is not', [`FETCH /health HTTP/1.1`, host], 400, 'bad_request'],
    ['without a Host', ['GET /health HTTP/1.1', last], 400, 'bad_request'],
    ['with two Hosts', ['GET /health HTTP/1.1', host, host, last], 400, 'bad_request'],
    ['with an invalid Host', ['GET /health HTTP/1.1', 'Host: a b@c', last], 400, 'bad_request'],
    ['with an empty Host', ['GET /health HTTP/1.1', 'Host:', last], 400, 'bad_request'],
    ['with a path that cannot be decoded', ['GET /api/%zz/tasks HTTP/1.1', host, last], 400, 'bad_request'],
    ['with a query that cannot be decoded', [`GET ${tasks}?limit=%ff HTTP/1.1`, host, last], 400, 'bad_request'],
    ['with a space in a header name', ['GET /health HTTP/1.1', host, 'X Y: z'], 400, 'bad_request'],
    ['with a header that is no header', ['GET /health HTTP/1.1', host, 'nonsense'], 400, 'bad_request'],
    [
      'with a length that is no number',
      [`POST ${tasks} HTTP/1.1`, host, json, 'Content-Length: ten'],
      400,
      'bad_request',
    ],
    [
      'with two lengths',
      [`POST ${tasks} HTTP/1.1`, host, 'Content-Length: 1', 'Content-Length: 2'],
      400,
      'bad_request',
    ],
    [
      'that expects the impossible',
      [`POST ${tasks} HTTP/1.1`, host, 'Expect: miracles', last],
      417,
      'expectation_failed',
    ],
    ['for a tunnel', ['CONNECT example.org:443 HTTP/1.1', host], 400, 'bad_request'],
    ['with a path of 9 KiB', [`GET /${'x'.repeat(9 * 1024)} HTTP/1.1`, host, last], 414, 'uri_too_long'],
    ['with a path of 20 KiB', [`GET /${'x'.repeat(20 * 1024)} HTTP/1.1`, host, last], 414, 'uri_too_long'],
    [
      'with a header of 20 KiB',
      ['GET /health HTTP/1.1', host, `X: ${'x'.repeat(20 * 1024)}`],
      431,
      'headers_too_large',
    ],
    ['with 101 headers', ['GET /health HTTP/1.1', host, last, ...Array(99).fill('X: y')], 431, 'headers_too_large'],
    ['with 200 headers', ['GET /health HTTP/1.1', ...Array(199).fill('X: y'), host, last], 431, 'headers_too_large'],
    ['for a path that there is not', ['GET /nothing HTTP/1.1', host, last], 404, 'not_found'],
    ['for another host’s path that there is not', ['GET http://x/nothing HTTP/1.1', host, last], 404, 'not_found'],
    ['for a host that there cannot be', ['GET http://[x/health HTTP/1.1', host, last], 400, 'bad_request'],
    ['for a path in other letters', ['GET /HEALTH HTTP/1.1', host, last], 404, 'not_found'],
    ['to GET the server as a whole', ['GET * HTTP/1.1', host, last], 400, 'bad_request'],
    [
      'that expects two things',
      [`POST ${tasks} HTTP/1.1`, host, 'Expect: 100-continue, x', last],
      417,
      'expectation_failed',
    ],
  ];
  for (const [what, lines, status, code] of cases) {
    it(`${what} gets ${status}`, async () => {
      const said = await talk(base, `${lines.join('\r\n')}\r\n\r\n`);
      expect(statusesIn(said)).to.deep.equal([status]);
      expect(said).to.match(/^Content-Type: application\/json\r$/m);
      const body = JSON.parse(said.slice(said.indexOf('\r\n\r\n')));
      expect(body).to.have.keys('detail', 'code', 'request_id');
      expect(body.code).to.equal(code);
      expect(said).to.include(`X-Request-Id: ${body.request_id}\r\n`);
      expect(said).to.include('X-Content-Type-Options: nosniff\r\n');
      // RFC 9110 section 6.6.1
      expect(said).to.match(/^Date: \w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT\r$/m);
    });
  }

  const refusedHeads: [what: string, request: string, status: number][] = [
    ['without a Host', 'HEAD /health HTTP/1.1\r\nConnection: close', 400],
    ['with a header that is no header', `HEAD /health HTTP/1.1\r\n${host}\r\nnonsense`, 400],
    ['of a version that there is not', `HEAD /health HTTP/9.9\r\n${host}`, 400],
    ['with headers of 20 KiB', `HEAD /health HTTP/1.1\r\n${host}\r\nX: ${'x'.repeat(20 * 1024)}`, 431],
    ['with a path of 20 KiB', `HEAD /${'x'.repeat(20 * 1024)} HTTP/1.1\r\n${host}`, 414],
    ['that expects the impossible', `HEAD /health HTTP/1.1\r\n${host}\r\nExpect: x\r\nConnection: close`, 417],
  ];
  for (const [what, request, status] of refusedHeads) {
    it(`of HEAD ${what} gets ${status} without a body`, async () => {
      for (const before of ['', `GET /health HTTP/1.1\r\n${host}\r\n\r\n`]) {
        const said = await talk(base, `${before}${request}\r\n\r\n`);
        expect(statusesIn(said)).to.deep.equal(before === '' ? [status] : [200, status]);
        expect(said).to.match(/\r\n\r\n$/);
      }
    });
  }

  it('for a path that is HEAD gets a body', async () => {
    expect(await talk(base, `GET /HEAD HTTP/1.1\r\n${host}\r\nnonsense\r\n\r\n`)).to.match(/\}$/);
  });

  it('that says its length in two ways is refused, and nothing of what it hides is done', async () => {
    const hidden = `POST ${tasks} HTTP/1.1\r\n${host}\r\n${json}\r\nContent-Length: 15\r\n\r\n{"title": "no"}`;
    const twice = `POST ${tasks} HTTP/1.1\r\n${host}\r\n${json}\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n${hidden}`;
    expect(statusesIn(await talk(base, twice))).to.deep.equal([400]);
    expect((await ask('GET', base + tasks)).text).to.equal('[]');
  });

  it('behind a good one does not take the good one’s answer', async () => {
    const good = `POST ${tasks} HTTP/1.1\r\n${host}\r\n${json}\r\nContent-Length: 16\r\n\r\n{"title": "yes"}`;
    const said = await talk(base, `${good}garbage\r\n\r\n`);
    expect(statusesIn(said)).to.deep.equal([201, 400]);
    expect((await ask('GET', base + tasks)).json).to.have.length(1);
  });

  it('whose body breaks off in the middle is refused, and does nothing', async () => {
    const tasks = `/api/${randomUUID()}/tasks`;
    const head = `POST ${tasks} HTTP/1.1\r\n${host}\r\n${json}\r\nTransfer-Encoding: chunked\r\n\r\n`;
    expect(statusesIn(await talk(base, `${head}f\r\n{"title": "no"}\r\nzz\r\n`))).to.deep.equal([400]);
    expect((await ask('GET', base + tasks)).text).to.equal('[]');
  });

  for (const [method, tail] of [
    ['PATCH', '/complete'],
    ['DELETE', ''],
  ] as const) {
    it(`to ${method} a task, with a body that breaks off, does nothing, though nobody wanted the body`, async () => {
      const { json: task } = await ask('POST', base + tasks, { body: { title: 'x' } });
      const head = `${method} ${tasks}/${task.id}${tail} HTTP/1.1\r\n${host}\r\nTransfer-Encoding: chunked\r\n\r\n`;
      expect(statusesIn(await talk(base, `${head}zz\r\nxx\r\n0\r\n\r\n`))).to.deep.equal([400]);
      expect((await ask('GET', `${base}${tasks}/${task.id}`)).json).to.deep.equal(task);
    });
  }

  it('that was answered before it was all there is not answered again when the rest is wrong', async () => {
    const head = `POST /nothing HTTP/1.1\r\n${host}\r\nTransfer-Encoding: chunked\r\n\r\n`;
    const socket = connect(Number(new URL(base).port));
    socket.write(head);
    const [answer] = await once(socket, 'data');
    socket.write('zz\r\n');
    expect(statusesIn(answer + (await text(socket)))).to.deep.equal([404]);
  });

  it('does not keep the connection from being used again after 413', async () => {
    const big = 'x'.repeat(2 * 1024 * 1024);
    const tooBig = `POST ${tasks} HTTP/1.1\r\n${host}\r\n${json}\r\nContent-Length: ${big.length}\r\n\r\n${big}`;
    const next = `GET /health HTTP/1.1\r\n${host}\r\n${last}\r\n\r\n`;
    expect(statusesIn(await talk(base, tooBig, next))).to.deep.equal([413, 200]);
  });
});

/** Well-formed, if unusual. */
describe('an unusual request', () => {
  let base: string;

  before(async () => {
    base = (await memory.service()).url;
  });

  const cases: [what: string, request: string][] = [
    ['with the whole address', 'GET http://example.org:80/health HTTP/1.1\r\nHost: example.org\r\nConnection: close'],
    ['to an IPv6 host', 'GET /health HTTP/1.1\r\nHost: [::1]:8000\r\nConnection: close'],
    ['of HTTP/1.0, without a Host', 'GET /health HTTP/1.0'],
    ['with 100 headers', `GET /health HTTP/1.1\r\nHost: x\r\nConnection: close${'\r\nX: y'.repeat(98)}`],
    ['that wants to upgrade', 'GET /health HTTP/1.1\r\nHost: x\r\nUpgrade: h2c\r\nConnection: upgrade, close'],
    ['with an empty Expect', 'GET /health HTTP/1.1\r\nHost: x\r\nExpect:\r\nConnection: close'],
    ['with an Expect that is an empty list', 'GET /health HTTP/1.1\r\nHost: x\r\nExpect: ,\r\nConnection: close'],
    ['with a slash at the end', 'GET /health/ HTTP/1.1\r\nHost: x\r\nConnection: close'],
  ];
  for (const [what, request] of cases) {
    it(`${what} is served`, async () => {
      expect(statusesIn(await talk(base, `${request}\r\n\r\n`))).to.deep.equal([200]);
    });
  }

  for (const address of ['*', 'http://example.org', 'http://example.org:8000']) {
    it(`to ask for the options of the server as a whole, as ${address}, is served`, async () => {
      const said = await talk(base, `OPTIONS ${address} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`);
      expect(statusesIn(said)).to.deep.equal([204]);
      expect(said).to.match(/^Allow: DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT\r$/m);
    });
  }

  it('for the icon that browsers ask for gets one', async () => {
    const answer = await ask('GET', `${base}/favicon.ico`);
    expect([answer.status, answer.headers['content-type']]).to.deep.equal([200, 'image/svg+xml']);
    expect(answer.text).to.match(/^<svg .*<\/svg>$/);
  });
});

describe('a client that expects 100-continue', () => {
  let base: string;
  const tasks = `/api/${randomUUID()}/tasks`;

  before(async () => {
    base = (await memory.service()).url;
  });

  it('is told to send its body, once', async () => {
    for (const path of [tasks, `${tasks}?x=1`]) {
      expect(statusesIn(await talk(base, request(path, ['Connection: close']), '{"title": "x"}'))).to.deep.equal([
        100, 201,
      ]);
    }
  });

  it('can go on using the connection after that', async () => {
    const said = await talk(
      base,
      `${request(tasks, [])}{"title": "x"}GET /health HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`,
    );
    expect(statusesIn(said)).to.deep.equal([100, 201, 200]);
  });

  it('of HTTP/1.0 is not', async () => {
    const said = await talk(base, request(tasks, []).replace('HTTP/1.1', 'HTTP/1.0'), '{"title": "x"}');
    expect(statusesIn(said)).to.deep.equal([201]);
  });

  const hopeless: [what: string, path: string, headers: string[], status: number][] = [
    ['to a path that there is not', '/nothing', [], 404],
    ['with a method that the path has not', '/health', [], 405],
    ['of a type that is not taken', tasks, ['Content-Type: text/plain'], 415],
    ['of a coding that is not taken', tasks, ['Content-Encoding: zstd'], 415],
    ['of no type', tasks, ['Content-Type-X: none'], 415],
    ['of more than 1 MiB', tasks, ['Content-Length: 1048577'], 413],
    ['and something else', tasks, ['Expect: x'], 417],
  ];
  for (const [what, path, headers, status] of hopeless) {
    it(`gets ${status} at once for a request ${what}, and the connection is closed`, async () => {
      const said = await talk(base, request(path, headers));
      expect(statusesIn(said)).to.deep.equal([status]);
      expect(said).to.match(/^Connection: close\r$/m);
    });
  }

  it('is answered although it does not wait, and sends all of its body', async () => {
    const body = 'x'.repeat(900_000);
    const head = request(tasks, ['Content-Type: text/csv', `Content-Length: ${body.length}`]);
    for (let i = 0; i < 5; i++) expect(statusesIn(await talk(base, head, body))).to.deep.equal([415]);
  });

  function request(path: string, headers: string[]): string {
    const all = ['Host: x', 'Expect: 100-continue', ...headers];
    if (!all.some((header) => /^content-type/i.test(header))) all.push('Content-Type: application/json');
    if (!all.some((header) => /^content-length/i.test(header))) all.push('Content-Length: 14');
    return `POST ${path} HTTP/1.1\r\n${all.join('\r\n')}\r\n\r\n`;
  }
});
