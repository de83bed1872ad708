import { expect } from 'chai';
import { parseConfig } from '../../../../config/env.ts';
import { Readiness } from '../../../../src/adapters/http/observability/readiness.ts';
import { HttpServer } from '../../../../src/adapters/http/server/http-server.ts';
import { compose } from '../../../../src/container.ts';
import { LOCAL_USER } from '../../../../src/domain/access/actor.ts';
import { StoreLifecycle } from '../../../../src/ports/store-lifecycle.ts';
import { ask } from '../../../../tools/support/client.ts';
import { silentLog } from '../../../support/service/silent-log.ts';

const USER = '3fa85f64-5717-4562-b3fc-2c963f66afa6';

/** Starts a service on the memory store. Returns its URL and a function that stops it. */
async function start(variables: Record<string, string>) {
  const container = await compose(parseConfig({ DATABASE_URL: 'memory:', ...variables }), silentLog);
  await container.get(StoreLifecycle).open();
  await container.get(Readiness).prepare();
  const server = container.get(HttpServer);
  return { url: await server.listen(0, '127.0.0.1'), stop: () => server.stop(0) };
}

describe('a service in open mode, which requires no sign-in', () => {
  let url: string;
  let stop: () => Promise<unknown>;

  before(async () => {
    const origins = {
      CORS_ORIGINS: 'https://app.example',
      PUBLIC_URL: 'https://home.example',
      ALLOWED_HOSTS: 'nas.lan',
    };
    ({ url, stop } = await start(origins));
  });

  after(() => stop());

  const create = (headers: Record<string, string>) =>
    ask('POST', `${url}/api/${USER}/tasks`, { headers, body: { title: 'x' } });

  for (const host of [
    ...[
      'localhost',
      'localhost:8000',
      'LOCALHOST',
      'app.localhost',
      'localhost.',
      '127.0.0.1:8000',
      '[::1]:8000',
      '10.1.2.3',
    ],
    ...['home.example', 'Home.Example:443', 'nas.lan:8000'],
  ]) {
    it(`serves a request with the Host ${host}`, async () => {
      expect((await ask('GET', `${url}/api/${USER}/tasks`, { headers: { Host: host } })).status).to.equal(200);
    });
  }

  for (const host of [
    'evil.example',
    'localhost.evil.example',
    'nas.lan.evil.example',
    '127.0.0.1.evil.example',
    'x',
  ]) {
    it(`answers 403 to a request with the Host ${host}, except to probes`, async () => {
      const headers = { Host: host };
      for (const path of [`/api/${USER}/tasks`, '/', '/docs', '/metrics', '/nothing']) {
        const answer = await ask('GET', url + path, { headers });
        expect([path, answer.status, answer.json.code]).to.deep.equal([path, 403, 'host_not_allowed']);
      }
      for (const path of ['/livez', '/readyz', '/health'])
        expect((await ask('GET', url + path, { headers })).status).to.equal(200);
    });
  }

  it('ignores X-Forwarded-Host without TRUST_PROXY', async () => {
    const headers = { Host: 'evil.example', 'X-Forwarded-Host': 'localhost' };
    expect((await ask('GET', `${url}/api/${USER}/tasks`, { headers })).status).to.equal(403);
    const own = { 'X-Forwarded-Host': 'evil.example' };
    expect((await ask('GET', `${url}/api/${USER}/tasks`, { headers: own })).status).to.equal(200);
  });

  it('accepts a request of a trusted proxy only if both Host and X-Forwarded-Host are allowed', async () => {
    const behind = await start({ TRUST_PROXY: '127.0.0.1', ALLOWED_HOSTS: 'nas.lan' });
    const hosts = [
      ['evil.example', 'localhost', 403],
      ['localhost', 'evil.example', 403],
      ['localhost', 'nas.lan', 200],
    ] as const;
    for (const [host, forwarded, status] of hosts) {
      const headers = { Host: host, 'X-Forwarded-Host': forwarded };
      const answer = await ask('GET', `${behind.url}/api/${USER}/tasks`, { headers });
      expect([host, forwarded, answer.status]).to.deep.equal([host, forwarded, status]);
    }
    await behind.stop();
  });

  for (const [headers, status] of [
    [{}, 201],
    [{ 'Sec-Fetch-Site': 'same-origin' }, 201],
    [{ 'Sec-Fetch-Site': 'none' }, 201],
    [{ 'Sec-Fetch-Site': 'cross-site' }, 403],
    [{ 'Sec-Fetch-Site': 'same-site' }, 403],
    [{ Origin: 'https://evil.example' }, 403],
    [{ Origin: 'null' }, 403],
    [{ Origin: 'http://localhost', Host: 'localhost' }, 201],
    [{ Origin: 'http://localhost:5173', Host: 'localhost:8000' }, 403],
    [{ Origin: 'https://home.example' }, 201],
    [{ Origin: 'https://app.example', 'Sec-Fetch-Site': 'cross-site' }, 201],
  ] as [Record<string, string>, number][]) {
    it(`answers ${status} to a POST with the headers ${JSON.stringify(headers)}`, async () => {
      expect((await create(headers)).status).to.equal(status);
    });
  }

  it('answers a GET from a page of another site without CORS headers, so that the page cannot read it', async () => {
    const headers = { 'Sec-Fetch-Site': 'cross-site', Origin: 'https://evil.example' };
    const answer = await ask('GET', `${url}/api/${USER}/tasks`, { headers });
    expect(answer.status).to.equal(200);
    expect(answer.headers).not.to.have.property('access-control-allow-origin');
  });

  it('treats "me" in a path as one fixed user, and ignores credentials', async () => {
    const { json } = await ask('POST', `${url}/api/me/tasks`, {
      body: { title: 'x' },
      headers: { Authorization: 'x' },
    });
    expect(json.user_id).to.equal(LOCAL_USER);
    expect((await ask('GET', `${url}/api/${LOCAL_USER}/tasks/${json.id}`)).json.id).to.equal(json.id);
    expect((await ask('GET', `${url}/api/me`)).json).to.include({ user_id: LOCAL_USER, auth: 'open' });
    expect((await ask('GET', `${url}/api/no-uuid/tasks`)).status).to.equal(422);
    expect(json).not.to.have.property('ratelimit');
  });

  it('sends the security headers with every answer, errors included', async () => {
    for (const path of ['/', '/docs', '/nothing', '/livez', `/api/x/tasks`]) {
      expect((await ask('GET', url + path)).headers).to.include({
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'no-referrer',
        'cross-origin-resource-policy': 'same-origin',
        'strict-transport-security': 'max-age=31536000',
      });
    }
  });

  it('allows a CORS preflight from an origin in CORS_ORIGINS, and from no other origin', async () => {
    const asked = { 'Access-Control-Request-Method': 'PATCH', 'Access-Control-Request-Headers': 'if-match' };
    const path = `${url}/api/${USER}/tasks`;
    const listed = await ask('OPTIONS', path, { headers: { ...asked, Origin: 'https://app.example' } });
    expect(listed.status).to.equal(204);
    expect(listed.headers).to.include({
      'access-control-allow-origin': 'https://app.example',
      'access-control-allow-methods': 'GET, HEAD, POST, PUT, PATCH, DELETE',
      'access-control-allow-headers':
        'Authorization, Content-Type, If-Match, If-None-Match, Idempotency-Key, Last-Event-ID',
      vary: 'Origin',
    });
    const other = await ask('OPTIONS', path, { headers: { ...asked, Origin: 'https://evil.example' } });
    expect(other.headers).not.to.have.any.keys('access-control-allow-origin', 'access-control-allow-methods');
    expect(other.headers.vary).to.equal('Origin');
  });

  it('lets an origin in CORS_ORIGINS read answers, errors and their headers, with "Vary: Origin"', async () => {
    for (const path of [`/api/${USER}/changes`, `/api/x/tasks`, '/nothing']) {
      const { headers } = await ask('GET', url + path, { headers: { Origin: 'https://app.example' } });
      expect(headers['access-control-allow-origin']).to.equal('https://app.example');
      expect(headers['access-control-expose-headers']).to.equal(
        'ETag, Link, Location, Taskport-Seq, Idempotency-Replayed, RateLimit, RateLimit-Policy, Retry-After, WWW-Authenticate, X-Request-Id',
      );
      expect(headers.vary).to.equal(path.endsWith('changes') ? 'Accept, Origin' : 'Origin');
      expect(headers).not.to.have.property('access-control-allow-credentials');
    }
    expect((await ask('GET', `${url}/docs`)).headers.vary).to.equal('Origin');
  });

  it('requires METRICS_TOKEN for /metrics only if the variable is set', async () => {
    expect((await ask('GET', `${url}/metrics`)).status).to.equal(200);
    const guarded = await start({ METRICS_TOKEN: 'secret-1' });
    const of = (headers = {}) => ask('GET', `${guarded.url}/metrics`, { headers }).then(({ status }) => status);
    expect(await of()).to.equal(401);
    expect(await of({ Authorization: 'Bearer secret-2' })).to.equal(401);
    expect(await of({ Authorization: 'Bearer secret-1' })).to.equal(200);
    const { status, headers } = await ask('OPTIONS', `${guarded.url}/metrics`);
    expect([status, headers.allow]).to.deep.equal([204, 'GET, HEAD, OPTIONS']);
    await guarded.stop();
  });
});

