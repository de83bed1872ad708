import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { expect } from 'chai';
import { temporaryFolder } from '../../tools/support/temporary-folder.ts';
import { createDatabase, hasPostgres } from '../support/postgres/postgres.ts';

// Wrong values, so that the process ends and tells what it has read.
const MISTAKES = 'PORT=eighty\n# a comment\nLOG_LEVEL=loud\n';
const TOLD = /^The environment is wrong:\n {2}PORT must [^\n]*\n {2}LOG_LEVEL must [^\n]*\nSee [^\n]*\n$/;

describe('the file .env', () => {
  const folder = temporaryFolder();
  const file = join(folder, '.env');

  afterEach(() => rmSync(file, { recursive: true, force: true }));

  /** Starts where the file is, and resolves with how that ends and what it says. */
  async function start(environment: Record<string, string> = {}, as: { uid?: number } = {}) {
    const env = { PATH: process.env.PATH, ...environment };
    const child = spawn(process.execPath, [resolve('src/main.ts')], { cwd: folder, env, timeout: 30_000, ...as });
    const said = text(child.stderr);
    const [status] = await once(child, 'close');
    return { status, said: await said };
  }

  async function expectRefused(message: RegExp): Promise<void> {
    const { status, said } = await start();
    expect(status).to.equal(78);
    expect(said)
      .to.match(message)
      .and.not.to.match(/hunter2| at /);
  }

  const utf16 = Buffer.from(`\ufeff${MISTAKES.replaceAll('\n', '\r\n')}`, 'utf16le');
  const understood: [what: string, content: string | Buffer][] = [
    ['in UTF-8', MISTAKES],
    ['in UTF-8 with a byte order mark', `\ufeff${MISTAKES}`],
    ['in UTF-16, as Notepad and PowerShell write it', utf16],
    ['in UTF-16 with its bytes the other way round', Buffer.from(utf16).swap16()],
    ['with the ends of lines of Windows', MISTAKES.replaceAll('\n', '\r\n')],
    ['with the ends of lines of old', MISTAKES.replaceAll('\n', '\r')],
    ['without an end of its last line', MISTAKES.trimEnd()],
    ['with exports', 'export PORT=eighty\n  export  LOG_LEVEL = loud'],
    ['with quotes', `PORT="eighty"\nLOG_LEVEL='loud'\nDATA_DIR=\`x y\``],
    ['with comments after values', 'PORT=eighty # 80\nLOG_LEVEL="loud" # "not" silent\n#DATA_DIR=~'],
    ['with a value of several lines', 'KEY="a\nPORT=1\n# b"\nPORT=eighty\nLOG_LEVEL=loud'],
    ['with one assignment after the other', 'PORT=1\nPORT=eighty\nLOG_LEVEL=loud'],
  ];
  for (const [what, content] of understood) {
    it(`is understood ${what}`, async () => {
      writeFileSync(file, content);
      const { status, said } = await start();
      expect(status).to.equal(78);
      expect(said.replace(/^\.env sets .*\n/, '')).to.match(TOLD);
    });
  }

  it('keeps a # that no blank is before', async () => {
    writeFileSync(file, 'PORT=80#90\nLOG_LEVEL=info#debug');
    expect((await start()).said).to.match(TOLD);
  });

  for (const nothing of ['', ' ', '""']) {
    it(`goes after the environment, unless that has ${JSON.stringify(nothing)} there`, async () => {
      writeFileSync(file, MISTAKES);
      const { said } = await start({ PORT: '1', LOG_LEVEL: nothing });
      expect(said).to.match(/^The environment is wrong:\n {2}LOG_LEVEL must [^\n]*\nSee [^\n]*\n$/);
    });
  }

  it('is told of once if it sets what is no variable of ours, as a misspelled one is not', async () => {
    writeFileSync(file, `DATABSE_URL=hunter2\n\n${MISTAKES}DB_URL=`);
    const { said } = await start({ DB_URL: 'x' });
    expect(said).to.match(/^\.env sets what is no variable of Taskport's: DATABSE_URL\nThe environment is wrong:/);
    expect(said).not.to.include('hunter2');
  });

  for (const workers of ['1', '2']) {
    it(`counts in every process, also in one that begins anew or is started by another, WORKERS=${workers}`, async function () {
      if (!hasPostgres()) this.skip();
      writeFileSync(
        file,
        `\ufeffDATABASE_URL="${await createDatabase()}"\nWORKERS=${workers}\nENVIRONMENT='test' # x\nFOO=1`,
      );
      const env = { PATH: process.env.PATH, PORT: '0', DATABASE_URL: '', WORKERS: ' ', PGPORT: '1' };
      const child = spawn(process.execPath, [resolve('src/main.ts')], { cwd: folder, env, timeout: 30_000 });
      const said = text(child.stderr);
      const ready: unknown[] = [];
      for await (const line of createInterface({ input: child.stdout })) {
        const { msg, environment, pid } = JSON.parse(line);
        if (msg === 'ready') ready.push([environment, typeof pid]);
        if (ready.length === Number(workers)) break;
      }
      child.kill('SIGTERM');
      const each = ['test', workers === '1' ? 'undefined' : 'number'];
      expect(ready).to.deep.equal(workers === '1' ? [each] : [each, each]);
      expect((await said).match(/FOO/g)).to.have.length(1);
    });
  }

  const wrong: [content: string | Buffer, lines: number[]][] = [
    ['PORT=1\nDATABASE_URL postgres://user:hunter2@host/name\nHOST: x\n\nset PORT=1\n', [2, 3, 5]],
    ['# x\n\nexport PORT\n=1\n1PORT=1\n$env:PORT=1', [3, 4, 5, 6]],
    ['PORT=1\nLOG_LEVEL="hunter2\nHOST=x', [2]],
    ['LOG_LEVEL="hunter2"x\nHOST=\'a\' b\n', [1, 2]],
    ['DATA_DIR="a\n\n"b\n\nhunter2', [1, 5]],
  ];
  for (const [content, lines] of wrong) {
    it(`is refused by the numbers of its lines where it is ${JSON.stringify(content)}`, async () => {
      writeFileSync(file, content);
      const told = lines.map((line) => ` {2}line ${line} must be NAME=value, [^\\n]*\\n`);
      await expectRefused(new RegExp(`^The file \\.env is wrong:\\n${told.join('')}$`));
    });
  }

  const garbled: [what: string, content: Buffer][] = [
    ['in Latin-1', Buffer.from('PORT=1\n# f\xfcr\nhunter2', 'latin1')],
    ['with a NUL', Buffer.from('PORT=1\nLOG_LEVEL=in\0fo')],
    ['in UTF-16 without a byte order mark', Buffer.from('\n\nPORT=1', 'utf16le').subarray(1)],
    ['cut within a character', Buffer.from('\nDATA_DIR=é').subarray(0, -1)],
  ];
  for (const [what, content] of garbled) {
    it(`is refused ${what}, by the number of the line`, async () => {
      writeFileSync(file, content);
      await expectRefused(/^The file \.env is wrong: line [12] is no text in UTF-8\.\n$/);
    });
  }

  it('is refused where it is a folder', async () => {
    mkdirSync(file);
    await expectRefused(/^The file \.env cannot be read: it is a folder, [^\n]*Docker[^\n]*\n$/);
  });

  it('is refused where it is a pipe or a device', async () => {
    execFileSync('mkfifo', [file]);
    await expectRefused(/^The file \.env cannot be read: it is no file, but a pipe or a device\n$/);
    rmSync(file);
    symlinkSync('/dev/zero', file);
    await expectRefused(/^The file \.env cannot be read: it is no file, but a pipe or a device\n$/);
  });

  it('is empty where it is /dev/null', async () => {
    symlinkSync('/dev/null', file);
    const { status, said } = await start({ LOG_LEVEL: 'loud' });
    expect([status, said.split('\n', 1)]).to.deep.equal([78, ['The environment is wrong:']]);
  });

  it('is refused where it leads nowhere, or in a circle', async () => {
    for (const target of ['missing', '.env']) {
      symlinkSync(target, file);
      await expectRefused(/^The file \.env cannot be read: E(NOENT|LOOP): [^\n]*\n$/);
      rmSync(file);
    }
  });

  it('is refused where it may not be read', async () => {
    writeFileSync(file, MISTAKES);
    chmodSync(file, 0);
    chmodSync(folder, 0o755);
    // Root may read anything.
    const { status, said } = await start({}, process.getuid?.() === 0 ? { uid: 65_534 } : {});
    expect(status).to.equal(78);
    expect(said).to.match(/^The file \.env cannot be read: EACCES: [^\n]*\n$/);
  });
});
