import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { ask } from '../tools/support/client.ts';
import { scrape } from './support/service/scrape.ts';
import { postgres } from './support/service/stores.ts';

/** Metrics that Prometheus itself records, so that /metrics does not expose them. */
const PROMETHEUS_OWN = ['up'];

interface Dashboard {
  readonly templating: { readonly list: readonly { readonly name: string; readonly type: string }[] };
  readonly panels: readonly {
    readonly title: string;
    readonly datasource?: { readonly uid: string };
    readonly targets?: readonly { readonly expr: string }[];
  }[];
}

const dashboard: Dashboard = JSON.parse(readFileSync('deploy/grafana-dashboard.json', 'utf8'));
const DOCS = readFileSync('docs/observability.md', 'utf8');
const alerts = readFileSync('deploy/prometheus-alerts.yml', 'utf8');

describe('the monitoring setup (Grafana dashboard, Prometheus alerts and their documentation)', () => {
  let exposed: string[];

  before(async function () {
    if (postgres.missing) this.skip();
    const { url } = await postgres.service();
    const tasks = `${url}/api/${randomUUID()}/tasks`;
    const { json } = await ask('POST', tasks, { body: { title: 'x' } });
    await ask('PUT', `${tasks}/${json.id}`, { body: { title: 'y' } });
    await ask('GET', tasks);
    exposed = (await scrape(url)).map(({ name }) => name);
  });

  function expectExposed(expression: string): void {
    const names = namesIn(expression);
    expect(names).not.to.deep.equal([]);
    const known = [...exposed, ...PROMETHEUS_OWN];
    expect(names.filter((name) => !known.includes(name))).to.deep.equal([]);
  }

  for (const { title, targets = [] } of dashboard.panels) {
    for (const { expr } of targets) {
      it(`uses in the panel "${title}" of the dashboard only metrics that /metrics exposes: ${namesIn(expr).join(', ')}`, () =>
        expectExposed(expr));
    }
  }

  const rules = alerts.split(/^ {6}- alert: /m).slice(1);
  for (const rule of rules) {
    it(`has an alert ${/^\w+/.exec(rule)} with metrics that /metrics exposes, a summary and a description`, () => {
      expectExposed(/expr: (.*?)\n {8}\w/s.exec(rule)?.[1] ?? '');
      expect(rule).to.match(/^ {10}summary: ./m);
      expect(rule).to.match(/^ {10}description: >-\n {12}./m);
    });
  }

  it('documents every metric of the service in docs/observability.md', () => {
    const own = exposed.filter((name) => /^(http|taskport)_/.test(name));
    const families = new Set(own.map((name) => name.replace(/_(bucket|sum|count)$/, '')));
    expect([...families].filter((name) => !DOCS.includes(`\n| \`${name}\` |`))).to.deep.equal([]);
  });

  it('lets the viewer of the dashboard choose the Prometheus data source', () => {
    const [first] = dashboard.templating.list;
    expect(first).to.include({ name: 'datasource', type: 'datasource' });
    const charts = dashboard.panels.filter(({ targets }) => targets !== undefined);
    for (const { datasource } of charts) expect(datasource?.uid).to.match(/^\$\{datasource\}$/);
  });
});

/** Returns the names of the metrics in a PromQL expression: all words that are not functions, labels or strings. */
function namesIn(expression: string): string[] {
  const bare = expression
    .replace(/"[^"]*"/g, '')
    .replace(/\{[^}]*\}|\[[^\]]*\]/g, ' ')
    .replace(/\b(by|on|group_left)\s*\([^)]*\)/g, ' ');
  const words = [...bare.matchAll(/\b[a-z_]\w*\b(?!\s*\()/g)].map(([word]) => word);
  return [...new Set(words)].filter((word) => !['and', 'or'].includes(word));
}
