import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import type { OpenApi } from '../src/adapters/http/docs/model.ts';
import { type Answer, ask } from '../tools/support/client.ts';
import { memory } from './support/service/stores.ts';

const README = readFileSync('README.md', 'utf8');
const UUID = /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;
const TIME = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/g;

/** Compares what the README says with a running service. */
describe('the README', () => {
  let base: string;

  before(async () => {
    base = (await memory.service()).url;
  });

  it('lists every operation, and no other', async () => {
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

  it('shows a tour whose commands print the answers that it shows', async () => {
    const tour = [...README.matchAll(/```console\n(.*?)```/gs)].map(([, commands]) => commands).join('\n');
    const steps = tour
      .split(/^\$ /m)
      .slice(1)
      .map((step) => step.trim().split('\n') as [string, string?]);
    const variables = new Map<string, string>();
    const idOf = new Map<string, string>();
    let curls = 0;
    for (const [command, expected = ''] of steps) {
      const [, name, value] = /^(\w+)=(\S+)$/.exec(command) ?? [];
      if (name !== undefined) {
        variables.set(name, expand(value as string));
        continue;
      }
      curls++;
      const { text } = await curl(expand(command));
      const [shown, actual] = [expected.match(UUID) ?? [], text.match(UUID) ?? []];
      for (const [i, id] of shown.entries()) if (!idOf.has(id)) idOf.set(id, actual[i] ?? id);
      expect(masked(text)).to.equal(masked(expected));
    }
    expect(curls).to.be.at.least(16);

    /** Replaces variables by their values, and each id of the README by the one that the service created. */
    function expand(text: string): string {
      const known = text.replace(/\$(\w+)/g, (_, name) => variables.get(name) ?? '');
      return known.replace('http://127.0.0.1:8000', base).replace(UUID, (id) => idOf.get(id) ?? id);
    }
  });
});

/** Sends the request of a curl command. It knows only the options that the README uses. */
function curl(command: string): Promise<Answer> {
  const words = [...command.matchAll(/'([^']*)'|"([^"]*)"|(\S+)/g)].map(([, a, b, c]) => a ?? b ?? c ?? '');
  const option = (name: string) => (words.includes(name) ? words[words.indexOf(name) + 1] : undefined);
  const body = option('-d');
  const headers = Object.fromEntries(
    words.flatMap((word, i) => (words[i - 1] === '-H' ? [word.split(': ') as [string, string]] : [])),
  );
  const url = words.find((word) => word.startsWith('http')) as string;
  return ask(option('-X') ?? (body === undefined ? 'GET' : 'POST'), url, { body, headers });
}

/** Masks ids and times, which differ from run to run. */
function masked(text: string): string {
  return text.replace(UUID, '<id>').replace(TIME, '<time>');
}
