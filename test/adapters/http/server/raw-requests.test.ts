import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { expect } from 'chai';
import { ask, statusesIn, talk } from '../../../../tools/support/client.ts';
import { memory } from '../../../support/service/stores.ts';

/** A request that Node's parser rejects, or wrongly accepts, gets the same JSON error body as any other error. */
describe('a malformed request', () => {
  let base: string;
  const tasks = `/api/${randomUUID()}/tasks`;
  const host = 'Host: localhost';
  const json = 'Content-Type: application/json';
  const last = 'Connection: close';

  before(async () => {
    base = (await memory.service()).url;
  });

  const cases: [trait: string, lines: string[], status: number, code: string][] = [
    ['is not HTTP', ['hello'], 400, 'bad_request'],
    ['has an unknown method', [`FETCH /health HTTP/1.1`, host], 400, 'bad_request'],
    ['has no Host', ['GET /health HTTP/1.1', last], 400, 'bad_request'],
    ['has two Hosts', ['GET /health HTTP/1.1', host, host, last], 400, 'bad_request'],
    ['has an invalid Host', ['GET /health HTTP/1.1', 'Host: a b@c', last], 400, 'bad_request'],
    ['has an empty Host', ['GET /health HTTP/1.1', 'Host:', last], 400, 'bad_request'],
    ['has a path that cannot be decoded', ['GET /api/%zz/tasks HTTP/1.1', host, last], 400, 'bad_request'],
    ['has a query that cannot be decoded', [`GET ${tasks}?limit=%ff HTTP/1.1`, host, last], 400, 'bad_request'],
    ['has a space in a header name', ['GET /health HTTP/1.1', host, 'X Y: z'], 400, 'bad_request'],
    ['has a header without a colon', ['GET /health HTTP/1.1', host, 'nonsense'], 400, 'bad_request'],
    [
      'has a Content-Length that is not a number',
      [`POST ${tasks} HTTP/1.1`, host, json, 'Content-Length: ten'],
      400,
      'bad_request',
    ],
    [
      'has two Content-Lengths',
      [`POST ${tasks} HTTP/1.1`, host, 'Content-Length: 1', 'Content-Length: 2'],
      400,
      'bad_request',
    ],
    [
      'has an unknown expectation',
      [`POST ${tasks} HTTP/1.1`, host, 'Expect: miracles', last],
      417,
      'expectation_failed',
    ],
    ['asks for a tunnel', ['CONNECT example.org:443 HTTP/1.1', host], 400, 'bad_request'],
    ['has a path of 9 KiB', [`GET /${'x'.repeat(9 * 1024)} HTTP/1.1`, host, last], 414, 'uri_too_long'],
    ['has a path of 20 KiB', [`GET /${'x'.repeat(20 * 1024)} HTTP/1.1`, host, last], 414, 'uri_too_long'],
    ['has a header of 20 KiB', ['GET /health HTTP/1.1', host, `X: ${'x'.repeat(20 * 1024)}`], 431, 'headers_too_large'],
    ['has 101 headers', ['GET /health HTTP/1.1', host, last, ...Array(99).fill('X: y')], 431, 'headers_too_large'],
    ['has 200 headers', ['GET /health HTTP/1.1', ...Array(199).fill('X: y'), host, last], 431, 'headers_too_large'],
    ['has an unknown path', ['GET /nothing HTTP/1.1', host, last], 404, 'not_found'],
    ['has an unknown path on another host', ['GET http://x/nothing HTTP/1.1', host, last], 404, 'not_found'],
    ['has an invalid host in its address', ['GET http://[x/health HTTP/1.1', host, last], 400, 'bad_request'],
    ['has a path in upper case', ['GET /HEALTH HTTP/1.1', host, last], 404, 'not_found'],
    ['is a GET of *', ['GET * HTTP/1.1', host, last], 400, 'bad_request'],
    [
      'has two expectations',
      [`POST ${tasks} HTTP/1.1`, host, 'Expect: 100-continue, x', last],
      417,
      'expectation_failed',
    ],
  ];
  for (const [trait, lines, status, code] of cases) {
    it(`gets ${status} when it ${trait}`, async () => {
      const received = await talk(base, `${lines.join('\r\n')}\r\n\r\n`);
      expect(statusesIn(received)).to.deep.equal([status]);
      expect(received).to.match(/^Content-Type: application\/json\r$/m);
      const body = JSON.parse(received.slice(received.indexOf('\r\n\r\n')));
      expect(body).to.have.keys('detail', 'code', 'request_id');
      expect(body.code).to.equal(code);
      expect(received).to.include(`X-Request-Id: ${body.request_id}\r\n`);
      expect(received).to.include('X-Content-Type-Options: nosniff\r\n');
      // RFC 9110 section 6.6.1 requires a Date header.
      expect(received).to.match(/^Date: \w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT\r$/m);
    });
  }

  const rejectedHeads: [trait: string, request: string, status: number][] = [
    ['has no Host', 'HEAD /health HTTP/1.1\r\nConnection: close', 400],
    ['has a header without a colon', `HEAD /health HTTP/1.1\r\n${host}\r\nnonsense`, 400],
    ['has an unknown version of HTTP', `HEAD /health HTTP/9.9\r\n${host}`, 400],
    ['has a header of 20 KiB', `HEAD /health HTTP/1.1\r\n${host}\r\nX: ${'x'.repeat(20 * 1024)}`, 431],
    ['has a path of 20 KiB', `HEAD /${'x'.repeat(20 * 1024)} HTTP/1.1\r\n${host}`, 414],
    ['has an unknown expectation', `HEAD /health HTTP/1.1\r\n${host}\r\nExpect: x\r\nConnection: close`, 417],
  ];
  for (const [trait, request, status] of rejectedHeads) {
    it(`gets ${status} without a body when its method is HEAD and it ${trait}`, async () => {
      for (const before of ['', `GET /health HTTP/1.1\r\n${host}\r\n\r\n`]) {
        const received = await talk(base, `${before}${request}\r\n\r\n`);
        expect(statusesIn(received)).to.deep.equal(before === '' ? [status] : [200, status]);
        expect(received).to.match(/\r\n\r\n$/);
      }
    });
  }

  it('gets an error body when its path contains HEAD but its method is GET', async () => {
    expect(await talk(base, `GET /HEAD HTTP/1.1\r\n${host}\r\nnonsense\r\n\r\n`)).to.match(/\}$/);
  });

  it('gets 400 when it has both Content-Length and Transfer-Encoding, and a request hidden in its body is not run', async () => {
    const hidden = `POST ${tasks} HTTP/1.1\r\n${host}\r\n${json}\r\nContent-Length: 15\r\n\r\n{"title": "no"}`;
    const ambiguous = `POST ${tasks} HTTP/1.1\r\n${host}\r\n${json}\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n${hidden}`;
    expect(statusesIn(await talk(base, ambiguous))).to.deep.equal([400]);
    expect((await ask('GET', base + tasks)).text).to.equal('[]');
  });

  it('gets 400 after the 201 of a valid request that precedes it on the same connection', async () => {
    const valid = `POST ${tasks} HTTP/1.1\r\n${host}\r\n${json}\r\nContent-Length: 16\r\n\r\n{"title": "yes"}`;
    const received = await talk(base, `${valid}garbage\r\n\r\n`);
    expect(statusesIn(received)).to.deep.equal([201, 400]);
    expect((await ask('GET', base + tasks)).json).to.have.length(1);
  });

  it('gets 400 and changes nothing when its body has an invalid chunk', async () => {
    const tasks = `/api/${randomUUID()}/tasks`;
    const head = `POST ${tasks} HTTP/1.1\r\n${host}\r\n${json}\r\nTransfer-Encoding: chunked\r\n\r\n`;
    expect(statusesIn(await talk(base, `${head}f\r\n{"title": "no"}\r\nzz\r\n`))).to.deep.equal([400]);
    expect((await ask('GET', base + tasks)).text).to.equal('[]');
  });

  for (const [method, tail] of [
    ['PATCH', '/complete'],
    ['DELETE', ''],
  ] as const) {
    it(`gets 400 and changes nothing when it is a ${method} with an invalid chunk in a body that is not read`, async () => {
      const { json: task } = await ask('POST', base + tasks, { body: { title: 'x' } });
      const head = `${method} ${tasks}/${task.id}${tail} HTTP/1.1\r\n${host}\r\nTransfer-Encoding: chunked\r\n\r\n`;
      expect(statusesIn(await talk(base, `${head}zz\r\nxx\r\n0\r\n\r\n`))).to.deep.equal([400]);
      expect((await ask('GET', `${base}${tasks}/${task.id}`)).json).to.deep.equal(task);
    });
  }

  it('gets no second response when it was answered before the malformed rest of its body arrived', async () => {
    const head = `POST /nothing HTTP/1.1\r\n${host}\r\nTransfer-Encoding: chunked\r\n\r\n`;
    const socket = connect(Number(new URL(base).port));
    socket.write(head);
    const [answer] = await once(socket, 'data');
    socket.write('zz\r\n');
    expect(statusesIn(answer + (await text(socket)))).to.deep.equal([404]);
  });

  it('leaves its connection usable for another request when it gets 413', async () => {
    const big = 'x'.repeat(2 * 1024 * 1024);
    const tooBig = `POST ${tasks} HTTP/1.1\r\n${host}\r\n${json}\r\nContent-Length: ${big.length}\r\n\r\n${big}`;
    const next = `GET /health HTTP/1.1\r\n${host}\r\n${last}\r\n\r\n`;
    expect(statusesIn(await talk(base, tooBig, next))).to.deep.equal([413, 200]);
  });
});

