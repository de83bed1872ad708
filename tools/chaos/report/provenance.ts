import { execFileSync } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { findPrograms } from '../../support/machine/own-postgres.ts';
import type { Provenance } from './record.ts';

/** Returns the date, the machine and the command of a measurement. */
export function provenanceOf(command: string): Provenance {
  const version = execFileSync(join(findPrograms()?.bin ?? '', 'postgres'), ['--version'], { encoding: 'utf8' });
  const postgres = /\d+(\.\d+)?/.exec(version)?.[0];
  const cores = availableParallelism();
  return {
    date: new Date().toISOString().slice(0, 10),
    machine: `${cores} ${cores === 1 ? 'core' : 'cores'}, ${process.platform} ${process.arch}, Node ${process.versions.node}, PostgreSQL ${postgres}`,
    command,
  };
}
