import { AggregatorRegistry, collectDefaultMetrics, Gauge, type Registry } from 'prom-client';
import type { TaskReplicas } from '../../../application/filter/task-replicas.ts';
import { TIMEOUTS } from '../../../process/timeouts.ts';
import { VERSION } from '../service/product.ts';
import type { Checks, Readiness } from './readiness.ts';
import { watchReplicas } from './replica-metrics.ts';

/** The time limit for the metrics of other processes, in milliseconds. Each of them runs a readiness check first. */
const PEER_TIMEOUT_MS = TIMEOUTS.check + 500;

const WORKERS = 'taskport_workers_reporting';

/** The metrics of one process, in the JSON format of its prom-client registry. */
type MetricsSnapshot = Awaited<ReturnType<Registry['getMetricsAsJSON']>>;

/** All processes that serve on one port, including this one. */
export interface Peers {
  /** Sets the function that returns the report of this process: its metrics. It is called by each `gather`. */
  onGather(report: () => Promise<unknown>): void;
  /** Returns the reports of all processes that answer within `timeout` milliseconds, with the slot number of each. */
  gather(timeout: number): Promise<readonly { readonly worker: number; readonly report: unknown }[]>;
}

/** Exports the metrics of this process, or of all processes, with the release and the readiness. */
export class MetricsExporter {
  readonly #registry: Registry;
  #peers: Peers | undefined;

  constructor(registry: Registry, readiness: Readiness, replicas: TaskReplicas) {
    this.#registry = registry;
    collectDefaultMetrics({ register: registry });
    countWorkers(registry, 1);
    watchReplicas(registry, replicas);
    new Gauge({
      name: 'taskport_build_info',
      help: 'Always 1; the labels are the release and its version of Node.',
      labelNames: ['version', 'node'],
      registers: [registry],
    }).set({ version: VERSION, node: process.version }, 1);
    new Gauge({
      name: 'taskport_ready',
      help: 'The checks of the readiness probe; 1 if a check holds.',
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

  /** Exports the metrics of all processes from now on. */
  aggregate(peers: Peers): void {
    peers.onGather(() => this.#registry.getMetricsAsJSON());
    this.#peers = peers;
  }

  /** Returns the metrics as text: https://prometheus.io/docs/instrumenting/exposition_formats/#text-based-format */
  async text(): Promise<string> {
    const reports = (await this.#peers?.gather(PEER_TIMEOUT_MS)) ?? [];
    // Without reports, this process serves alone, or the primary process has ended.
    if (reports.length === 0) return this.#registry.metrics();
    const all = reports.map(({ worker, report }) => labelled(report as MetricsSnapshot, String(worker)));
    const merged = AggregatorRegistry.aggregate(all) as Registry;
    merged.removeSingleMetric(WORKERS);
    countWorkers(merged, reports.length);
    return merged.metrics();
  }
}

function countWorkers(registry: Registry, count: number): void {
  new Gauge({ name: WORKERS, help: 'Processes that these metrics come from.', registers: [registry] }).set(count);
}

/**
 * Returns the metrics of one worker with the label `worker`. A sum over all workers would fall when a worker is
 * replaced, and Prometheus would take the drop for a counter reset.
 */
function labelled(snapshot: MetricsSnapshot, worker: string): MetricsSnapshot {
  return snapshot.map((metric) => ({
    ...metric,
    // Adds up the values of two workers with the same number, which exist only while one replaces the other.
    aggregator: 'sum',
    // The values of a summary without observations are NaN, which JSON has turned into null.
    values: metric.values
      .filter(({ value }) => typeof value === 'number')
      .map((value) => ({ ...value, labels: { ...value.labels, worker } })),
  }));
}
