import * as v from 'valibot';
import { PLAIN_GET, type Route, route } from '../routing/route.ts';
import type { MetricsExporter } from './metrics-exporter.ts';

export function metricsRoute(exporter: MetricsExporter): Route {
  return route({
    ...PLAIN_GET,
    path: '/metrics',
    operationId: 'getMetrics',
    summary: 'Metrics for Prometheus',
    description: 'With several worker processes, the answer has the metrics of all.',
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