describe('an unusual but valid request', () => {
  let base: string;

  before(async () => {
    base = (await memory.service()).url;
  });

  const cases: [trait: string, request: string][] = [
    ['has an absolute address', 'GET http://example.org:80/health HTTP/1.1\r\nHost: example.org\r\nConnection: close'],
    ['has an IPv6 Host', 'GET /health HTTP/1.1\r\nHost: [::1]:8000\r\nConnection: close'],
    ['is HTTP/1.0 without a Host', 'GET /health HTTP/1.0'],
    ['has 100 headers', `GET /health HTTP/1.1\r\nHost: localhost\r\nConnection: close${'\r\nX: y'.repeat(98)}`],
    ['asks for an upgrade', 'GET /health HTTP/1.1\r\nHost: localhost\r\nUpgrade: h2c\r\nConnection: upgrade, close'],
    ['has an empty Expect', 'GET /health HTTP/1.1\r\nHost: localhost\r\nExpect:\r\nConnection: close'],
    ['has an empty list in Expect', 'GET /health HTTP/1.1\r\nHost: localhost\r\nExpect: ,\r\nConnection: close'],
    ['has a slash after its path', 'GET /health/ HTTP/1.1\r\nHost: localhost\r\nConnection: close'],
  ];
  for (const [trait, request] of cases) {
    it(`is served when it ${trait}`, async () => {
      expect(statusesIn(await talk(base, `${request}\r\n\r\n`))).to.deep.equal([200]);
    });
  }

  for (const address of ['*', 'http://example.org', 'http://example.org:8000']) {
    it(`gets the methods that the whole server supports when it is OPTIONS ${address}`, async () => {
      const received = await talk(base, `OPTIONS ${address} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`);
      expect(statusesIn(received)).to.deep.equal([204]);
      expect(received).to.match(/^Allow: DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT\r$/m);
    });
  }

  it('gets an SVG icon when it is GET /favicon.ico', async () => {
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

  it('gets status 100 once, and then the final response', async () => {
    for (const path of [tasks, `${tasks}?x=1`]) {
      expect(statusesIn(await talk(base, request(path, ['Connection: close']), '{"title": "x"}'))).to.deep.equal([
        100, 201,
      ]);
    }
  });

  it('can use its connection for another request after the response', async () => {
    const received = await talk(
      base,
      `${request(tasks, [])}{"title": "x"}GET /health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`,
    );
    expect(statusesIn(received)).to.deep.equal([100, 201, 200]);
  });

  it('gets no status 100 over HTTP/1.0', async () => {
    const received = await talk(base, request(tasks, []).replace('HTTP/1.1', 'HTTP/1.0'), '{"title": "x"}');
    expect(statusesIn(received)).to.deep.equal([201]);
  });

  const rejected: [trait: string, path: string, headers: string[], status: number][] = [
    ['has an unknown path', '/nothing', [], 404],
    ['has a method that its path does not allow', '/health', [], 405],
    ['has an unsupported content type', tasks, ['Content-Type: text/plain'], 415],
    ['has an unsupported content coding', tasks, ['Content-Encoding: zstd'], 415],
    ['has no content type', tasks, ['Content-Type-X: none'], 415],
    ['has a body of more than 1 MiB', tasks, ['Content-Length: 1048577'], 413],
    ['has a second expectation', tasks, ['Expect: x'], 417],
  ];
  for (const [trait, path, headers, status] of rejected) {
    it(`gets ${status} instead of 100, and its connection is closed, when its request ${trait}`, async () => {
      const received = await talk(base, request(path, headers));
      expect(statusesIn(received)).to.deep.equal([status]);
      expect(received).to.match(/^Connection: close\r$/m);
    });
  }

  it('gets an error response even if it sends its whole body without waiting', async () => {
    const body = 'x'.repeat(900_000);
    const head = request(tasks, ['Content-Type: text/csv', `Content-Length: ${body.length}`]);
    for (let i = 0; i < 5; i++) expect(statusesIn(await talk(base, head, body))).to.deep.equal([415]);
  });

  function request(path: string, headers: string[]): string {
    const all = ['Host: localhost', 'Expect: 100-continue', ...headers];
    if (!all.some((header) => /^content-type/i.test(header))) all.push('Content-Type: application/json');
    if (!all.some((header) => /^content-length/i.test(header))) all.push('Content-Length: 14');
    return `POST ${path} HTTP/1.1\r\n${all.join('\r\n')}\r\n\r\n`;
  }
});
