import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import type { OpenApi } from '../src/adapters/http/docs/model.ts';
import { ask } from '../tools/support/client.ts';
import { startService } from './support/service/service.ts';
import { curl } from './support/shown/curl.ts';
import { ShownAnswers } from './support/shown/shown-answers.ts';

const README = readFileSync('README.md', 'utf8');

/** Compares what the README says with a running service. */
describe('the README', () => {
  let base: string;

  before(async () => {
    // Starts a service of its own: in the shared service, other tests write tasks of the same user.
    base = (await startService({ kind: 'memory' })).url;
  });

  it('lists every API operation, and no other', async () => {
    const { paths } = (await ask('GET', `${base}/openapi.json`)).json as OpenApi;
    const served = Object.entries(paths).flatMap(([path, operations]) =>
      Object.keys(operations).map((method) => `${method.toUpperCase()} ${path}`),
    );
    const listed = [...README.matchAll(/^\| `([A-Z]+)` \| `(\/[^`]*)` \|/gm)].map(
      ([, method, path]) => `${method} ${path}`,
    );
    expect(listed).to.have.members(served);
  });

  it('stays under 250 lines', () => {
    expect(README.split('\n').length).to.be.below(250);
  });

  it('shows the actual response of the service after each command of its tour', async () => {
    const tour = [...README.matchAll(/```console\n(.*?)```/gs)].map(([, commands]) => commands).join('\n');
    const steps = tour
      .split(/^\$ /m)
      .slice(1)
      .map((step) => step.trim().split('\n') as [string, string?]);
    const variables = new Map<string, string>();
    const answers = new ShownAnswers();
    let curls = 0;
    for (const [command, expected = ''] of steps) {
      const [, name, quoted, value = quoted] = /^(\w+)=(?:'([^']*)'|(\S+))$/.exec(command) ?? [];
      if (name !== undefined) {
        variables.set(name, expand(value as string));
        continue;
      }
      curls++;
      const { text } = await curl(expand(command));
      answers.compare(text, expected, command);
    }
    expect(curls).to.be.at.least(20);

    /** Replaces shell variables by their values, and the address and the ids of the README by those of the service. */
    function expand(text: string): string {
      const known = text.replace(/'[^']*'|\$(\w+)/g, (found, name) => (name ? (variables.get(name) ?? '') : found));
      return answers.expand(known.replace('http://127.0.0.1:8000', base));
    }
  });
});
