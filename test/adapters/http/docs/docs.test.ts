import { expect } from 'chai';
import { Registry } from 'prom-client';
import { FILTER_EXAMPLES } from '../../../../src/adapters/http/docs/guides/filters.ts';
import { type OpenApi, type Response, resolve } from '../../../../src/adapters/http/docs/model.ts';
import { HttpMetrics } from '../../../../src/adapters/http/observability/http-metrics.ts';
import { routerOf } from '../../../../src/adapters/http/server/app.ts';
import { LoadShedder } from '../../../../src/adapters/http/server/load-shedder.ts';
import { rootRoute } from '../../../../src/adapters/http/service/routes.ts';
import { parseFilter } from '../../../../src/domain/filter/parse.ts';
import { ask } from '../../../../tools/support/client.ts';
import { openEdge } from '../../../support/service/open-edge.ts';
import { silentLog } from '../../../support/service/silent-log.ts';
import { memory } from '../../../support/service/stores.ts';

describe('the OpenAPI description', () => {
  let base: string;
  let api: OpenApi;

  before(async () => {
    base = (await memory.service()).url;
    api = (await ask('GET', `${base}/openapi.json`)).json;
  });

  it('is served as JSON, with the version OpenAPI 3.1', async () => {
    expect(api.openapi).to.match(/^3\.1\./);
    expect((await ask('GET', `${base}/openapi.json`)).headers['content-type']).to.equal('application/json');
  });

  it('adds to the given routes only the routes that serve it: /docs, /openapi.json and /redoc', () => {
    const loadShedder = new LoadShedder(silentLog, new HttpMetrics(new Registry()));
    const { stack } = routerOf([rootRoute()], loadShedder, new AbortController().signal, openEdge());
    const routed = stack.flatMap(({ methods, path }) =>
      methods.filter((method) => method !== 'HEAD').map((method) => `${method} ${path}`),
    );
    expect(routed.sort()).to.deep.equal(['GET /', 'GET /docs', 'GET /openapi.json', 'GET /redoc']);
  });

  it('lists every field of a task as required, and limits a new title to 255 characters', () => {
    const { Task, NewTask } = api.components.schemas as Record<string, { properties: object; required: string[] }>;
    expect(Object.keys(Task?.properties ?? {})).to.deep.equal(Task?.required);
    expect(NewTask).to.deep.nested.include({ 'properties.title.maxLength': 255, required: ['title'] });
  });

  it('contains only filter examples that the filter parser accepts', () => {
    for (const [filter] of FILTER_EXAMPLES) expect(parseFilter(filter), filter).not.to.equal(undefined);
  });

  it('gives every API operation a unique id, a summary and a success response', () => {
    const operations = Object.values(api.paths).flatMap((path) => Object.values(path));
    expect(new Set(operations.map(({ operationId }) => operationId)).size).to.equal(operations.length);
    for (const { summary, responses } of operations) {
      expect(summary).not.to.equal('');
      expect(Object.keys(responses)[0]).to.match(/^20[014]$/);
    }
  });

  it('has no reference to a missing component', () => {
    const references = [...JSON.stringify(api).matchAll(/"\$ref":"#\/components\/(\w+)\/([\w-]+)"/g)];
    expect(references.length).to.be.at.least(100);
    for (const [, kind, name] of references) expect(api.components).to.have.nested.property(`${kind}.${name}`);
  });

  it('describes the content of every response except 204, 302 and 304', () => {
    for (const { responses, operationId } of Object.values(api.paths).flatMap((path) => Object.values(path))) {
      for (const [status, response] of Object.entries(responses)) {
        const { content } = resolve<Response>(api, response);
        expect(content === undefined, `${operationId} ${status}`).to.equal(/^(?:[23]04|302)$/.test(status));
      }
    }
  });

  it('is linked from the JSON at /', async () => {
    const { json } = await ask('GET', `${base}/`);
    expect(json.name).to.equal('Taskport');
    for (const link of [json.docs, json.openapi, json.health])
      expect((await ask('GET', base + link)).status).to.equal(200);
  });
});