describe('a service whose PUBLIC_URL has a path', () => {
  let url: string;
  let stop: () => Promise<unknown>;

  before(async () => {
    ({ url, stop } = await start({ PUBLIC_URL: 'http://home.example/apps/tasks/' }));
  });

  after(() => stop());

  it('serves all paths below the path of PUBLIC_URL, and only probes at the root', async () => {
    for (const path of [
      `/api/${USER}/tasks`,
      '/docs',
      '/openapi.json',
      '/metrics',
      '/',
      '',
      '?x=1',
      '/livez',
      '/readyz',
    ])
      expect((await ask('GET', `${url}/apps/tasks${path}`)).status, path).to.equal(200);
    for (const path of ['/livez', '/readyz', '/health', '/livez?x'])
      expect((await ask('GET', url + path)).status, path).to.equal(200);
    for (const path of ['/', `/api/${USER}/tasks`, '/docs', '/metrics', '/apps/tasksdocs', '/apps', '/APPS/tasks/docs'])
      expect((await ask('GET', url + path)).status, path).to.equal(404);
  });

  it('includes the path of PUBLIC_URL in every URL that it sends', async () => {
    const tasks = `${url}/apps/tasks/api/${USER}/tasks`;
    const first = await ask('POST', tasks, { body: { title: 'x' } });
    await ask('POST', tasks, { body: { title: 'y' } });
    expect(first.headers.location).to.equal(`/apps/tasks/api/${USER}/tasks/${first.json.id}`);
    expect((await ask('GET', url + first.headers.location)).json.id).to.equal(first.json.id);
    const page = await ask('GET', `${tasks}?limit=1`);
    const [, next] = /^<([^>]+)>; rel="next"$/.exec(String(page.headers.link)) ?? [];
    expect(next).to.match(/^\/apps\/tasks\/api\//);
    expect((await ask('GET', url + next)).json[0].id).to.equal(first.json.id);
    const root = (await ask('GET', `${url}/apps/tasks/`)).json;
    for (const link of [root.docs, root.openapi, root.health])
      expect((await ask('GET', url + link)).status).to.equal(200);
    const api = (await ask('GET', `${url}/apps/tasks/openapi.json`)).json;
    expect(api.servers[0].url).to.equal('/apps/tasks/');
    expect((await ask('GET', `${url}/apps/tasks/docs`)).text).to.include('href="/apps/tasks/openapi.json"');
    const problem = await ask('GET', `${url}/apps/tasks/x`, { headers: { Accept: 'application/problem+json' } });
    expect(problem.json.type).to.equal('/apps/tasks/docs#not_found');
    expect(page.headers).not.to.have.property('strict-transport-security');
  });
});
