/** A system call that changes or syncs files, or sends a response. Its index is its position in the recording. */
export type DiskEvent =
  | { readonly kind: 'write'; readonly file: string; readonly offset: number; readonly data: Buffer }
  | { readonly kind: 'truncate'; readonly file: string; readonly size: number }
  | { readonly kind: 'create' | 'unlink'; readonly file: string }
  /** A completed sync: it covers the events of the file, or of the files in the folder, before index `began`. */
  | { readonly kind: 'sync'; readonly file: string; readonly began: number }
  | { readonly kind: 'sent'; readonly text: string };

/** The system calls that strace records. */
const TRACED = 'openat,pwrite64,ftruncate,unlink,fsync,fdatasync,write,writev';

/** Arguments of `strace` for output that {@link parseStrace} can read: all text is hexadecimal and unabridged. */
export const STRACE_OPTIONS = ['-f', '-y', '-xx', '-s', '1000000', '--seccomp-bpf', '-e', `trace=${TRACED}`];

const CALL = /^(\d+) +(\w+)\((.*)$/;
const RESUMED = /^(\d+) +<\.\.\. (\w+) resumed>.* = (-?\d+)/;
const HEX = /(?:\\x[\da-f]{2})+/g;

/**
 * Parses the output of `strace`, whose lines are in the order of the system calls.
 *
 * A system call has two lines, `unfinished` and `resumed`, if another thread made a call in between.
 */
export async function parseStrace(log: Iterable<string> | AsyncIterable<string>): Promise<DiskEvent[]> {
  const events: DiskEvent[] = [];
  /** The syncs that have begun but not ended, by thread id. */
  const syncs = new Map<string, { readonly file: string; readonly began: number }>();
  for await (const line of log) {
    const [, endedThread, , status] = RESUMED.exec(line) ?? [];
    if (endedThread !== undefined) {
      const sync = syncs.get(endedThread);
      syncs.delete(endedThread);
      if (sync !== undefined && status === '0') events.push({ kind: 'sync', ...sync });
      continue;
    }
    const [, thread, name, rest] = CALL.exec(line) ?? [];
    if (thread === undefined || name === undefined || rest === undefined || / = -1 /.test(rest)) continue;
    const texts = [...rest.matchAll(HEX)].map(([hex]) => Buffer.from(hex.replaceAll('\\x', ''), 'hex'));
    const [first = Buffer.alloc(0), second = Buffer.alloc(0)] = texts;
    if (name === 'fsync' || name === 'fdatasync') {
      const sync = { file: first.toString(), began: events.length };
      if (rest.includes('<unfinished')) syncs.set(thread, sync);
      else events.push({ kind: 'sync', ...sync });
    } else events.push(...eventsOf(name, rest, first, second, texts));
  }
  return events;
}

function eventsOf(name: string, rest: string, first: Buffer, second: Buffer, texts: Buffer[]): DiskEvent[] {
  const file = first.toString();
  switch (name) {
    case 'pwrite64': {
      const [, offset] = /, \d+, (\d+)[^,]*$/.exec(rest) ?? [];
      return [{ kind: 'write', file, offset: Number(offset), data: second }];
    }
    case 'ftruncate': {
      const [, size] = />, (\d+)/.exec(rest) ?? [];
      return [{ kind: 'truncate', file, size: Number(size) }];
    }
    case 'unlink':
      return [{ kind: 'unlink', file }];
    case 'openat':
      return rest.includes('O_CREAT') ? [{ kind: 'create', file: second.toString() }] : [];
    case 'write':
    case 'writev':
      return file.startsWith('socket:') || file.startsWith('TCP')
        ? [{ kind: 'sent', text: Buffer.concat(texts.slice(1)).toString() }]
        : [];
    default:
      return [];
  }
}
