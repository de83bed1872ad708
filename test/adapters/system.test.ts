import { execFileSync } from 'node:child_process';
import { expect } from 'chai';
import { SystemClock } from '../../src/adapters/system/system-clock.ts';
import { UuidGenerator } from '../../src/adapters/system/uuid-generator.ts';

describe('the ids of the UUID generator', () => {
  it('are in increasing order, even within one millisecond', () => {
    const ids = new UuidGenerator();
    const created = Array.from({ length: 100_000 }, () => ids.next());
    expect(created).to.deep.equal(created.toSorted());
    expect(new Set(created).size).to.equal(created.length);
  });

  it('are UUIDs of version 7 with the current time', () => {
    const id = new UuidGenerator().next();
    expect(id).to.match(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    const time = Number.parseInt(id.replace('-', '').slice(0, 12), 16);
    expect(time).to.be.closeTo(new SystemClock().now(), 60_000);
  });
});

describe('the log', () => {
  const loggedMessages = (ending: string) => {
    const script = `
      import { createLog } from './src/adapters/system/log.ts';
      const log = createLog('info', 'test');
      log.info('first');
      setImmediate(() => { log.info('last'); ${ending} });`;
    const args = ['--input-type=module-typescript', '--eval', script];
    const lines = execFileSync(process.execPath, args, { encoding: 'utf8' }).trimEnd().split('\n');
    return lines.map((line) => JSON.parse(line).msg);
  };

  it('contains every line when the process ends because its event loop is empty', () => {
    expect(loggedMessages('')).to.deep.equal(['first', 'last']);
  });

  it('contains every line when process.exit() ends the process', () => {
    expect(loggedMessages('process.exit()')).to.deep.equal(['first', 'last']);
  });

  it('keeps every line whole when two processes write to one pipe', () => {
    const script = `
      import { createLog } from './src/adapters/system/log.ts';
      const log = createLog('info', 'test');
      let turns = 0;
      const timer = setInterval(() => {
        for (let i = 0; i < 1_000; i++) log.info({ text: 'x'.repeat(i % 300) }, 'line');
        if (++turns === 30) clearInterval(timer);
      }, 10);`;
    const command =
      '"$0" --input-type=module-typescript --eval "$1" & "$0" --input-type=module-typescript --eval "$1"; wait';
    const log = execFileSync('sh', ['-c', command, process.execPath, script], { encoding: 'utf8', maxBuffer: 2 ** 25 });
    const lines = log.trimEnd().split('\n');
    expect(lines.filter((line) => JSON.parse(line).msg !== 'line')).to.deep.equal([]);
    expect(lines.length).to.equal(60_000);
  });
});
