import type { RivalName } from '../environment/kinds.ts';
import type { Measurement } from '../environment/measure-server.ts';
import { figure } from './format.ts';

/** What the servers are called. */
export const LABELS: Readonly<Record<RivalName, string>> = { taskport: 'Taskport', baseline: 'baseline' };

/** The line that tells of a measurement that has just been made. */
export function progressOf(what: string, { rival, perSecond, p50, p99, serverCpu, postgresCpu }: Measurement): string {
  const cpu = `CPU ${figure(serverCpu)} + ${figure(postgresCpu)} µs`;
  return `${what}, ${LABELS[rival]}: ${figure(perSecond)} req/s, p50 ${figure(p50)} ms, p99 ${figure(p99)} ms, ${cpu}`;
}

export function say(lines: string): void {
  process.stdout.write(`${lines}\n`);
}
