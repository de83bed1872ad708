import { DatabaseSync } from 'node:sqlite';

/** A write whose success response was sent to a client. */
export interface Acknowledged {
  readonly seq: number;
  readonly version: number | undefined;
}

/** Opens a database file left by a power cut; returns the problems found. All tasks must have the same owner. */
export function inspectDatabase(file: string, acknowledged: readonly Acknowledged[]): string[] {
  const database = new DatabaseSync(file);
  const all = (sql: string) => database.prepare(sql).all() as Record<string, number | string>[];
  try {
    const damage = all('pragma integrity_check').map((row) => String(row.integrity_check));
    if (damage[0] !== 'ok') return damage.slice(0, 3);
    const isMigrated = all("select count(*) as count from sqlite_schema where name = 'changes'")[0]?.count === 1;
    if (!isMigrated) return acknowledged.length === 0 ? [] : ['all acknowledged writes are missing'];
    const changes = new Map(
      all('select seq, version from changes order by seq').map(({ seq, version }) => [seq, version]),
    );
    const last = all('select seq from counters')[0]?.seq ?? 0;
    const missing = acknowledged.filter(
      ({ seq, version }) => !changes.has(seq) || (version !== undefined && changes.get(seq) !== version),
    );
    const gaps = [...changes.keys()].filter((seq, i) => seq !== i + 1);
    const orphans = all(`select count(*) as count from tasks t where not exists
      (select 1 from changes c where c.user_id = t.user_id and c.task_id = t.id and c.seq = t.seq and c.version = t.version)`);
    return [
      ...(missing.length > 0
        ? [`${missing.length} acknowledged writes are missing, the first with seq ${missing[0]?.seq}`]
        : []),
      ...(gaps.length > 0 ? [`the log has a gap before seq ${gaps[0]}`] : []),
      ...(last !== changes.size ? [`the counter is ${last}, and the log ends with ${changes.size}`] : []),
      ...(orphans[0]?.count !== 0 ? [`${orphans[0]?.count} tasks differ from the log`] : []),
    ];
  } catch (error) {
    return [`cannot be read: ${(error as Error).message}`];
  } finally {
    database.close();
  }
}
