import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { ask } from '../tools/support/client.ts';
import { scrape } from './support/service/scrape.ts';
import { postgres } from './support/service/stores.ts';

/** What Prometheus itself says of whom it scrapes. */
const OF_PROMETHEUS = ['up'];

interface Dashboard {
  readonly templating: { readonly list: readonly { readonly name: string; readonly type: string }[] };
  readonly panels: readonly {
    readonly title: string;
    readonly datasource?: { readonly uid: string };
    readonly targets?: readonly { readonly expr: string }[];
  }[];
}

const dashboard: Dashboard = JSON.parse(readFileSync('deploy/grafana-dashboard.json', 'utf8'));
const MEANING = readFileSync('docs/observability.md', 'utf8');
const alerts = readFileSync('deploy/prometheus-alerts.yml', 'utf8');

describe('what lies in deploy/', () => {
  let offered: string[];

  before(async function () {
    if (postgres.missing) this.skip();
    const { url } = await postgres.service();
    const tasks = `${url}/api/${randomUUID()}/tasks`;
    const { json } = await ask('POST', tasks, { body: { title: 'x' } });
    await ask('PUT', `${tasks}/${json.id}`, { body: { title: 'y' } });
    await ask('GET', tasks);
    offered = (await scrape(url)).map(({ name }) => name);
  });

  function expectOffered(expression: string): void {
    const names = namesIn(expression);
    expect(names).not.to.deep.equal([]);
    const known = [...offered, ...OF_PROMETHEUS];
    expect(names.filter((name) => !known.includes(name))).to.deep.equal([]);
  }

  for (const { title, targets = [] } of dashboard.panels) {
    for (const { expr } of targets) {
      it(`shows under "${title}" what /metrics has: ${namesIn(expr).join(', ')}`, () => expectOffered(expr));
    }
  }

  const rules = alerts.split(/^ {6}- alert: /m).slice(1);
  for (const rule of rules) {
    it(`alerts by what /metrics has, and says what to do: ${/^\w+/.exec(rule)}`, () => {
      expectOffered(/expr: (.*?)\n {8}\w/s.exec(rule)?.[1] ?? '');
      expect(rule).to.match(/^ {10}summary: ./m);
      expect(rule).to.match(/^ {10}description: >-\n {12}./m);
    });
  }

  it('is explained, with whatever else the service itself counts', () => {
    const ours = offered.filter((name) => /^(http|taskport)_/.test(name));
    const families = new Set(ours.map((name) => name.replace(/_(bucket|sum|count)$/, '')));
    expect([...families].filter((name) => !MEANING.includes(`\n| \`${name}\` |`))).to.deep.equal([]);
  });

  it('leaves it to whoever looks at the dashboard which Prometheus is asked', () => {
    const [first] = dashboard.templating.list;
    expect(first).to.include({ name: 'datasource', type: 'datasource' });
    const asking = dashboard.panels.filter(({ targets }) => targets !== undefined);
    for (const { datasource } of asking) expect(datasource?.uid).to.match(/^\$\{datasource\}$/);
  });
});

/** The metrics in an expression of PromQL: what is left of it without functions, labels, strings and numbers. */
function namesIn(expression: string): string[] {
  const bare = expression
    .replace(/"[^"]*"/g, '')
    .replace(/\{[^}]*\}|\[[^\]]*\]/g, ' ')
    .replace(/\b(by|on|group_left)\s*\([^)]*\)/g, ' ');
  const words = [...bare.matchAll(/\b[a-z_]\w*\b(?!\s*\()/g)].map(([word]) => word);
  return [...new Set(words)].filter((word) => !['and', 'or'].includes(word));
}
