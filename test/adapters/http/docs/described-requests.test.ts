import { expect } from 'chai';
import fc from 'fast-check';
import type { OpenApi } from '../../../../src/adapters/http/docs/model.ts';
import { type Answer, ask } from '../../../../tools/support/client.ts';
import { CompiledApi } from '../../../support/openapi/compiled-api.ts';
import { type Sample, samplesOf } from '../../../support/openapi/request-samples.ts';
import { memory } from '../../../support/service/stores.ts';
import { someUser } from '../../../support/tasks.ts';

/** The seed of the random requests. The test title prints it; set the variable SEED to repeat a run. */
const SEED = Number(process.env.SEED ?? Math.floor(Math.random() * 2 ** 31));

/** The error codes for a request that does not match the OpenAPI description. */
const REJECTIONS = ['bad_request', 'malformed_json', 'unsupported_media_type', 'validation_failed', 'not_found'];

/** The number of requests in ten that keep their random ids. Such ids name no existing user, task or change. */
const UNKNOWN = 3;

describe(`a request that the OpenAPI description allows (SEED=${SEED})`, () => {
  let base: string;
  let api: OpenApi;

  before(async () => {
    base = (await memory.service()).url;
    api = (await ask('GET', `${base}/openapi.json`)).json;
  });

  it('is not rejected as invalid by any API operation', async () => {
    const description = new CompiledApi(api);
    for (const [path, operations] of Object.entries(api.paths)) {
      for (const [method, operation] of Object.entries(operations)) {
        let found = 0;
        const samples = fc.tuple(samplesOf(description, operation), fc.nat(9));
        const property = fc.asyncProperty(samples, async ([sample, digit]) => {
          const answer = await send(method, path, digit < UNKNOWN ? sample : await withExisting(sample));
          expect(answer.json?.code, `${method} ${path}: ${answer.text}`).not.to.be.oneOf(REJECTIONS);
          if (answer.status !== 404) found++;
        });
        await fc.assert(property, { seed: SEED, numRuns: 60, endOnFailure: true });
        expect(found, operation.operationId).to.be.at.least(20);
      }
    }
  });

  /** Returns the request with its random ids replaced by the ids of an existing user, task, change and token. */
  async function withExisting({ path, body, ...sample }: Sample): Promise<Sample> {
    const user = someUser();
    const { json } = await ask('POST', `${base}/api/${user}/tasks`, { body: { title: 'x' } });
    const known: Record<string, string> = { user_id: user, task_id: json.id, seq: '1' };
    if ('token_id' in path) {
      known.token_id = (await ask('POST', `${base}/api/me/tokens`, { body: { name: 'x' } })).json.id;
    }
    return {
      ...sample,
      path: Object.fromEntries(Object.keys(path).map((name) => [name, known[name] as string])),
      body: withId(body, json.id),
    };
  }

  function send(method: string, path: string, { query, header, type, body, ...sample }: Sample): Promise<Answer> {
    const url = path.replace(/\{(\w+)\}/g, (_, name) => encodeURIComponent(sample.path[name] as string));
    // Creating a task requires a title. OpenAPI cannot say that a header makes a field of the body required.
    const needsTitle = method === 'put' && header['If-None-Match'] === '*';
    const content = consistent(needsTitle ? { title: 'x', ...(body as object) } : body);
    const parameters = Object.entries(query).flatMap(([name, values]) => [values].flat().map((text) => [name, text]));
    return ask(method.toUpperCase(), `${base}${url}?${new URLSearchParams(parameters)}`, {
      headers: { ...header, ...(type !== undefined && { 'Content-Type': type }) },
      body: content === undefined ? undefined : JSON.stringify(content),
    });
  }
});

/** Returns the body of a batch request with `id` as the task id of every command. Returns other bodies unchanged. */
function withId(body: unknown, id: string): unknown {
  const { operations } = (body ?? {}) as { readonly operations?: readonly object[] };
  return Array.isArray(operations) ? { operations: operations.map((one) => ({ ...one, id })) } : body;
}

/** Removes `tags` from a body with `add_tags` or `remove_tags`, because the schema cannot forbid this combination. */
function consistent(body: unknown): unknown {
  if (typeof body !== 'object' || body === null) return body;
  if (Array.isArray(body)) return body.map(consistent);
  const isPartial = 'add_tags' in body || 'remove_tags' in body;
  const fields = Object.entries(body).filter(([name]) => !isPartial || name !== 'tags');
  return Object.fromEntries(fields.map(([name, value]) => [name, consistent(value)]));
}
