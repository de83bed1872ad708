import { expect } from 'chai';
import * as v from 'valibot';
import { Edge } from '../../../../src/adapters/http/edge/edge.ts';
import { integerParameter } from '../../../../src/adapters/http/input/parameters.ts';
import { type Route, route } from '../../../../src/adapters/http/routing/route.ts';
import { UserIdField } from '../../../../src/adapters/http/tasks/fields.ts';
import type { AccessEvent } from '../../../../src/domain/access/audit-entry.ts';
import { ask, talk } from '../../../../tools/support/client.ts';
import { type RouteServer, serveRoutes } from '../../../support/service/serve-routes.ts';
import { silentLog } from '../../../support/service/silent-log.ts';
import { ALICE, BOB, fakeGate } from './fake-gate.ts';

const bearer = (token: string) => ({ Authorization: `Bearer ${token}` });

/** A route that returns the actor and the client of the request. */
const echo: Route = route({
  method: 'POST',
  path: '/api/{user_id}/echo',
  operationId: 'echo',
  summary: '',
  tag: '',
  access: 'tasks:write',
  params: v.object({ user_id: UserIdField }),
  query: v.object({ number: integerParameter(0, 9, 0, '') }),
  replies: { 200: { description: '' } },
  errors: [],
  handle: ({ actor, client, params }) => ({ status: 200, body: { actor, client: client(), params } }),
});

