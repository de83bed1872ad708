import { expect } from 'chai';
import { ask } from '../../../../tools/support/client.ts';
import type { Answered, Sent } from '../../../../tools/support/exchange.ts';
import { OpenApiChecker } from '../../../support/openapi/openapi-checker.ts';
import { memory } from '../../../support/service/stores.ts';
import { someUser } from '../../../support/tasks.ts';

type Exchange = [sent: Sent, answered: Answered];

/** Other tests rely on this check to find what the description lacks. */
describe('the check of requests and answers against the description', () => {
  let description: OpenApiChecker;
  let creation: Exchange;
  let refusal: Exchange;

  before(async () => {
    const { url } = await memory.service();
    description = new OpenApiChecker((await ask('GET', `${url}/openapi.json`)).json);
    const path = `/api/${someUser()}/tasks`;
    const headers = { 'content-type': 'application/json' };
    const made = await ask('POST', url + path, { body: { title: 'x' } });
    creation = [{ method: 'POST', path, headers, body: '{"title":"x"}' }, made];
    refusal = [{ method: 'POST', path, headers, body: '{}' }, await ask('POST', url + path, { body: {} })];
  });

  it('accepts what the service answers', () => {
    for (const exchange of [creation, refusal]) description.check(...exchange);
  });

  const wrongAnswers: [what: string, change: (answered: Answered) => Answered, message: RegExp][] = [
    ['a status that is not described', (answered) => ({ ...answered, status: 202 }), /createTask.* 202: the status/],
    ['a media type that is not described', withHeader('content-type', 'text/html'), /201: the media type text\/html/],
    ['a header that is not described', withHeader('taskport-task', '1'), /the header taskport-task is not described/],
    ['a header of another form', withHeader('etag', 'W/"1"'), /the header etag is W\/"1": .*pattern/],
    ['a header that is not a number', withHeader('taskport-seq', 'one'), /the header taskport-seq is one: .*integer/],
    ['no ETag', withHeader('etag', undefined), /no header etag/],
    ['no X-Request-Id', withHeader('x-request-id', undefined), /no header x-request-id/],
    ['a field that is missing', withText('"completed":false,', ''), /body .*required property 'completed'/],
    ['a field that is not described', withText('"completed"', '"priority":1,"completed"'), /unevaluated/],
    ['a field of another type', withText('"completed":false', '"completed":"no"'), /completed must be boolean/],
    ['a time of another form', withText(/\.\d{3}Z/, 'Z'), /created_at must match pattern/],
  ];
  for (const [what, change, message] of wrongAnswers) {
    it(`refuses an answer with ${what}`, () => {
      const [sent, answered] = creation;
      expect(() => description.check(sent, change(answered))).to.throw(message);
    });
  }

  const wrongErrors: [what: string, change: (answered: Answered) => Answered, message: RegExp][] = [
    ['a code of another status', withText('validation_failed', 'bad_request'), /422: the body/],
    ['text in place of mistakes', withText(/"detail":\[.*\]/, '"detail":"wrong"'), /422: the body/],
    ['a member that only other errors have', withText('"code"', '"conflicting_seq":7,"code"'), /422: the body/],
    ['no Cache-Control', withHeader('cache-control', undefined), /no header cache-control/],
    ['a header that only other errors have', withHeader('retry-after', '1'), /the header retry-after is not described/],
  ];
  for (const [what, change, message] of wrongErrors) {
    it(`refuses an error with ${what}`, () => {
      const [sent, answered] = refusal;
      expect(() => description.check(sent, change(answered))).to.throw(message);
    });
  }

  const wrongRequests: [what: string, change: Partial<Sent>, message: RegExp][] = [
    ['a path parameter that does not match', { path: '/api/me/tasks' }, /the path user_id was "me"/],
    [
      'a header that does not match',
      { headers: { 'content-type': 'application/json', 'idempotency-key': 'a b' } },
      /Idempotency-Key was "a b"/,
    ],
    ['a media type that is not described', { headers: { 'content-type': 'text/plain' } }, /the body was text\/plain/],
    ['a body that does not match', { body: '{"title":5}' }, /the body did not fit: it\/title must/],
    ['no body', { body: '' }, /the body did not fit/],
  ];
  for (const [what, change, message] of wrongRequests) {
    it(`refuses that the service accepts a request with ${what}`, () => {
      const [sent, answered] = creation;
      expect(() => description.check({ ...sent, ...change }, answered)).to.throw(message);
    });
  }

  it('refuses any answer but 404, 405 or 204 to OPTIONS where no operation is', async () => {
    const { url } = await memory.service();
    const [missing, wrong, options] = [
      await ask('GET', `${url}/nothing`),
      await ask('PUT', `${url}/health`),
      await ask('OPTIONS', `${url}/health`),
    ];
    const headers = {};
    description.check({ method: 'GET', path: '/nothing', headers }, missing);
    expect(() => description.check({ method: 'GET', path: '/nothing', headers }, wrong)).to.throw(/no operation/);
    expect(() => description.check({ method: 'PUT', path: '/health', headers }, missing)).to.throw(/no operation/);
    expect(() => description.check({ method: 'OPTIONS', path: '/nothing', headers }, options)).to.throw(/no operation/);
    expect(() =>
      description.check({ method: 'PUT', path: '/health', headers }, withHeader('allow', undefined)(wrong)),
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
