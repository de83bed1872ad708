import { expect } from 'chai';
import { ask } from '../../../../tools/support/client.ts';
import type { Answered, Sent } from '../../../../tools/support/exchange.ts';
import { OpenApiChecker } from '../../../support/openapi/openapi-checker.ts';
import { memory } from '../../../support/service/stores.ts';
import { someUser } from '../../../support/tasks.ts';

type Exchange = [sent: Sent, answered: Answered];

/** Other tests use this check to detect requests and responses that the OpenAPI description does not allow. */
describe('the check of requests and responses against the OpenAPI description', () => {
  let description: OpenApiChecker;
  let creation: Exchange;
  let rejection: Exchange;

  before(async () => {
    const { url } = await memory.service();
    description = new OpenApiChecker((await ask('GET', `${url}/openapi.json`)).json);
    const path = `/api/${someUser()}/tasks`;
    const headers = { 'content-type': 'application/json' };
    const created = await ask('POST', url + path, { body: { title: 'x' } });
    creation = [{ method: 'POST', path, headers, body: '{"title":"x"}' }, created];
    rejection = [{ method: 'POST', path, headers, body: '{}' }, await ask('POST', url + path, { body: {} })];
  });

  it('accepts the responses of the service', () => {
    for (const exchange of [creation, rejection]) description.check(...exchange);
  });

  const wrongAnswers: [defect: string, change: (answered: Answered) => Answered, message: RegExp][] = [
    ['an undescribed status', (answered) => ({ ...answered, status: 202 }), /createTask.* 202: the status/],
    ['an undescribed media type', withHeader('content-type', 'text/html'), /201: the media type text\/html/],
    ['an undescribed header', withHeader('taskport-task', '1'), /the header taskport-task is not described/],
    ['a header that does not match its pattern', withHeader('etag', 'W/"1"'), /the header etag is W\/"1": .*pattern/],
    ['a header that is not a number', withHeader('taskport-seq', 'one'), /the header taskport-seq is one: .*integer/],
    ['no ETag', withHeader('etag', undefined), /no header etag/],
    ['no X-Request-Id', withHeader('x-request-id', undefined), /no header x-request-id/],
    ['a missing field', withText('"completed":false,', ''), /body .*required property 'completed'/],
    ['an undescribed field', withText('"completed"', '"urgency":1,"completed"'), /unevaluated/],
    ['a field of another type', withText('"completed":false', '"completed":"no"'), /completed must be boolean/],
    ['a time of another format', withText(/\.\d{3}Z/, 'Z'), /created_at must match pattern/],
  ];
  for (const [defect, change, message] of wrongAnswers) {
    it(`rejects a response with ${defect}`, () => {
      const [sent, answered] = creation;
      expect(() => description.check(sent, change(answered))).to.throw(message);
    });
  }

  const wrongErrors: [defect: string, change: (answered: Answered) => Answered, message: RegExp][] = [
    ['a code of another status', withText('validation_failed', 'bad_request'), /422: the body/],
    ['a text instead of a list of field errors', withText(/"detail":\[.*\]/, '"detail":"wrong"'), /422: the body/],
    ['a member of other errors', withText('"code"', '"conflicting_seq":7,"code"'), /422: the body/],
    ['no Cache-Control', withHeader('cache-control', undefined), /no header cache-control/],
    ['a header of other errors', withHeader('retry-after', '1'), /the header retry-after is not described/],
  ];
  for (const [defect, change, message] of wrongErrors) {
    it(`rejects an error response with ${defect}`, () => {
      const [sent, answered] = rejection;
      expect(() => description.check(sent, change(answered))).to.throw(message);
    });
  }

  const wrongRequests: [defect: string, change: Partial<Sent>, message: RegExp][] = [
    ['a path parameter that does not match', { path: '/api/nobody/tasks' }, /the path user_id was "nobody"/],
    [
      'a header that does not match',
      { headers: { 'content-type': 'application/json', 'idempotency-key': 'a b' } },
      /Idempotency-Key was "a b"/,
    ],
    ['an undescribed media type', { headers: { 'content-type': 'text/plain' } }, /the body was text\/plain/],
    ['a body that does not match', { body: '{"title":5}' }, /the body did not fit: it\/title must/],
    ['no body', { body: '' }, /the body did not fit/],
  ];
  for (const [defect, change, message] of wrongRequests) {
    it(`rejects a success response to a request with ${defect}`, () => {
      const [sent, answered] = creation;
      expect(() => description.check({ ...sent, ...change }, answered)).to.throw(message);
    });
  }

  it('accepts as response only 404 for an unknown path, and only 405 with an Allow header for an unknown method', async () => {
    const { url } = await memory.service();
    const [notFound, notAllowed, options] = [
      await ask('GET', `${url}/nothing`),
      await ask('PUT', `${url}/health`),
      await ask('OPTIONS', `${url}/health`),
    ];
    const headers = {};
    description.check({ method: 'GET', path: '/nothing', headers }, notFound);
    expect(() => description.check({ method: 'GET', path: '/nothing', headers }, notAllowed)).to.throw(/no operation/);
    expect(() => description.check({ method: 'PUT', path: '/health', headers }, notFound)).to.throw(/no operation/);
    expect(() => description.check({ method: 'OPTIONS', path: '/nothing', headers }, options)).to.throw(/no operation/);
    expect(() =>
      description.check({ method: 'PUT', path: '/health', headers }, withHeader('allow', undefined)(notAllowed)),
    ).to.throw(/no header allow/);
  });
});

function withHeader(name: string, value: string | undefined): (answered: Answered) => Answered {
  return ({ headers: { [name]: _, ...others }, ...answered }) => ({
    ...answered,
    headers: value === undefined ? others : { ...others, [name]: value },
  });
}

function withText(found: string | RegExp, put: string): (answered: Answered) => Answered {
  return (answered) => {
    const text = answered.text?.replace(found, put) ?? '';
    expect(text).not.to.equal(answered.text);
    return { ...answered, text };
  };
}
