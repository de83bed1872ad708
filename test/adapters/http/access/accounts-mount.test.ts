import { expect } from 'chai';
import { AccountsMount } from '../../../../src/adapters/http/access/accounts-mount.ts';
import { UserLimit } from '../../../../src/adapters/http/access/user-limit.ts';
import { Edge } from '../../../../src/adapters/http/edge/edge.ts';
import { OwnPages } from '../../../../src/adapters/http/edge/own-pages.ts';
import { Proxies } from '../../../../src/adapters/http/edge/proxies.ts';
import { HttpError } from '../../../../src/adapters/http/problem/problem.ts';
import { LocalRateLimiter } from '../../../../src/adapters/limits/local-rate-limiter.ts';
import { WindowCounter } from '../../../../src/adapters/limits/window-counter.ts';
import type { AccessEvent, Client } from '../../../../src/domain/access/audit-entry.ts';
import { StoreError } from '../../../../src/ports/store-lifecycle.ts';
import { ask, talk } from '../../../../tools/support/client.ts';
import { type RouteServer, serveRoutes } from '../../../support/service/serve-routes.ts';
import { silentLog } from '../../../support/service/silent-log.ts';
import { ALICE, FakeChecker, fakeGate } from './fake-gate.ts';

describe('the account endpoints below /api/auth/', () => {
  let served: RouteServer;
  let signIns: LocalRateLimiter;
  let recorded: AccessEvent[];
  let seen: { request: Request; client: Client; body: string }[];
  let answer: () => Response | Promise<Response>;
  let now: number;

  beforeEach(async () => {
    seen = [];
    recorded = [];
    now = 0;
    answer = () => Response.json({ ok: true });
    signIns = new LocalRateLimiter(new WindowCounter({ requests: 3, seconds: 60 }, () => now));
    const proxies = new Proxies(['127.0.0.1']);
    const mount = new AccountsMount({
      async handle(request, client) {
        seen.push({ request, client, body: await request.text() });
        return answer();
      },
      signIns,
      limit: new UserLimit(new LocalRateLimiter(new WindowCounter({ requests: 6, seconds: 60 }, () => now))),
      checkers: [new FakeChecker('cookie')],
      pages: new OwnPages([]),
      proxies,
    });
    const edge = new Edge(
      fakeGate().gate,
      { publicUrl: undefined, corsOrigins: [] },
      (event) => recorded.push(event),
      mount,
    );
    served = await serveRoutes([], silentLog, undefined, edge);
  });

  afterEach(() => served.close());

  const signIn = (headers: Record<string, string> = {}) =>
    ask('POST', `${served.url}/api/auth/sign-in/email`, { headers, body: { email: 'a@b.example' } });

  const post = (path: string, headers: Record<string, string> = {}) =>
    ask('POST', `${served.url}/api/auth/${path}`, { headers, body: {} });

  /** The headers of a request that a page of the service sends for the signed-in user Alice. */
  const ALICES = { Cookie: 'session=alice', 'Sec-Fetch-Site': 'same-origin' };

  const failing = () => {
    answer = () => {
      throw new HttpError('bad_request');
    };
  };

  it('pass the URL, body, client address and headers of a request to the handler, except connection headers', async () => {
    const forwarded = {
      'X-Forwarded-For': '198.51.100.1',
      'X-Forwarded-Proto': 'https',
      'X-Forwarded-Host': 'home.example',
    };
    await ask('POST', `${served.url}/api/auth/sign-up/email?x=1`, {
      headers: { ...forwarded, Cookie: 'a=1; b=2', 'User-Agent': 'curl', 'X-Request-Id': 'r-1' },
      body: { email: 'a@b.example' },
    });
    const [{ request, client, body }] = seen as [(typeof seen)[0]];
    expect([request.method, request.url]).to.deep.equal(['POST', 'https://home.example/api/auth/sign-up/email?x=1']);
    expect(client).to.deep.equal({ address: '198.51.100.1', requestId: 'r-1', userAgent: 'curl' });
    expect(body).to.equal('{"email":"a@b.example"}');
    expect(request.headers.get('cookie')).to.equal('a=1; b=2');
    for (const name of ['connection', 'host', 'x-forwarded-for', 'content-length'])
      expect(request.headers.has(name), name).to.equal(false);
  });

  it('send the answer of the handler with all its cookies, and the common headers of every reply', async () => {
    answer = () => {
      const headers = new Headers({ 'Content-Type': 'application/json' });
      headers.append('Set-Cookie', 'a=1; HttpOnly');
      headers.append('Set-Cookie', 'b=2');
      return new Response('{"user":1}', { status: 201, headers });
    };
    const { status, headers, text } = await ask('GET', `${served.url}/api/auth/get-session`);
    expect([status, text]).to.deep.equal([201, '{"user":1}']);
    expect(headers['set-cookie']).to.deep.equal(['a=1; HttpOnly', 'b=2']);
    expect(headers).to.include({ 'x-content-type-options': 'nosniff', 'content-length': '10' });
    const head = await ask('HEAD', `${served.url}/api/auth/get-session`);
    expect([head.status, head.text]).to.deep.equal([201, '']);
  });

  it('answer with the usual JSON error body when the handler throws an error', async () => {
    failing();
    const { status, json } = await signIn({ 'X-Request-Id': 'r-1' });
    expect(status).to.equal(400);
    expect(json).to.deep.include({ code: 'bad_request', request_id: 'r-1' });
    answer = () => Promise.reject(new Error('hunter2'));
    const broken = await ask('GET', `${served.url}/api/auth/get-session`);
    expect([broken.status, broken.json.code]).to.deep.equal([500, 'internal_error']);
    expect(broken.text).not.to.include('hunter2');
  });

  it('answer OPTIONS with the allowed methods', async () => {
    const { status, headers } = await ask('OPTIONS', `${served.url}/api/auth/sign-in/email`);
    expect([status, headers.allow]).to.deep.equal([204, 'GET, OPTIONS, POST']);
  });

  it('reject a body of more than 1 MiB with 413', async () => {
    const answered = await ask('POST', `${served.url}/api/auth/sign-up/email`, { body: 'x'.repeat(1024 * 1024 + 1) });
    expect([answered.status, seen]).to.deep.equal([413, []]);
  });

  it('answer 405 to TRACE, which the Fetch API does not allow', async () => {
    const answered = await talk(served.url, 'TRACE /api/auth/x HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n');
    expect(answered).to.match(/^HTTP\/1\.1 405 /);
  });

  it('refuse a POST from another site, and a POST with a session cookie but without Origin and Sec-Fetch-Site', async () => {
    for (const headers of [{ 'Sec-Fetch-Site': 'cross-site' }, { Origin: 'null' }, { Cookie: 'session=alice' }])
      expect((await signIn(headers as Record<string, string>)).json.code).to.equal('cross_origin');
    expect(seen).to.deep.equal([]);
    expect((await signIn({ Cookie: 'session=alice', 'Sec-Fetch-Site': 'same-origin' })).status).to.equal(200);
    expect((await signIn({ Cookie: 'other=1' })).status).to.equal(200);
  });

  it('answer 429 to sign-ins from an IP address after three failed ones, but serve other requests from this address', async () => {
    failing();
    for (let i = 0; i < 3; i++) expect((await signIn()).status).to.equal(400);
    answer = () => Response.json({ ok: true });
    const refused = await signIn();
    expect([refused.status, refused.json.code, seen.length]).to.deep.equal([429, 'rate_limited', 3]);
    expect(refused.headers).to.include({ 'retry-after': '60', ratelimit: '"sign-in";r=0;t=60' });
    expect((await ask('GET', `${served.url}/api/auth/get-session`)).status).to.equal(200);
    expect((await ask('POST', `${served.url}/api/auth/sign-out`)).status).to.equal(200);
    expect((await signIn({ 'X-Forwarded-For': '198.51.100.1' })).status).to.equal(200);
    now += 60_000;
    expect((await signIn()).status).to.equal(200);
  });

  it('count a sign-in as failed when the handler returns an error response instead of throwing', async () => {
    answer = () => Response.json({}, { status: 401 });
    for (let i = 0; i < 3; i++) expect((await signIn()).status).to.equal(401);
    expect((await signIn()).status).to.equal(429);
  });

  it('count no sign-in towards the limit of failed attempts if it succeeds, or fails with a 5xx error', async () => {
    for (let i = 0; i < 5; i++) expect((await signIn()).status).to.equal(200);
    answer = () => {
      throw new StoreError('database_unavailable');
    };
    for (let i = 0; i < 5; i++) expect((await signIn()).status).to.equal(503);
  });

  it('run at most as many failing sign-ins as the limit allows, even if more are sent concurrently', async () => {
    failing();
    const statuses = (await Promise.all(Array.from({ length: 20 }, () => signIn()))).map(({ status }) => status);
    expect([seen.length, statuses.filter((status) => status === 429).length]).to.deep.equal([3, 17]);
  });

  it('let concurrent sign-ins beyond the limit of failed attempts wait, and run all of them if none fails', async () => {
    const { promise: allHaveCome, resolve } = Promise.withResolvers<void>();
    const take = signIns.take.bind(signIns);
    let taken = 0;
    signIns.take = (key) => {
      if (++taken === 13) resolve();
      return take(key);
    };
    answer = async () => {
      await allHaveCome;
      return Response.json({ ok: true });
    };
    const statuses = (await Promise.all(Array.from({ length: 13 }, () => signIn()))).map(({ status }) => status);
    expect([seen.length, new Set(statuses)]).to.deep.equal([13, new Set([200])]);
  });

  it('answer 404 to a path with dot segments, even if the resolved path is that of an endpoint', async () => {
    for (const path of ['./sign-in/email', 'x/../sign-in/email', '%2e/sign-in/email', 'x/%2E%2e/sign-in/email']) {
      const request = `POST /api/auth/${path} HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\nConnection: close\r\n\r\n`;
      expect(await talk(served.url, request), path).to.match(/^HTTP\/1\.1 404 /);
    }
    expect(seen).to.deep.equal([]);
  });

  it('count each request with a session cookie against the user’s rate limit, even one from another site', async () => {
    const crossSite = await post('sign-out', { ...ALICES, 'Sec-Fetch-Site': 'cross-site' });
    expect([crossSite.status, crossSite.headers.ratelimit]).to.deep.equal([403, '"user";r=5;t=60']);
    for (let left = 4; left >= 0; left--)
      expect((await post('get-session', ALICES)).headers.ratelimit).to.equal(`"user";r=${left};t=60`);
    const refused = await post('sign-out', ALICES);
    expect([refused.status, refused.headers['retry-after'], seen.length]).to.deep.equal([429, '60', 5]);
    expect((await post('sign-out', { Cookie: 'session=gone', 'Sec-Fetch-Site': 'same-origin' })).status).to.equal(200);
    expect(recorded.map(({ outcome, userId }) => [outcome, userId])).to.deep.equal([
      ['cross_origin', ALICE],
      ['rate_limited', ALICE],
    ]);
  });

  it('refuse a password change after three wrong passwords, even from different addresses, but let the user sign in', async () => {
    failing();
    for (const address of ['198.51.100.1', '198.51.100.2', '198.51.100.3'])
      expect((await post('change-password', { ...ALICES, 'X-Forwarded-For': address })).status).to.equal(400);
    const refused = await post('change-password', ALICES);
    expect([refused.status, refused.headers.ratelimit, seen.length]).to.deep.equal([
      429,
      '"change-password";r=0;t=60',
      3,
    ]);
    answer = () => Response.json({ ok: true });
    expect((await signIn()).status).to.equal(200);
    expect((await post('change-password', { ...ALICES, Cookie: 'session=bob' })).status).to.equal(200);
  });

  it('limit sign-ups per IP address, even successful ones, but do not limit sign-ups sent by a signed-in user', async () => {
    for (let i = 0; i < 3; i++) expect((await post('sign-up/email')).status).to.equal(200);
    expect((await post('sign-up/email')).headers.ratelimit).to.equal('"sign-up";r=0;t=60');
    expect((await post('sign-up/email', ALICES)).status).to.equal(200);
    expect((await signIn()).status).to.equal(200);
    expect((await post('sign-up/email', { 'X-Forwarded-For': '198.51.100.1' })).status).to.equal(200);
  });

  it('count failed sign-ins of all addresses in one IPv6 /64 network together', async () => {
    failing();
    for (const address of ['2001:db8:1:2::1', '2001:db8:1:2:3:4:5:6', '2001:db8:1:2::'])
      expect((await signIn({ 'X-Forwarded-For': address })).status).to.equal(400);
    expect((await signIn({ 'X-Forwarded-For': '2001:db8:1:2:ffff::9' })).status).to.equal(429);
    expect((await signIn({ 'X-Forwarded-For': '2001:db8:1:3::1' })).status).to.equal(400);
  });
});
