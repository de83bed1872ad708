import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import { errorReply, HttpError, PROBLEMS } from '../../../../src/adapters/http/problem/problem.ts';
import { TaskNotFound } from '../../../../src/domain/errors.ts';
import { StoreError } from '../../../../src/ports/store-lifecycle.ts';
import { ask } from '../../../../tools/support/client.ts';
import { memory } from '../../../support/service/stores.ts';

describe('an error response', () => {
  let base: string;

  before(async () => {
    base = (await memory.service()).url;
  });

  it('hides the cause of an unexpected error', () => {
    const reply = errorReply(new Error('select password from users at /srv/app.ts:1'), 'r1');
    expect(reply.status).to.equal(500);
    expect(JSON.parse(reply.body)).to.deep.equal({
      detail: 'Internal Server Error',
      code: 'internal_error',
      request_id: 'r1',
    });
  });

  it('has a Retry-After header when the store fails, and hides the cause of the failure', () => {
    const error = new StoreError('database_unavailable', new Error('10.0.0.1 refused postgres'));
    const reply = errorReply(error, 'r1');
    expect(reply.status).to.equal(503);
    // Retry-After is random, so that clients do not all retry at the same time.
    const times = Array.from({ length: 200 }, () => errorReply(error, 'r1').headers['Retry-After']);
    expect([...new Set(times)]).to.have.members(['1', '2', '3']);
    expect(JSON.parse(reply.body)).to.include({ detail: 'Database unavailable', code: 'database_unavailable' });
  });

  it('has, for each error code, a status and a text without implementation details', () => {
    for (const { status, detail } of Object.values(PROBLEMS)) {
      expect(status).to.be.within(400, 504);
      expect(detail)
        .to.match(/^[A-Z]/)
        .and.not.match(/\bat\b|\.ts|SQL|\bsrc\//);
    }
  });

  it('is an RFC 9457 problem document when the client asks for one', () => {
    const reply = errorReply(new TaskNotFound(), 'r1', true);
    expect(reply.headers).to.include({ 'Content-Type': 'application/problem+json' });
    expect(JSON.parse(reply.body)).to.deep.equal({
      type: '/docs#task_not_found',
      title: 'Task not found',
      status: 404,
      detail: 'Task not found',
      code: 'task_not_found',
      request_id: 'r1',
    });
  });

  it('lists field errors in an RFC 9457 problem document, too', () => {
    const issues = [{ type: 'missing', loc: ['body', 'title'], msg: 'Field required' }];
    const problem = JSON.parse(errorReply(new HttpError('validation_failed', { issues }), 'r1', true).body);
    expect(problem.errors).to.deep.equal(issues);
    expect(problem.detail).to.be.a('string');
  });

  const negotiated: [accept: string, type: string][] = [
    ['application/problem+json', 'application/problem+json'],
    ['application/problem+json, application/json;q=0.5', 'application/problem+json'],
    ['application/json, application/problem+json;q=0.5', 'application/json'],
    ['*/*', 'application/json'],
    ['text/html', 'application/json'],
    [',;=/', 'application/json'],
  ];
  for (const [accept, type] of negotiated) {
    it(`has the Content-Type ${type} when Accept is ${accept}`, async () => {
      const answer = await ask('GET', `${base}/nothing`, { headers: { Accept: accept } });
      expect([answer.status, answer.headers['content-type']]).to.deep.equal([404, type]);
      expect(answer.json.detail).to.equal('Not Found');
    });
  }

  it('carries the X-Request-Id of the client, or a new id when that header is invalid', async () => {
    const id = `client-${randomUUID()}`;
    const answer = await ask('GET', `${base}/nothing`, { headers: { 'X-Request-Id': id } });
    expect([answer.headers['x-request-id'], answer.json.request_id]).to.deep.equal([id, id]);
    for (const invalid of ['two words', 'x'.repeat(129), 'ü', '']) {
      const answer = await ask('GET', `${base}/nothing`, { headers: { 'X-Request-Id': invalid } });
      expect(answer.json.request_id).to.match(/^[0-9a-f-]{36}$/);
    }
  });
});
