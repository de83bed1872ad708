import { expect } from 'chai';
import fc from 'fast-check';
import type { OpenApi } from '../../../../src/adapters/http/docs/model.ts';
import { type Answer, ask } from '../../../../tools/support/client.ts';
import { CompiledApi } from '../../../support/openapi/compiled-api.ts';
import { type Sample, samplesOf } from '../../../support/openapi/request-samples.ts';
import { memory } from '../../../support/service/stores.ts';
import { someUser } from '../../../support/tasks.ts';

/** Printed in the title. Set it to repeat the same requests. */
const SEED = Number(process.env.SEED ?? Math.floor(Math.random() * 2 ** 31));

/** The codes that reject a request which does not match the description. */
const REJECTIONS = ['bad_request', 'malformed_json', 'unsupported_media_type', 'validation_failed', 'not_found'];

/** The number of requests out of ten that may name a user, task or change that does not exist. */
const UNKNOWN = 3;

describe(`a request that the OpenAPI description allows (SEED=${SEED})`, () => {
  let base: string;
  let api: OpenApi;

  before(async () => {
    base = (await memory.service()).url;
    api = (await ask('GET', `${base}/openapi.json`)).json;
  });

  it('is accepted as valid by every operation', async () => {
    const description = new CompiledApi(api);
    for (const [path, operations] of Object.entries(api.paths)) {
      for (const [method, operation] of Object.entries(operations)) {
        let found = 0;
        const samples = fc.tuple(samplesOf(description, operation), fc.nat(9));
        const property = fc.asyncProperty(samples, async ([sample, digit]) => {
          const known = digit < UNKNOWN ? sample.path : await existing(sample.path);
          const answer = await send(method, path, { ...sample, path: known });
          expect(answer.json?.code, `${method} ${path}: ${answer.text}`).not.to.be.oneOf(REJECTIONS);
          if (answer.status !== 404) found++;
        });
        await fc.assert(property, { seed: SEED, numRuns: 60, endOnFailure: true });
        expect(found, operation.operationId).to.be.at.least(20);
      }
    }
  });

  /** Returns path parameters that name an existing user, task and change. */
  async function existing(path: Sample['path']): Promise<Sample['path']> {
    const user = someUser();
    const { json } = await ask('POST', `${base}/api/${user}/tasks`, { body: { title: 'x' } });
    const known: Record<string, string> = { user_id: user, task_id: json.id, seq: '1' };
    return Object.fromEntries(Object.keys(path).map((name) => [name, known[name] as string]));
  }

  function send(method: string, path: string, { query, header, type, body, ...sample }: Sample): Promise<Answer> {
    const url = path.replace(/\{(\w+)\}/g, (_, name) => encodeURIComponent(sample.path[name] as string));
    // Creating a task requires a title. OpenAPI cannot say that a header makes a field of the body required.
    const needsTitle = method === 'put' && header['If-None-Match'] === '*';
    const content = needsTitle ? { title: 'x', ...(body as object) } : body;
    return ask(method.toUpperCase(), `${base}${url}?${new URLSearchParams(query)}`, {
      headers: { ...header, ...(type !== undefined && { 'Content-Type': type }) },
      body: content === undefined ? undefined : JSON.stringify(content),
    });
  }
});
