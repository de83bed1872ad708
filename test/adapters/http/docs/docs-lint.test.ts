import { createConfig, lintFromString } from '@redocly/openapi-core';
import { expect } from 'chai';
import type { OpenApi } from '../../../../src/adapters/http/docs/model.ts';
import { ask } from '../../../../tools/support/client.ts';
import { memory } from '../../../support/service/stores.ts';

/**
 * Redocly rules that are off by default, but on here. Rules about style stay off, such as order of tags and methods,
 * plural path segments, names of booleans (`completed`), and a minimum length and an example for every string.
 */
const EXTRA_RULES = {
  'component-name-unique': 'error',
  'info-contact': 'error',
  'no-http-verbs-in-paths': 'error',
  'operation-4xx-problem-details-rfc7807': 'error',
  'operation-description': 'error',
  'operation-singular-tag': 'error',
  'operation-tag-defined': 'error',
  'parameter-description': 'error',
  'path-params-defined': 'error',
  'paths-kebab-case': 'error',
  'response-contains-header': {
    severity: 'error',
    names: Object.fromEntries(['2XX', '3XX', '4XX', '5XX'].map((statuses) => [statuses, ['X-Request-Id']])),
  },
  'spec-example-values': 'error',
  'spec-strict-refs': 'error',
} as const;

/** See https://redocly.com/docs/cli/rules. Used as a library, Redocly makes no network requests. */
describe('the Redocly linter', () => {
  let api: OpenApi;

  before(async () => {
    api = (await ask('GET', `${(await memory.service()).url}/openapi.json`)).json;
  });

  it('finds no rule violation in the OpenAPI description', async () => {
    expect(await problemsOf(api)).to.deep.equal([]);
  });

  it('finds each rule violation that this test adds to a copy of the OpenAPI description', async () => {
    const { security, ...unsafe } = api;
    expect(await problemsOf(unsafe)).to.include('security-defined');
    const dangling = JSON.stringify(api).replaceAll('"#/components/schemas/Task"', '"#/components/schemas/Tusk"');
    expect(await problemsOf(JSON.parse(dangling))).to.include('no-unresolved-refs');
    const numbers = JSON.stringify(api).replaceAll('"examples":["Buy milk"]', '"examples":[5]');
    expect(await problemsOf(JSON.parse(numbers))).to.include('no-invalid-schema-examples');
    const untraced = JSON.stringify(api).replaceAll('"X-Request-Id":', '"X-Request":');
    expect(await problemsOf(JSON.parse(untraced))).to.include('response-contains-header');
  });
});

/** Returns the ids of the Redocly rules that an OpenAPI description violates. */
async function problemsOf(api: object): Promise<string[]> {
  const config = await createConfig({ extends: ['recommended-strict'], rules: EXTRA_RULES });
  const problems = await lintFromString({ source: JSON.stringify(api), absoluteRef: 'openapi.json', config });
  return problems.map(({ ruleId }) => ruleId);
}
