import * as v from 'valibot';
import { PLAIN_GET, type Route, route } from '../routing/route.ts';
import type { MetricsExporter } from './metrics-exporter.ts';

export function metricsRoute(exporter: MetricsExporter): Route {
  return route({
    ...PLAIN_GET,
    path: '/metrics',
    operationId: 'getMetrics',
    summary: 'Tell what has been counted, for Prometheus',
    description: 'Where several processes serve, the one that is asked answers for all of them.',
    replies: {
      200: {
        description: 'The text format of Prometheus.',
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
