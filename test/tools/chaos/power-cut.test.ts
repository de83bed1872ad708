import { randomInt } from 'node:crypto';
import { expect } from 'chai';
import { acknowledgedBy, cutPower } from '../../../tools/chaos/power-cut/cut-power.ts';
import { Disk } from '../../../tools/chaos/power-cut/disk.ts';
import { recordService, whyNoStrace } from '../../../tools/chaos/power-cut/record-service.ts';
import { type DiskEvent, parseStrace } from '../../../tools/chaos/power-cut/strace-log.ts';
import { Random } from '../../../tools/support/random.ts';

/** The seed that chooses the power cuts. Set the variable SEED to the seed in the test title to repeat the choices. */
const SEED = Number(process.env.SEED ?? randomInt(2 ** 32));

const hex = (text: string) => [...Buffer.from(text)].map((byte) => `\\x${byte.toString(16).padStart(2, '0')}`).join('');
const FILE = '/data/taskport.db-wal';
const FD = `7<${hex(FILE)}>`;

describe('a simulated power cut of the embedded database', function () {
  this.timeout(120_000);

  it(`damages no file and loses no acknowledged write, wherever it happens (SEED=${SEED})`, async function () {
    const reason = whyNoStrace();
    if (reason !== undefined) {
      process.stderr.write(`\n  WARNING: the simulated power cut is skipped, because ${reason}.\n`);
      this.skip();
    }
    const { events, acknowledged } = await recordService({ clients: 8, writes: 300 });
    expect(acknowledged).to.be.at.least(300);
    const cuts = cutPower(events, 50, new Random(SEED));
    expect(cuts.filter(({ damage }) => damage.length > 0)).to.deep.equal([]);
    expect(cuts.at(-1)?.acknowledged).to.be.above(0);
    const onLyingDisk = cutPower(events, 50, new Random(SEED), true);
    expect(onLyingDisk.filter(({ damage }) => damage.length > 0)).not.to.deep.equal([]);
  });
});

describe('the parser of strace output', () => {
  it('returns the file operations and the sent HTTP responses in the order of the system calls', async () => {
    const events = await parseStrace([
      `12 openat(AT_FDCWD<${hex('/')}>, "${hex(FILE)}", O_RDWR|O_CREAT, 0644) = ${FD}`,
      `12 openat(AT_FDCWD<${hex('/')}>, "${hex('/etc/hosts')}", O_RDONLY) = 8<${hex('/etc/hosts')}>`,
      `12 pwrite64(${FD}, "${hex('page, 1')}", 7, 4096) = 7`,
      `12 ftruncate(${FD}, 32) = 0`,
      `12 fsync(${FD}) = 0`,
      `13 write(9<${hex('socket:[1]')}>, "${hex('HTTP')}", 4) = 4`,
      `13 write(1<${hex('pipe:[1]')}>, "${hex('log')}", 3) = 3`,
      `13 writev(9<${hex('TCP:[1]')}>, [{iov_base="${hex('HT')}", iov_len=2}, {iov_base="${hex('TP')}", iov_len=2}], 2) = 4`,
      `12 unlink("${hex(FILE)}") = 0`,
      `12 unlink("${hex(FILE)}") = -1 ENOENT (No such file or directory)`,
      '12 +++ killed by SIGKILL +++',
    ]);
    expect(events).to.deep.equal([
      { kind: 'create', file: FILE },
      { kind: 'write', file: FILE, offset: 4096, data: Buffer.from('page, 1') },
      { kind: 'truncate', file: FILE, size: 32 },
      { kind: 'sync', file: FILE, began: 3 },
      { kind: 'sent', text: 'HTTP' },
      { kind: 'sent', text: 'HTTP' },
      { kind: 'unlink', file: FILE },
    ]);
  });

  it('lists an fsync where it ends, with the index at which it began, because it covers only the writes before its beginning', async () => {
    const events = await parseStrace([
      `12 pwrite64(${FD}, "${hex('a')}", 1, 0 <unfinished ...>`,
      '12 <... pwrite64 resumed>) = 1',
      `12 fsync(${FD} <unfinished ...>`,
      `13 pwrite64(${FD}, "${hex('b')}", 1, 1) = 1`,
      '12 <... fsync resumed>) = 0',
      `12 fsync(${FD} <unfinished ...>`,
      '12 <... fsync resumed>) = -1 EIO (Input/output error)',
    ]);
    expect(events.map(({ kind }) => kind)).to.deep.equal(['write', 'write', 'sync']);
    expect(events.at(-1)).to.include({ began: 1 });
  });
});

