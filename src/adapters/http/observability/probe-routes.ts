import * as v from 'valibot';
import { HttpError } from '../problem/problem.ts';
import { PLAIN_GET, type Route, route } from '../routing/route.ts';
import type { Checks, Readiness } from './readiness.ts';

// The probes of Kubernetes and its like: https://kubernetes.io/docs/concepts/configuration/liveness-readiness-startup-probes/

/** How to tell people that a check has failed. */
const MISSING = {
  migrated: 'the database is not yet at this release’s schema',
  database: 'the database does not answer, or cannot be written to',
  serving: 'the service is stopping',
} as const satisfies Record<keyof Checks, string>;

export function liveRoute(): Route {
  return route({
    ...PLAIN_GET,
    path: '/livez',
    operationId: 'getLiveness',
    summary: 'Tell that the process lives',
    description: 'Asks nobody else: if this is not answered, only a new process will help.',
    replies: { 200: { description: 'It does.', schema: v.object({ status: v.literal('alive') }) } },
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
    summary: 'Tell whether requests may be sent here',
    description:
      'Whether the schema is migrated, the database answers a real question within a second and can be written to, and ' +
      'the service is not stopping. If not, the error has the same `checks`.',
    replies: { 200: { description: 'They may.', schema: v.object({ status: v.literal('ready'), checks }) } },
    errors: ['not_ready'],
    async handle() {
      const checks = await readiness.check();
      const missing = (Object.keys(MISSING) as (keyof Checks)[]).filter((name) => !checks[name]);
      if (missing.length === 0) return { status: 200, body: { status: 'ready', checks } };
      const detail = `Not ready: ${missing.map((name) => MISSING[name]).join(', ')}`;
      throw new HttpError('not_ready', { detail, more: { checks } });
    },
  });
}
