import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { expect } from 'chai';
import { keepTickObject } from '../../src/process/tick-object.ts';
import { V8_FLAGS } from '../../src/process/v8-flags.ts';

const MIB = 2 ** 20;

/** A preloaded module that writes the V8 flags and heap sizes of its process to standard error. */
const PRELOAD = `
  import { getHeapSpaceStatistics, getHeapStatistics } from 'node:v8';
  const { space_used_size, space_available_size } = getHeapSpaceStatistics().find((s) => s.space_name === 'new_space');
  const sizes = { young: space_used_size + space_available_size, limit: getHeapStatistics().heap_size_limit };
  process.stderr.write(JSON.stringify({ flags: process.execArgv, ...sizes }) + '\\n');`;

describe('scripts/serve', () => {
  let child: ChildProcessWithoutNullStreams;

  after(() => child?.kill('SIGKILL'));

  it('serves in a single process with a V8 young generation of 16 MiB and an old generation of up to 1000 MiB', async () => {
    const NODE_OPTIONS = `--import=data:text/javascript,${encodeURIComponent(PRELOAD)}`;
    const env = { PATH: process.env.PATH, DATABASE_URL: 'memory:', PORT: '0', NODE_OPTIONS };
    child = spawn('sh', ['scripts/serve'], { env });
    const [heap] = await once(createInterface({ input: child.stderr }), 'line');
    const { flags, young, limit } = JSON.parse(heap);
    expect(flags).to.deep.equal(V8_FLAGS);
    expect(young / MIB).to.be.closeTo(16, 0.1);
    // heap_size_limit includes the semi-spaces of the young generation.
    expect(limit / MIB).to.be.within(1000, 1000 + 3 * 16);
    for await (const line of createInterface({ input: child.stdout })) if (JSON.parse(line).msg === 'ready') break;
    child.kill('SIGTERM');
    expect(await once(child, 'close')).to.deep.equal([0, null]);
  });
});

describe('keepTickObject', () => {
  it('returns the object that `process.nextTick` creates, which has a `callback` function', () => {
    expect(keepTickObject()).to.have.property('callback').that.is.a('function');
  });
});
