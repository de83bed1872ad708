import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { request } from 'node:http';
import { expect } from 'chai';
import { Readiness } from '../../../../src/adapters/http/observability/readiness.ts';
import { VERSION } from '../../../../src/adapters/http/service/product.ts';
import { StoreError } from '../../../../src/ports/store-lifecycle.ts';
import { TaskRepository } from '../../../../src/ports/task-repository.ts';
import { ask, talk } from '../../../../tools/support/client.ts';
import { beginRequest, endRequest } from '../../../support/half-sent-request.ts';
import { samplesOf, scrape, sumOf } from '../../../support/service/scrape.ts';
import { type Service, startService } from '../../../support/service/service.ts';

const COUNT = 'http_request_duration_seconds_count';

describe('the metrics', () => {
  let service: Service;
  let url: string;
  let tasks: string;

  before(async () => {
    service = await startService({ kind: 'memory' });
    url = service.url;
    tasks = `${url}/api/${randomUUID()}/tasks`;
  });

  it('are exposed in the text format of Prometheus', async () => {
    const { headers, text } = await ask('GET', `${url}/metrics`);
    expect(headers['content-type']).to.equal('text/plain; version=0.0.4; charset=utf-8');
    expect(text).to.include('# TYPE http_request_duration_seconds histogram\n');
  });

  it('count each request by method, route and status, and contain nothing else of its URL than the route', async () => {
    const { json } = await ask('POST', tasks, { body: { title: 'x' } });
    await ask('GET', `${tasks}/${json.id}`);
    await ask('GET', `${tasks}/${json.id}`);
    await ask('GET', `${tasks}/${randomUUID()}`);
    await ask('PROPFIND', tasks);
    await ask('GET', `${url}/secret`);
    const all = await scrape(url);
    const counted = samplesOf(all, COUNT).map(({ labels: { method, route, status }, value }) => [
      method,
      route,
      status,
      value,
    ]);
    expect(counted).to.deep.include.members([
      ['POST', '/api/{user_id}/tasks', '201', 1],
      ['GET', '/api/{user_id}/tasks/{task_id}', '200', 2],
      ['GET', '/api/{user_id}/tasks/{task_id}', '404', 1],
      ['other', '/api/{user_id}/tasks', '405', 1],
      ['GET', 'none', '404', 1],
    ]);
    expect(JSON.stringify(all)).not.to.match(/secret|PROPFIND/);
    const labels = { method: 'POST', route: '/api/{user_id}/tasks', status: '201' };
    const bounds = samplesOf(all, 'http_request_duration_seconds_bucket', labels).map(({ labels }) => labels.le);
    expect(bounds.join(' ')).to.equal('0.001 0.0025 0.005 0.01 0.025 0.05 0.1 0.25 0.5 1 2.5 5 10 +Inf');
    const seconds = sumOf(all, 'http_request_duration_seconds_sum', labels);
    expect(seconds).to.be.above(0).and.below(1);
  });

  it('count malformed requests, and requests whose client disconnected before the response', async () => {
    const malformed = { method: 'none', route: 'none', status: '400' };
    await talk(url, 'nonsense\r\n\r\n');
    expect(sumOf(await scrape(url), COUNT, malformed)).to.equal(1);
    const pending = await beginRequest(url);
    pending.destroy();
    const aborted = { method: 'POST', route: '/api/{user_id}/tasks', status: 'none' };
    let all = await scrape(url);
    while (sumOf(all, COUNT, aborted) === 0) all = await scrape(url);
    expect(sumOf(all, COUNT, aborted)).to.equal(1);
  });

  it('report the number of requests in flight, including the request for the metrics', async () => {
    expect(sumOf(await scrape(url), 'http_requests_in_flight')).to.equal(1);
    const pending = await beginRequest(url);
    expect(sumOf(await scrape(url), 'http_requests_in_flight')).to.equal(2);
    const answered = endRequest(pending);
    pending.end();
    await answered;
    expect(sumOf(await scrape(url), 'http_requests_in_flight')).to.equal(1);
  });

  it('report the version, the readiness and the resources of the process', async () => {
    const all = await scrape(url);
    expect(samplesOf(all, 'taskport_build_info')).to.deep.equal([
      { name: 'taskport_build_info', labels: { version: VERSION, node: process.version }, value: 1 },
    ]);
    for (const check of ['migrated', 'database', 'serving']) {
      expect(sumOf(all, 'taskport_ready', { check })).to.equal(1);
    }
    expect(sumOf(all, 'taskport_workers_reporting')).to.equal(1);
    const names = all.map(({ name }) => name);
    expect(names).to.include.members(['process_resident_memory_bytes', 'nodejs_eventloop_lag_p99_seconds']);
  });

  it('are separate for two services in one process', async () => {
    const other = await startService({ kind: 'memory' });
    other.container.get(Readiness).startDraining();
    expect(sumOf(await scrape(other.url), 'taskport_ready', { check: 'serving' })).to.equal(0);
    expect(sumOf(await scrape(url), 'taskport_ready', { check: 'serving' })).to.equal(1);
    expect(sumOf(await scrape(other.url), COUNT, { route: '/api/{user_id}/tasks' })).to.equal(0);
  });
});

describe('the metric of store errors', () => {
  it('counts errors by code, even when the client has disconnected', async () => {
    const { url, container } = await startService({ kind: 'memory' });
    const task = `${url}/api/${randomUUID()}/tasks/${randomUUID()}`;
    const asked = Promise.withResolvers<void>();
    const failing = Promise.withResolvers<never>();
    const repository = container.get(TaskRepository);
    repository.find = async () => {
      asked.resolve();
      return failing.promise;
    };
    const zero = (await scrape(url)).filter(({ name }) => name === 'taskport_store_errors_total');
    expect(zero.map(({ labels, value }) => [labels.code, value])).to.deep.equal([
      ['overloaded', 0],
      ['database_unavailable', 0],
      ['storage_full', 0],
      ['database_timeout', 0],
    ]);
    const client = request(task).end();
    const disconnected = once(client, 'error');
    await asked.promise;
    client.destroy();
    await disconnected;
    failing.reject(new StoreError('database_timeout'));
    expect((await ask('GET', task)).status).to.equal(504);
    expect(sumOf(await scrape(url), 'taskport_store_errors_total', { code: 'database_timeout' })).to.equal(2);
  });
});
