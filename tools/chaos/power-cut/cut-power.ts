import { rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Random } from '../../support/random.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { Disk, type Fate } from './disk.ts';
import { type Acknowledged, inspectDatabase } from './inspect-database.ts';
import type { DiskEvent } from './strace-log.ts';

const FILES = /\/taskport\.db(-wal|-journal)?$/;
const RESPONSE = /HTTP\/1\.1 20[01] [^\r]*\r\n(.*?)\r\n\r\n/gs;

/** A simulated power cut, and the damage to the database after it. */
export interface PowerCut {
  /** The number of recorded system calls before the power cut. */
  readonly at: number;
  readonly acknowledged: number;
  readonly damage: readonly string[];
}

/**
 * Simulates power cuts at random positions in a recording of the service's system calls.
 *
 * Rebuilds the files from all data synced before the power cut, and a random part of the unsynced data.
 *
 * @param ignoresSyncs simulates a disk that ignores syncs, to show that the check can fail
 */
export function cutPower(events: readonly DiskEvent[], cuts: number, random: Random, ignoresSyncs = false): PowerCut[] {
  const folder = temporaryFolder();
  const places = Array.from({ length: cuts }, () => random.between(0, events.length)).toSorted((a, b) => a - b);
  const disk = new Disk((file) => FILES.test(file));
  const acknowledged: Acknowledged[] = [];
  let next = 0;
  return places.map((at) => {
    for (; next < at; next++) {
      const event = events[next] as DiskEvent;
      if (!ignoresSyncs || event.kind !== 'sync') disk.apply(event, next);
      if (event.kind === 'sent') acknowledged.push(...acknowledgedBy(event.text));
    }
    for (const suffix of ['', '-wal', '-shm', '-journal'])
      rmSync(join(folder, `taskport.db${suffix}`), { force: true });
    for (const [file, content] of disk.cut(fates(random), random)) writeFileSync(join(folder, basename(file)), content);
    return {
      at,
      acknowledged: acknowledged.length,
      damage: inspectDatabase(join(folder, 'taskport.db'), acknowledged),
    };
  });
}

/** Returns the writes that the HTTP responses in a text acknowledge. These responses have the header `Taskport-Seq`. */
export function acknowledgedBy(text: string): Acknowledged[] {
  return [...text.matchAll(RESPONSE)].flatMap(([, headers = '']) => {
    const seq = /^Taskport-Seq: (\d+)/im.exec(headers)?.[1];
    const version = /^ETag: "(\d+)"/im.exec(headers)?.[1];
    if (seq === undefined) return [];
    return { seq: Number(seq), version: version === undefined ? undefined : Number(version) };
  });
}

/** Returns a function that chooses whether an unsynced event is lost, kept or torn: at random, or all events alike. */
function fates(random: Random): () => Fate {
  const all = random.pick(['lost', 'kept', undefined, undefined, undefined, undefined] as const);
  return () => all ?? random.pick(['lost', 'kept', 'torn'] as const);
}
