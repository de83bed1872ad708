import { expect } from 'chai';
import { Edge } from '../../../../src/adapters/http/edge/edge.ts';
import { rootRoute } from '../../../../src/adapters/http/service/routes.ts';
import { ask } from '../../../../tools/support/client.ts';
import { openEdge } from '../../../support/service/open-edge.ts';
import { type RouteServer, serveRoutes } from '../../../support/service/serve-routes.ts';
import { silentLog } from '../../../support/service/silent-log.ts';

const CHROMIUM =
  'text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,image/apng,*/*;q=0.8,application/signed-exchange;v=b3;q=0.7';
const FIREFOX = 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8';

/** `Accept` headers of programs: curl and fetch, no header, JSON clients, and a client that prefers JSON to HTML. */
const PROGRAMS = [
  '*/*',
  '',
  'application/json',
  'application/json, text/plain, */*',
  'text/html;q=0.5, application/json',
];

describe('GET /', () => {
  const JSON_TEXT = '{"name":"Taskport","version":"0.1.0","docs":"/docs","openapi":"/openapi.json","health":"/health"}';
  let served: RouteServer;

  before(async () => {
    served = await serveRoutes([rootRoute('', true)], silentLog);
  });

  after(() => served.close());

  for (const [name, accept] of [
    ['Chromium', CHROMIUM],
    ['Firefox', FIREFOX],
  ] as const) {
    it(`redirects ${name} to the page at /app/, with "Vary: Accept"`, async () => {
      const { status, headers, text } = await ask('GET', `${served.url}/`, { headers: { Accept: accept } });
      expect([status, headers.location, headers.vary, text]).to.deep.equal([302, '/app/', 'Accept', '']);
    });
  }

  for (const accept of PROGRAMS) {
    it(`answers with JSON if Accept is ${JSON.stringify(accept)}, although the page is built`, async () => {
      const options = accept === '' ? {} : { headers: { Accept: accept } };
      const { status, headers, text } = await ask('GET', `${served.url}/`, options);
      expect([status, headers['content-type'], text]).to.deep.equal([200, 'application/json', JSON_TEXT]);
      expect(headers.vary).to.equal('Accept');
    });
  }

  it('redirects a browser to the page below the path of PUBLIC_URL', async () => {
    const { gate } = openEdge();
    const edge = new Edge(gate, { publicUrl: 'https://home.example/apps/tasks', corsOrigins: [] }, () => {});
    const below = await serveRoutes([rootRoute(edge.basePath, true)], silentLog, undefined, edge);
    for (const path of ['/apps/tasks', '/apps/tasks/']) {
      const { status, headers } = await ask('GET', below.url + path, { headers: { Accept: FIREFOX } });
      expect([status, headers.location]).to.deep.equal([302, '/apps/tasks/app/']);
    }
    below.close();
  });

  it('answers a browser with JSON if the page is not built', async () => {
    const bare = await serveRoutes([rootRoute()], silentLog);
    const { status, text } = await ask('GET', `${bare.url}/`, { headers: { Accept: FIREFOX } });
    expect([status, text]).to.deep.equal([200, JSON_TEXT]);
    bare.close();
  });
});
