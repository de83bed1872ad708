import { expect } from 'chai';
import type { OpenApi } from '../../../../src/adapters/http/docs/model.ts';
import { type Answer, ask } from '../../../../tools/support/client.ts';
import { memory } from '../../../support/service/stores.ts';

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE', 'PROPFIND'];
const ID = '3fa85f64-5717-4562-b3fc-2c963f66afa6';

describe('the table of allowed methods', () => {
  const paths: [path: string, methods: string[]][] = [
    ['/', ['GET']],
    ['/favicon.ico', ['GET']],
    ['/health', ['GET']],
    ['/livez', ['GET']],
    ['/readyz', ['GET']],
    ['/metrics', ['GET']],
    ['/openapi.json', ['GET']],
    ['/docs', ['GET']],
    ['/redoc', ['GET']],
    [`/api/${ID}/tasks`, ['DELETE', 'GET', 'PATCH', 'POST']],
    [`/api/${ID}/tasks/batch`, ['POST']],
    [`/api/${ID}/tags`, ['GET']],
    [`/api/${ID}/lists`, ['GET']],
    [`/api/${ID}/tasks/${ID}`, ['DELETE', 'GET', 'PATCH', 'PUT']],
    [`/api/${ID}/tasks/${ID}/complete`, ['PATCH']],
    [`/api/${ID}/tasks/${ID}/history`, ['GET']],
    [`/api/${ID}/changes`, ['GET']],
    [`/api/${ID}/changes/${ID}/undo`, ['POST']],
    ['/api/me', ['GET']],
    ['/api/me/tokens', ['GET', 'POST']],
    [`/api/me/tokens/${ID}`, ['DELETE']],
    ['/api/me/audit', ['GET']],
  ];
  let base: string;

  before(async () => {
    base = (await memory.service()).url;
  });

  it('covers every path of the OpenAPI description', async () => {
    const { paths: described } = (await ask('GET', `${base}/openapi.json`)).json as OpenApi;
    const found = Object.entries(described).map(([path, operations]) => [
      path.replace(/\{\w+\}/g, ID),
      Object.keys(operations)
        .map((method) => method.toUpperCase())
        .sort(),
    ]);
    expect(found).to.have.deep.members(paths);
  });

  for (const [path, own] of paths) {
    const all = [...own, ...(own.includes('GET') ? ['HEAD'] : []), 'OPTIONS'].sort();
    it(`lists ${all.join(', ')} for ${path}, the same methods as Allow in the response to OPTIONS`, async () => {
      const answer = await ask('OPTIONS', base + path);
      expect([answer.status, answer.text, answer.headers.allow]).to.deep.equal([204, '', all.join(', ')]);
    });

    for (const method of METHODS.filter((method) => !all.includes(method))) {
      it(`excludes ${method} for ${path}, and such a request gets 405`, async () => {
        const answer: Answer = await ask(method, base + path);
        expect([answer.status, answer.headers.allow]).to.deep.equal([405, all.join(', ')]);
        if (method !== 'HEAD') expect(answer.json).to.deep.include({ code: 'method_not_allowed' });
      });
    }

    if (!own.includes('GET')) continue;
    it(`lists HEAD for ${path}, and HEAD gets the response to GET without the body`, async () => {
      const get = await ask('GET', base + path);
      const head = await ask('HEAD', base + path);
      expect([head.status, head.text]).to.deep.equal([get.status, '']);
      // The body of /metrics changes with every request, so its length may differ.
      const length = path === '/metrics' ? [] : ['content-length'];
      for (const header of ['content-type', 'link', ...length]) {
        expect(head.headers[header]).to.equal(get.headers[header]);
      }
    });
  }

  it('lists no method for an unknown path, where every request gets 404', async () => {
    for (const method of METHODS.filter((method) => method !== 'HEAD')) {
      const answer = await ask(method, `${base}/api`);
      expect([answer.status, answer.json?.code]).to.deep.equal([404, 'not_found']);
    }
  });

  it('cannot be bypassed by an X-HTTP-Method-Override header', async () => {
    const headers = { 'X-HTTP-Method-Override': 'DELETE', 'X-Method-Override': 'DELETE' };
    expect((await ask('POST', `${base}/api/${ID}/tasks/${ID}?_method=DELETE`, { headers })).status).to.equal(405);
  });
});