describe('the access check of a service that requires credentials', () => {
  let served: RouteServer;
  let fake: ReturnType<typeof fakeGate>;
  let events: AccessEvent[];

  beforeEach(async () => {
    fake = fakeGate({ requests: 3, origins: ['https://home.example'] });
    events = [];
    const edge = new Edge(fake.gate, { publicUrl: undefined, corsOrigins: [] }, (event) => events.push(event));
    served = await serveRoutes([echo], silentLog, undefined, edge);
  });

  afterEach(() => served.close());

  const post = (headers: Record<string, string>, user: string = ALICE, query = '') =>
    ask('POST', `${served.url}/api/${user}/echo${query}`, { headers });

  it('passes the actor, the client and the user of the credential to the route', async () => {
    const { json } = await post({ ...bearer('tp_alice'), 'User-Agent': 'curl', 'X-Request-Id': 'r-1' }, 'me');
    expect(json.actor).to.deep.include({ user: ALICE, kind: 'token' });
    expect(json.params).to.deep.equal({ user_id: ALICE });
    expect(json.client).to.deep.equal({ address: '127.0.0.1', requestId: 'r-1', userAgent: 'curl' });
  });

  it('accepts the scheme Bearer in upper and lower case', async () => {
    expect((await post({ Authorization: 'bEARER tp_alice' })).status).to.equal(200);
  });

  it('answers 400 to two Authorization headers, even if they are equal', async () => {
    const head = `POST /api/me/echo HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 0\r\n`;
    const twice = 'Authorization: Bearer tp_alice\r\nauthorization: Bearer tp_alice\r\n\r\n';
    expect(await talk(served.url, head + twice)).to.match(/^HTTP\/1\.1 400 .*"code":"bad_request"/s);
    expect(fake.bearers.checks).to.equal(0);
  });

  it('answers 400 to a request whose token and session cookie belong to different users', async () => {
    const answer = await post({ ...bearer('tp_alice'), Cookie: 'session=bob' });
    expect([answer.status, answer.json.code]).to.deep.equal([400, 'bad_request']);
  });

  it('uses the token of a request that also has a session cookie, if the cookie is of the same user or expired', async () => {
    const both = await post({ ...bearer('tp_alice'), Cookie: 'session=alice' });
    expect(both.json.actor.kind).to.equal('token');
    expect((await post({ ...bearer('tp_alice'), Cookie: 'session=over' })).status).to.equal(200);
    const reader = await post({ ...bearer('tp_reader'), Cookie: 'session=alice' });
    expect(reader.json.code).to.equal('insufficient_scope');
  });

  it('answers 401 to an invalid token, even if the request also has a valid session cookie', async () => {
    const answer = await post({ ...bearer('tp_bad'), Cookie: 'session=alice', 'Sec-Fetch-Site': 'same-origin' });
    expect(answer.json.code).to.equal('invalid_token');
  });

  it('answers 401 to a bearer token of an unsupported kind, even if the request also has a valid session cookie', async () => {
    for (const headers of [bearer('a.b.c'), { ...bearer('a.b.c'), Cookie: 'session=alice' }])
      expect((await post(headers)).json.code).to.equal('invalid_token');
  });

  it('answers 503, not 401, if the keys of the token issuer could never be read', async () => {
    const answer = await post(bearer('tp_unavailable'));
    expect([answer.status, answer.json.code]).to.deep.equal([503, 'issuer_unavailable']);
    expect(answer.headers['retry-after']).to.match(/^[123]$/);
  });

  for (const [headers, status] of [
    [{ Origin: 'https://home.example' }, 200],
    [{ 'Sec-Fetch-Site': 'none' }, 200],
    [{ 'Sec-Fetch-Site': 'same-site' }, 403],
    [{ Origin: 'null' }, 403],
    [{ Origin: 'https://elsewhere.example' }, 403],
    [{ Origin: 'http://127.0.0.1' }, 403],
    [{ 'Sec-Fetch-Site': 'cross-site', Origin: 'OWN' }, 403],
    [{ 'Sec-Fetch-Site': 'cross-site', Origin: 'https://home.example' }, 403],
    [{ Origin: 'OWN' }, 200],
  ] as [Record<string, string>, number][]) {
    it(`answers ${status} to a POST with a session cookie and the headers ${JSON.stringify(headers)}`, async () => {
      const own = { ...headers, ...(headers.Origin === 'OWN' && { Origin: served.url }) };
      expect((await post({ Cookie: 'session=alice', ...own })).status).to.equal(status);
      // With a token the origin does not matter: a foreign page cannot send `Authorization` without a CORS preflight.
      expect((await post({ ...bearer('tp_alice'), ...own })).status).to.equal(200);
    });
  }

  it('checks in this order: credential, user in the path, rate limit, scope, input', async () => {
    const both = { Cookie: 'session=bad', 'Sec-Fetch-Site': 'cross-site' };
    expect((await post(both, BOB, '?number=x')).json.code).to.equal('invalid_token');
    expect((await post(bearer('tp_reader'), BOB, '?number=x')).json.code).to.equal('wrong_user');
    expect((await post(bearer('tp_reader'), ALICE, '?number=x')).json.code).to.equal('insufficient_scope');
    expect((await post(bearer('tp_alice'), ALICE, '?number=x')).json.code).to.equal('validation_failed');
    expect((await post(bearer('tp_reader'), ALICE, '?number=x')).json.code).to.equal('rate_limited');
    expect((await post(bearer('tp_reader'), BOB, '?number=x')).json.code).to.equal('wrong_user');
  });

  it('sends with every answer how many requests the user has left, and answers 429 when none are left', async () => {
    const left: unknown[] = [];
    for (const user of [ALICE, BOB, 'me', ALICE]) {
      const { status, headers } = await post(bearer('tp_alice'), user);
      expect(headers['ratelimit-policy']).to.equal('"user";q=3;w=60');
      left.push([status, headers.ratelimit]);
    }
    expect(left).to.deep.equal([
      [200, '"user";r=2;t=60'],
      [403, '"user";r=1;t=60'],
      [200, '"user";r=0;t=60'],
      [429, '"user";r=0;t=60'],
    ]);
    fake.time.advance(29_500);
    const refused = await post(bearer('tp_reader'));
    expect([refused.headers['retry-after'], refused.headers.ratelimit]).to.deep.equal(['31', '"user";r=0;t=31']);
    expect((await post(bearer('tp_bob'), BOB)).status).to.equal(200);
    fake.time.advance(30_500);
    expect((await post(bearer('tp_alice'))).status).to.equal(200);
  });

  it('counts against the rate limit also a request that is refused because a page of another site sent it', async () => {
    const answer = await post({ Cookie: 'session=alice', 'Sec-Fetch-Site': 'cross-site' });
    expect([answer.json.code, answer.headers.ratelimit]).to.deep.equal(['cross_origin', '"user";r=2;t=60']);
  });

  it('answers 403, not 404 or 405, to a path or method without a route if the path names another user', async () => {
    const code = async (method: string, path: string) =>
      (await ask(method, served.url + path, { headers: bearer('tp_alice') })).json.code;
    expect(await code('GET', `/api/${BOB}/echo`)).to.equal('wrong_user');
    expect(await code('GET', `/api/${BOB}/nope`)).to.equal('wrong_user');
    expect(await code('GET', '/api/nope')).to.equal('wrong_user');
    fake.time.advance(60_000);
    expect(await code('GET', `/api/${ALICE}/echo`)).to.equal('method_not_allowed');
    expect(await code('GET', `/api/%61${ALICE.slice(1)}/nope`)).to.equal('not_found');
    expect(await code('GET', '/api/me/nope')).to.equal('not_found');
    fake.time.advance(60_000);
    expect(await code('GET', '/api/auth/get-session')).to.equal('not_found');
    expect((await ask('OPTIONS', `${served.url}/api/${BOB}/echo`)).status).to.equal(204);
  });

  it('does not count a request without a valid credential against the rate limit', async () => {
    for (let i = 0; i < 5; i++) expect((await post(bearer('tp_bad'))).headers.ratelimit).to.equal(undefined);
    expect((await post(bearer('tp_alice'))).headers.ratelimit).to.equal('"user";r=2;t=60');
  });

  it('records each refused request in the audit, for the user of the credential', async () => {
    await post({ ...bearer('tp_alice'), 'X-Request-Id': 'r-1', 'User-Agent': 'curl' }, BOB);
    await post({});
    await post(bearer('tp_expired'));
    await post(bearer('tp_bad'));
    await post({ Cookie: 'session=alice' });
    await post(bearer('tp_reader'));
    await post(bearer('tp_reader'));
    const client = { address: '127.0.0.1', requestId: 'r-1', userAgent: 'curl' };
    expect(events[0]).to.deep.equal({ ...client, userId: ALICE, event: 'refused', outcome: 'wrong_user' });
    expect(events.map(({ userId, outcome }) => [userId, outcome]).slice(1)).to.deep.equal([
      [null, 'unauthenticated'],
      [ALICE, 'invalid_token'],
      [null, 'invalid_token'],
      [ALICE, 'cross_origin'],
      [ALICE, 'insufficient_scope'],
      [ALICE, 'rate_limited'],
    ]);
  });

  it('explains why a token is invalid also in an error body in problem details format (RFC 9457)', async () => {
    const answer = await post({ ...bearer('tp_expired'), Accept: 'application/problem+json' });
    expect(answer.json).to.include({ type: '/docs#invalid_token', status: 401, detail: 'expired' });
    expect(answer.headers['www-authenticate']).to.include('error_description="expired"');
  });
});
