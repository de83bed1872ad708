import { AggregatorRegistry, collectDefaultMetrics, Gauge, type Registry } from 'prom-client';
import { TIMEOUTS } from '../../../process/timeouts.ts';
import { VERSION } from '../service/product.ts';
import type { Checks, Readiness } from './readiness.ts';

/** How long others may take to tell their figures, in milliseconds: a little longer than to tell whether they are ready. */
const PEER_TIMEOUT_MS = TIMEOUTS.check + 500;

const WORKERS = 'taskport_workers_reporting';

/** What one process has counted, as the registry gives it out. */
type MetricsSnapshot = Awaited<ReturnType<Registry['getMetricsAsJSON']>>;

/** All processes that serve on one port, this one included. */
export interface Peers {
  /** Calls `report` whenever one of them gathers. */
  onGather(report: () => Promise<unknown>): void;
  /** What each reports within `patience` milliseconds, with its number, which the one that replaces it has too. */
  gather(patience: number): Promise<readonly { readonly worker: number; readonly report: unknown }[]>;
}

/** Everything that is counted, for whoever watches: the registry's own, what the process is, and whether it is ready. */
export class MetricsExporter {
  readonly #registry: Registry;
  #peers: Peers | undefined;

  constructor(registry: Registry, readiness: Readiness) {
    this.#registry = registry;
    collectDefaultMetrics({ register: registry });
    countWorkers(registry, 1);
    new Gauge({
      name: 'taskport_build_info',
      help: 'Which release this is, and the Node that runs it.',
      labelNames: ['version', 'node'],
      registers: [registry],
    }).set({ version: VERSION, node: process.version }, 1);
    new Gauge({
      name: 'taskport_ready',
      help: 'What /readyz looks at, each 1 if it is so.',
      labelNames: ['check'],
      registers: [registry],
      async collect() {
        const checks: Checks = await readiness.check();
        for (const [check, holds] of Object.entries(checks)) this.set({ check }, Number(holds));
      },
    });
  }

  get contentType(): string {
    return this.#registry.contentType;
  }

  /** From now on speaks for all of them. */
  aggregate(peers: Peers): void {
    peers.onGather(() => this.#registry.getMetricsAsJSON());
    this.#peers = peers;
  }

  /** As Prometheus reads it (https://prometheus.io/docs/instrumenting/exposition_formats/#text-based-format). */
  async text(): Promise<string> {
    const reports = (await this.#peers?.gather(PEER_TIMEOUT_MS)) ?? [];
    // Alone, or with nobody left who could be asked.
    if (reports.length === 0) return this.#registry.metrics();
    const all = reports.map(({ worker, report }) => labelled(report as MetricsSnapshot, String(worker)));
    const merged = AggregatorRegistry.aggregate(all) as Registry;
    merged.removeSingleMetric(WORKERS);
    countWorkers(merged, reports.length);
    return merged.metrics();
  }
}

function countWorkers(registry: Registry, count: number): void {
  new Gauge({ name: WORKERS, help: 'How many processes these figures are of.', registers: [registry] }).set(count);
}

/**
 * One worker's figures as series of their own. Were those of all added up, the sum would fall whenever a worker is
 * replaced, and Prometheus would take all that is left of it for new.
 */
function labelled(figures: MetricsSnapshot, worker: string): MetricsSnapshot {
  return figures.map((metric) => ({
    ...metric,
    // There is nothing to add up but what two hold who have the same number, as one takes over from the other.
    aggregator: 'sum',
    // What is no number (of a time in which nothing happened) has not come through.
    values: metric.values
      .filter(({ value }) => typeof value === 'number')
      .map((value) => ({ ...value, labels: { ...value.labels, worker } })),
  }));
}
