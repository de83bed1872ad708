import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import type { OpenApi } from '../src/adapters/http/docs/model.ts';
import { type Answer, ask } from '../tools/support/client.ts';
import { startService } from './support/service/service.ts';

const README = readFileSync('README.md', 'utf8');
const ID = '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}';
const TIME = '\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z';
const UUID = new RegExp(ID, 'g');
const IS_ID = new RegExp(`^${ID}$`);
/** Matches the parts of a response that differ from run to run, and the placeholder `…`. */
const VARIABLE = new RegExp(`(${ID}|${TIME}|…)`);

/** Compares what the README says with a running service. */
describe('the README', () => {
  let base: string;

  before(async () => {
    // Other tests write for the same user in the shared service.
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

  it('shows a tour in which each command gets the response that the README shows', async () => {
    const tour = [...README.matchAll(/```console\n(.*?)```/gs)].map(([, commands]) => commands).join('\n');
    const steps = tour
      .split(/^\$ /m)
      .slice(1)
      .map((step) => step.trim().split('\n') as [string, string?]);
    const variables = new Map<string, string>();
    const idOf = new Map<string, string>();
    let curls = 0;
    for (const [command, expected = ''] of steps) {
      const [, name, quoted, value = quoted] = /^(\w+)=(?:'([^']*)'|(\S+))$/.exec(command) ?? [];
      if (name !== undefined) {
        variables.set(name, expand(value as string));
        continue;
      }
      curls++;
      const { text } = await curl(expand(command));
      const { pattern, newIds } = patternOf(expected, idOf);
      expect(text, command).to.match(pattern);
      const [, ...ids] = pattern.exec(text) ?? [];
      for (const [i, id] of newIds.entries()) idOf.set(id, ids[i] as string);
    }
    expect(curls).to.be.at.least(20);

    /** Replaces shell variables by their values, and each id in the README by the id that the service created. */
    function expand(text: string): string {
      const known = text.replace(/'[^']*'|\$(\w+)/g, (found, name) => (name ? (variables.get(name) ?? '') : found));
      return known.replace('http://127.0.0.1:8000', base).replace(UUID, (id) => idOf.get(id) ?? id);
    }
  });
});

/** Sends the request of a curl command. Supports only the curl options that the README uses. */
function curl(command: string): Promise<Answer> {
  const words = [...command.matchAll(/'([^']*)'|"([^"]*)"|(\S+)/g)].map(([, a, b, c]) => a ?? b ?? c ?? '');
  const valuesOf = (name: string) => words.filter((_, i) => words[i - 1] === name);
  const headers = Object.fromEntries(valuesOf('-H').map((header) => header.split(': ') as [string, string]));
  const url = words.find((word) => word.startsWith('http')) as string;
  if (words.includes('--get')) {
    const encoded = valuesOf('--data-urlencode').map((text) =>
      text.replace(/=(.*)/s, (_, value) => `=${encodeURIComponent(value)}`),
    );
    return ask('GET', `${url}?${[...encoded, ...valuesOf('-d')].join('&')}`, { headers });
  }
  const [body] = valuesOf('-d');
  return ask(valuesOf('-X')[0] ?? (body === undefined ? 'GET' : 'POST'), url, { body, headers });
}

/**
 * Returns the pattern of a response that the README shows. `…` stands for any text, a time for any time. An id stands for the
 * id that the service created in its place.
 *
 * @returns `newIds` are the ids that the README did not show before, in the order of the groups of the pattern
 */
function patternOf(shown: string, idOf: ReadonlyMap<string, string>): { pattern: RegExp; newIds: string[] } {
  const newIds: string[] = [];
  const source = shown.split(VARIABLE).map((part, i) => {
    if (i % 2 === 0) return part.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
    if (part === '…') return '.*';
    if (!IS_ID.test(part)) return TIME;
    const known = idOf.get(part);
    if (known !== undefined) return known;
    if (newIds.includes(part)) return `\\${newIds.indexOf(part) + 1}`;
    newIds.push(part);
    return `(${ID})`;
  });
  return { pattern: new RegExp(`^${source.join('')}$`, 's'), newIds };
}
