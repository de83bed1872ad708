import { availableParallelism } from 'node:os';
import type { Databases } from '../environment/databases.ts';

/** The machine of a measurement, and the command that repeats the measurement. */
export interface Environment {
  readonly command: string;
  readonly date: string;
  readonly processors: number;
  readonly platform: string;
  readonly node: string;
  readonly postgres: string;
  readonly fsync: string;
  /** The version of SQLite, if the embedded store was measured. */
  readonly sqlite?: string;
}

export async function environmentOf(databases: Databases, command: string): Promise<Environment> {
  return {
    command,
    date: new Date().toISOString().slice(0, 10),
    processors: availableParallelism(),
    platform: `${process.platform} ${process.arch}`,
    node: process.versions.node,
    ...(await databases.describe()),
  };
}

/** Describes the machine and its software versions in one line. */
export function describeMachine({ processors, platform, node, postgres, fsync, sqlite, date }: Environment): string {
  const cores = processors === 1 ? '1 core' : `${processors} cores`;
  const databases = `PostgreSQL ${postgres}, fsync ${fsync}${sqlite === undefined ? '' : `, SQLite ${sqlite}`}`;
  return `${cores}, ${platform}, Node ${node}, ${databases}, ${date}`;
}
