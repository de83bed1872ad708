import { createConfig, lintFromString } from '@redocly/openapi-core';
import { expect } from 'chai';
import type { OpenApi } from '../../../../src/adapters/http/docs/model.ts';
import { ask } from '../../../../tools/support/client.ts';
import { memory } from '../../../support/service/stores.ts';

/**
 * Rules that Redocly knows and does not switch on by itself. Those left off are of taste: the order of tags and methods,
 * plural segments (`/api`), names of booleans (`completed` is what the field is called), a shortest length and an example
 * for every string.
 */
const MORE = {
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

/** https://redocly.com/docs/cli/rules: used as a library, it asks nobody and tells nobody. */
describe('a linter of OpenAPI descriptions', () => {
  let api: OpenApi;

  before(async () => {
    api = (await ask('GET', `${(await memory.service()).url}/openapi.json`)).json;
  });

  it('finds no mistake in that of the service', async () => {
    expect(await problemsOf(api)).to.deep.equal([]);
  });

  it('finds mistakes that are planted in it', async () => {
    const { security, ...unsafe } = api;
    expect(await problemsOf(unsafe)).to.include('security-defined');
    const list = JSON.stringify(api).replaceAll('"#/components/schemas/Task"', '"#/components/schemas/Tusk"');
    expect(await problemsOf(JSON.parse(list))).to.include('no-unresolved-refs');
    const numbers = JSON.stringify(api).replaceAll('"examples":["Buy milk"]', '"examples":[5]');
    expect(await problemsOf(JSON.parse(numbers))).to.include('no-invalid-schema-examples');
    const silent = JSON.stringify(api).replaceAll('"X-Request-Id":', '"X-Request":');
    expect(await problemsOf(JSON.parse(silent))).to.include('response-contains-header');
  });
});

/** The rules that a description breaks, with where it does. */
async function problemsOf(api: object): Promise<string[]> {
  const config = await createConfig({ extends: ['recommended-strict'], rules: MORE });
  const problems = await lintFromString({ source: JSON.stringify(api), absoluteRef: 'openapi.json', config });
  return problems.map(({ ruleId }) => ruleId);
}
