import { NAME, VERSION } from '../../service/product.ts';
import { type Example, get } from './example.ts';

/**
 * Returns the examples for the API operations on the service itself, such as probes, by operation id.
 *
 * @param basePath the path prefix of the service
 */
export function serviceExamples(basePath: string): Record<string, readonly Example[]> {
  const links = { docs: `${basePath}/docs`, openapi: `${basePath}/openapi.json`, health: `${basePath}/health` };
  const checks = { migrated: true, database: true, serving: true };
  return {
    getHealth: [get('/health', { status: 200, body: { status: 'healthy', database: 'connected' } })],
    getLiveness: [get('/livez', { status: 200, body: { status: 'alive' } })],
    getReadiness: [get('/readyz', { status: 200, body: { status: 'ready', checks } })],
    getMetrics: [get('/metrics', { status: 200, body: '# HELP process_cpu_user_seconds_total …' })],
    getFavicon: [
      get('/favicon.ico', { status: 200, body: '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">…</svg>' }),
    ],
    getRoot: [get('/', { status: 200, body: { name: NAME, version: VERSION, ...links } })],
    getOpenApi: [get('/openapi.json', { status: 200, body: '{\n  "openapi": "3.1.1",…' })],
    getDocs: [get('/docs', { status: 200, body: '<!doctype html>…' })],
    getRedoc: [get('/redoc', { status: 200, body: '<!doctype html>…' })],
  };
}
