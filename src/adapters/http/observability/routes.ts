import * as v from 'valibot';
import type { StoreLifecycle } from '../../../ports/store-lifecycle.ts';
import { HttpError, STORE_ERRORS } from '../problem/problem.ts';
import { PLAIN_GET, type Route, route } from '../routing/route.ts';
import type { MetricsExporter } from './metrics-exporter.ts';
import type { Checks, Readiness } from './readiness.ts';

// Probes as in Kubernetes: https://kubernetes.io/docs/concepts/configuration/liveness-readiness-startup-probes/

/** The text that explains each failed check of the readiness probe. */
const REASONS = {
  migrated: 'the database is not yet at this release’s schema',
  database: 'the database does not answer, or cannot be written to',
  serving: 'the service is stopping',
} as const satisfies Record<keyof Checks, string>;

export function liveRoute(): Route {
  return route({
    ...PLAIN_GET,
    path: '/livez',
    operationId: 'getLiveness',
    summary: 'Liveness probe',
    description: 'Answers without the database. No answer means that the process must be restarted.',
    replies: { 200: { description: 'The process is alive.', schema: v.object({ status: v.literal('alive') }) } },
    errors: [],
    handle: () => ({ status: 200, body: { status: 'alive' } }),
  });
}

export function readyRoute(readiness: Readiness): Route {
  const checks = v.object({ migrated: v.boolean(), database: v.boolean(), serving: v.boolean() });
  return route({
    ...PLAIN_GET,
    path: '/readyz',
    operationId: 'getReadiness',
    summary: 'Readiness probe',
    description:
      'Checks that the schema is migrated, that the database answers a query within a second and can be written to, and ' +
      'that the service is not stopping. The error has the same `checks`.',
    replies: {
      200: { description: 'Send requests here.', schema: v.object({ status: v.literal('ready'), checks }) },
    },
    errors: ['not_ready'],
    async handle() {
      const checks = await readiness.check();
      const failed = (Object.keys(REASONS) as (keyof Checks)[]).filter((name) => !checks[name]);
      if (failed.length === 0) return { status: 200, body: { status: 'ready', checks } };
      const detail = `Not ready: ${failed.map((name) => REASONS[name]).join(', ')}`;
      throw new HttpError('not_ready', { detail, more: { checks } });
    },
  });
}

export function healthRoute(store: StoreLifecycle): Route {
  return route({
    ...PLAIN_GET,
    path: '/health',
    operationId: 'getHealth',
    summary: 'Health of the service and its database',
    description: 'Checks with a query that the database answers and can be written to.',
    replies: {
      200: {
        description: 'The database is available.',
        schema: v.object({ status: v.literal('healthy'), database: v.literal('connected') }),
      },
    },
    errors: STORE_ERRORS,
    async handle() {
      await store.check();
      return { status: 200, body: { status: 'healthy', database: 'connected' } };
    },
  });
}

export function metricsRoute(exporter: MetricsExporter): Route {
  return route({
    ...PLAIN_GET,
    path: '/metrics',
    operationId: 'getMetrics',
    summary: 'Metrics for Prometheus',
    description:
      'With several worker processes, the answer has the metrics of all. It needs the bearer token `METRICS_TOKEN`, if the ' +
      'service has one. Otherwise it is for clients on the machine of the service, unless the service runs in open mode.',
    replies: {
      200: {
        description: 'Metrics in the text format of Prometheus.',
        schema: v.string(),
        type: exporter.contentType,
        headers: ['Cache-Control'],
      },
    },
    errors: [],
    async handle() {
      const headers = { 'Content-Type': exporter.contentType, 'Cache-Control': 'no-store' };
      return { status: 200, headers, body: await exporter.text() };
    },
  });
}
