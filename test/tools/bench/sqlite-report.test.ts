import { expect } from 'chai';
import type { ServerName } from '../../../tools/bench/environment/server-kinds.ts';
import { compare, type Measured } from '../../../tools/bench/report/results.ts';
import { jsonOf } from '../../../tools/bench/report/save-results.ts';
import { aboveBound, footprintOf, livezOf, type SqliteResults } from '../../../tools/bench/report/sqlite-results.ts';
import { sqliteMarkdown, sqliteTable } from '../../../tools/bench/report/sqlite-tables.ts';

const MB = 1024 * 1024;

describe('the benchmark report that compares the embedded SQLite store with PostgreSQL', () => {
  const measured = [
    ...[
      measurement('sqlite', 1, { perSecond: 3_000, livez: [1, 2] }),
      measurement('taskport', 1, { perSecond: 2_000 }),
    ],
    ...[measurement('baseline', 1, { perSecond: 1_000 }), measurement('baseline', 2, { perSecond: 500 })],
    ...[measurement('taskport', 2, { perSecond: 500 }), measurement('sqlite', 2, { perSecond: 1_000, livez: [30, 3] })],
    measurement('sqlite', 1, { scenario: 'get', livez: [4], memory: 130 * MB }),
    measurement('taskport', 1, { scenario: 'get' }),
    measurement('baseline', 1, { scenario: 'get' }),
  ];
  const results: SqliteResults = {
    environment: {
      ...{ command: 'make bench STORE=sqlite', date: '2026-11-28', processors: 2, platform: 'linux x64' },
      ...{ node: '26.10.0', postgres: '15.20', fsync: 'on', sqlite: '3.53.4' },
    },
    measured,
    starts: [
      { server: 'sqlite', round: 1, first: 500, restart: 300, memory: 100 * MB },
      { server: 'sqlite', round: 2, first: 700, restart: 320, memory: 110 * MB },
    ],
  };

  it('computes the ratio of two servers’ figures within each round, and the median and range of these ratios', () => {
    const { ratio, sqlite } = compare(measured, 'create', 10);
    expect(ratio('sqlite', 'taskport').perSecond).to.deep.equal({ median: 1.75, min: 1.5, max: 2 });
    expect(ratio('sqlite', 'baseline').perSecond).to.deep.equal({ median: 2.5, min: 2, max: 3 });
    expect(sqlite.perSecond.median).to.equal(2_000);
  });

  it('has the figure NaN for a server that was not measured', () => {
    const { ratio, sqlite } = compare(
      measured.filter(({ server }) => server !== 'sqlite'),
      'get',
      10,
    );
    expect(sqlite.perSecond.median).to.deep.equal(Number.NaN);
    expect(ratio('taskport', 'baseline').cpu.median).to.equal(0.6);
  });

  it('computes the p99 latency of /livez over the probes of all rounds together', () => {
    expect(livezOf(measured)).to.deep.equal({ asked: 5, p99: 30, slowest: 30 });
    expect(livezOf([])).to.deep.equal({ asked: 0, p99: Number.NaN, slowest: Number.NaN });
  });

  it('names the scenarios and connection counts in which the p99 latency of /livez exceeds 20 ms', () => {
    expect(aboveBound(measured)).to.deep.equal([{ scenario: 'create', connections: 10, p99: 30 }]);
    expect(sqliteMarkdown(results)).to.include('above 20 ms in: create at 10 (30 ms).');
    expect(sqliteTable({ ...results, measured: measured.slice(6) })).to.include('at most 20 ms in every scenario');
  });

  it('has the start times of each server, its memory at rest, and its highest memory after a measurement', () => {
    expect(footprintOf(results, 'sqlite')).to.deep.equal({
      first: { median: 600, min: 500, max: 700 },
      restart: { median: 310, min: 300, max: 320 },
      atRest: { median: 105, min: 100, max: 110 },
      underLoad: 130,
    });
    expect(footprintOf({ ...results, measured: [] }, 'baseline').underLoad).to.deep.equal(Number.NaN);
  });

  it('shows the figures of Taskport on SQLite, Taskport on PostgreSQL and the baseline in each row of the Markdown table', () => {
    expect(sqliteMarkdown(results).split('\n')).to.include.members([
      '| 10 connections | req/s | to PostgreSQL (min–max) | to baseline (min–max) | p99 ms | CPU µs | `/livez` p99 ms |',
      '| create | 2,000 · 1,250 · 750 | 1.8 (1.5–2.0) | 2.5 (2.0–3.0) | 9.00 · 9.00 · 9.00 | 100 · 60.0 · 100 | 30 |',
      '| SQLite | 600 (500–700) | 310 (300–320) | 105 (100–110) | 130 |',
    ]);
  });

  it('has a line for each server and for each ratio between servers in the plain-text table', () => {
    const names = sqliteTable(results).matchAll(/^.{19}(SQLite|PostgreSQL|baseline|\/ PostgreSQL|\/ baseline) /gm);
    const once = ['SQLite', 'PostgreSQL', 'baseline', '/ PostgreSQL', '/ baseline'];
    expect([...names].map(([, name]) => name)).to.deep.equal([...once, ...once]);
  });
});

describe('the JSON results file of a benchmark', () => {
  it('has numbers rounded to five significant digits, and each array of numbers on one line', () => {
    expect(jsonOf({ rate: 12.345678, livez: [0.1234567, 1e-7, 20], rounds: [{ n: 1 }] }).split('\n')).to.deep.equal([
      '{',
      '  "rate": 12.346,',
      '  "livez": [0.12346,1e-7,20],',
      '  "rounds": [',
      ...['    {', '      "n": 1', '    }', '  ]', '}'],
    ]);
  });
});

function measurement(server: ServerName, round: number, figures: Partial<Measured>): Measured {
  return {
    ...{ scenario: 'create', connections: 10, round, server, requests: 1_000, perSecond: 1_000 },
    ...{ p50: 1, p95: 5, p99: 9, memory: 120 * MB, loadCpu: 20, cores: 1.5 },
    ...(server === 'taskport' ? { serverCpu: 30, postgresCpu: 30 } : { serverCpu: 100, postgresCpu: 0 }),
    ...figures,
  };
}
