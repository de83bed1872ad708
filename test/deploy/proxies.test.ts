import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { type RequestOptions, request } from 'node:https';
import { text } from 'node:stream/consumers';
import { parseYaml } from '@redocly/openapi-core';
import { expect } from 'chai';
import { certificate } from '../adapters/http/edge/certificate.ts';
import { type ServiceProcess, startProcess } from '../support/service/process.ts';
import { programOf } from './programs.ts';
import { CADDY, NGINX, startProxy, stopProxies } from './reverse-proxy.ts';

const TASKS = '/tasks/api/me/tasks';

for (const kind of [NGINX, CADDY]) {
  describe(`our example configuration of ${kind.program}, with the service under a path`, () => {
    let service: ServiceProcess;
    let port: number;

    before(async function () {
      const program = programOf(kind.program);
      if (program === undefined) this.skip();
      service = startProcess({
        DATABASE_URL: 'memory:',
        PUBLIC_URL: 'https://home.example/tasks',
        TRUST_PROXY: '127.0.0.1',
      });
      const { host } = new URL(await service.listening());
      await service.line('ready');
      port = await startProxy(program, kind, { service: host, certificate: certificate('home.example') });
    });

    after(async () => {
      stopProxies();
      service?.child.kill('SIGTERM');
      await service?.gone;
    });

    /** Sends a request to the proxy with the headers `Host` and `Accept-Encoding`, as a browser does. */
    async function send(
      method: string,
      path: string,
      { headers = {}, body = '' }: Sent = {},
    ): Promise<IncomingMessage> {
      const named: RequestOptions = { host: '127.0.0.1', port, servername: 'home.example', rejectUnauthorized: false };
      const own = { Host: 'home.example', 'Accept-Encoding': 'gzip, br', 'Content-Type': 'application/json' };
      const sent = request({ ...named, method, path, agent: false, headers: { ...own, ...headers } }).end(body);
      const [response] = await once(sent, 'response');
      return response;
    }

    const create = (title: string) => send('POST', TASKS, { body: JSON.stringify({ title }) });

    it('forwards each event of the change feed to the client at once, without buffering the stream', async () => {
      const stream = await send('GET', '/tasks/api/me/changes', { headers: { Accept: 'text/event-stream' } });
      expect([stream.statusCode, stream.headers['content-type']]).to.deep.equal([200, 'text/event-stream']);
      expect(stream.headers).not.to.have.property('content-encoding');
      for (const title of ['first', 'second']) {
        const { promise, resolve } = Promise.withResolvers<void>();
        let received = '';
        stream.on('data', (chunk) => {
          received += chunk;
          if (received.includes(`"title":"${title}"`)) resolve();
        });
        expect((await create(title)).statusCode).to.equal(201);
        await promise;
      }
      stream.destroy();
    }).timeout(10_000);

    it('forwards the headers Location and Link with the path, so that a client can follow them', async () => {
      const { headers } = await create('x');
      expect(headers.location).to.match(/^\/tasks\/api\/[\w-]{36}\/tasks\/[\w-]{36}$/);
      expect((await send('GET', String(headers.location))).statusCode).to.equal(200);
      const { link } = (await send('GET', `${TASKS}?limit=1`)).headers;
      expect(link).to.match(/^<\/tasks\/api\/[\w-]{36}\/tasks\?[^>]+>; rel="next"/);
    });

    it('forwards ETags as strong ones: an edit with If-Match succeeds, and a second edit with the same ETag gets 412', async () => {
      const created = await create('y'.repeat(200));
      const [path, etag] = [String(created.headers.location), String(created.headers.etag)];
      const read = await send('GET', path);
      expect([read.headers.etag, read.headers['content-encoding']]).to.deep.equal([etag, undefined]);
      expect(etag).to.match(/^"\d+"$/);
      const edit = () => send('PUT', path, { body: '{"title":"z"}', headers: { 'If-Match': etag } });
      expect((await edit()).statusCode).to.equal(200);
      expect((await edit()).statusCode).to.equal(412);
      expect((await send('GET', path, { headers: { 'If-None-Match': etag } })).statusCode).to.equal(200);
    });

    it('serves the web page with its assets under the path, and redirects /tasks to /tasks/', async () => {
      const { statusCode, headers } = await send('GET', '/tasks');
      expect([statusCode, headers.location]).to.satisfy(isSlashAdded);
      const html = await text(await send('GET', '/tasks/app/', { headers: { 'Accept-Encoding': 'identity' } }));
      const assets = [...html.matchAll(/(?:src|href)="(\/[^"]+\.(?:js|css))"/g)].map(([, path]) => path as string);
      expect(assets.length).to.be.at.least(1);
      for (const path of assets) {
        expect(path).to.match(/^\/tasks\/app\//);
        expect((await send('GET', path)).statusCode, path).to.equal(200);
      }
    });

    it('tells the service that the client uses https, and forwards a body of 1.5 MiB, which the service refuses as too large', async () => {
      expect((await send('GET', TASKS)).headers).to.have.property('strict-transport-security');
      const long = JSON.stringify({ title: 'x', description: 'y'.repeat(1.5 * 1024 * 1024) });
      const refused = await send('POST', TASKS, { body: long });
      expect([refused.statusCode, JSON.parse(await text(refused)).code]).to.deep.equal([413, 'body_too_large']);
    });
  });
}

describe('our example configuration of Traefik', () => {
  it('forwards requests under /tasks without changing their path, and checks the health of the service at /readyz', () => {
    const { http } = parseYaml(readFileSync('deploy/proxy/traefik.yml', 'utf8')) as Traefik;
    const { rule, middlewares, service } = http.routers.taskport;
    expect([rule, middlewares, service]).to.deep.equal([
      'Host(`home.example`) && PathPrefix(`/tasks`)',
      undefined,
      'taskport',
    ]);
    const { servers, healthCheck } = http.services.taskport.loadBalancer;
    expect(servers).to.deep.equal([{ url: 'http://127.0.0.1:8000' }]);
    expect(healthCheck.path).to.equal('/tasks/readyz');
  });
});

interface Traefik {
  readonly http: {
    readonly routers: {
      readonly taskport: { readonly rule: string; readonly service: string; readonly middlewares?: unknown };
    };
    readonly services: {
      readonly taskport: {
        readonly loadBalancer: {
          readonly servers: readonly { readonly url: string }[];
          readonly healthCheck: { readonly path: string };
        };
      };
    };
  };
}

interface Sent {
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

function isSlashAdded([status, location]: [number, string]): boolean {
  return status === 308 && new URL(location, 'https://home.example').pathname === '/tasks/';
}