describe('the simulated disk after a power cut', () => {
  const write = (offset: number, text: string): DiskEvent => ({
    kind: 'write',
    file: FILE,
    offset,
    data: Buffer.from(text),
  });
  const create: DiskEvent = { kind: 'create', file: FILE };
  const sync = (began: number, file = FILE): DiskEvent => ({ kind: 'sync', file, began });

  function contentAfter(events: DiskEvent[], fate: 'lost' | 'kept' | 'torn'): string | undefined {
    const disk = new Disk((file) => file === FILE);
    for (const [i, event] of events.entries()) disk.apply(event, i);
    return disk
      .cut(() => fate, new Random(1))
      .get(FILE)
      ?.toString();
  }

  it('contains every synced write, and may or may not contain an unsynced write', () => {
    const events = [create, write(0, 'aaaa'), sync(2), write(2, 'bbbb')];
    expect(contentAfter(events, 'lost')).to.equal('aaaa');
    expect(contentAfter(events, 'kept')).to.equal('aabbbb');
  });

  it('may lack a write that was made while a sync was in progress, even after that sync has ended', () => {
    expect(contentAfter([create, write(0, 'a'), write(1, 'b'), sync(2)], 'lost')).to.equal('a');
  });

  it('may contain a file in its state before or after an unsynced truncation', () => {
    const events: DiskEvent[] = [create, write(0, 'aaaa'), sync(2), { kind: 'truncate', file: FILE, size: 1 }];
    expect(contentAfter(events, 'lost')).to.equal('aaaa');
    expect(contentAfter(events, 'kept')).to.equal('a');
  });

  it('contains a new file, perhaps without its content, if only the folder of the file was synced', () => {
    expect(contentAfter([create, write(0, 'a')], 'lost')).to.equal(undefined);
    expect(contentAfter([create, write(0, 'a'), sync(2, '/data')], 'lost')).to.equal('');
    const removed: DiskEvent[] = [create, write(0, 'a'), sync(2), { kind: 'unlink', file: FILE }];
    expect(contentAfter(removed, 'lost')).to.equal('a');
    expect(contentAfter([...removed, sync(4, '/data')], 'lost')).to.equal(undefined);
  });

  it('contains each sector of 512 bytes of a torn (partly written) write as a whole or not at all', () => {
    const torn = contentAfter([create, sync(1), write(0, 'x'.repeat(4096))], 'torn') as string;
    const sectors = torn.match(/.{1,512}/gs) as string[];
    for (const sector of sectors) expect(['x'.repeat(512), '\0'.repeat(512)]).to.include(sector);
    expect(new Set(sectors).size).to.equal(2);
  });
});

describe('the acknowledged writes that the power cut test finds in the text of HTTP responses', () => {
  it('come from all 200 and 201 responses with the header Taskport-Seq, and have a version if the response has an ETag', () => {
    const response = (status: string, headers: string) => `HTTP/1.1 ${status}\r\n${headers}\r\n\r\n{}`;
    const text = [
      response('201 Created', 'Taskport-Seq: 7\r\nETag: "1"'),
      response('503 Service Unavailable', 'Taskport-Seq: 8'),
      response('200 OK', 'Content-Length: 2\r\nTaskport-Seq: 9'),
      response('200 OK', 'Content-Length: 2'),
    ].join('');
    expect(acknowledgedBy(text)).to.deep.equal([
      { seq: 7, version: 1 },
      { seq: 9, version: undefined },
    ]);
  });
});
