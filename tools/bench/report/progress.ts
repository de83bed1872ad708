import type { Measurement } from '../environment/measured-server.ts';
import type { ServerName } from '../environment/server-kinds.ts';
import { figure } from './format.ts';

/** The names of the measured servers in reports. */
export const LABELS: Readonly<Record<ServerName, string>> = {
  taskport: 'Taskport',
  sqlite: 'Taskport on SQLite',
  baseline: 'baseline',
};

/** Formats a measurement as one line of progress output. */
export function progressOf(what: string, { server, perSecond, p50, p99, serverCpu, postgresCpu }: Measurement): string {
  const cpu = `CPU ${figure(serverCpu)} + ${figure(postgresCpu)} µs`;
  return `${what}, ${LABELS[server]}: ${figure(perSecond)} req/s, p50 ${figure(p50)} ms, p99 ${figure(p99)} ms, ${cpu}`;
}
