import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { expect } from 'chai';
import { temporaryFolder } from '../../tools/support/temporary-folder.ts';
import { createDatabase, hasPostgres } from '../support/postgres/postgres.ts';

// Both values are invalid, because an error that names both variables proves that the process has read the file.
const INVALID = 'PORT=eighty\n# a comment\nLOG_LEVEL=loud\n';
const REJECTION = /^The environment is wrong:\n {2}PORT must [^\n]*\n {2}LOG_LEVEL must [^\n]*\nSee [^\n]*\n$/;

describe('the .env file', () => {
  const folder = temporaryFolder();
  const file = join(folder, '.env');

  afterEach(() => rmSync(file, { recursive: true, force: true }));

  /** Starts a service in the folder of the .env file, and resolves with its exit status and standard error. */
  async function start(environment: Record<string, string> = {}, as: { uid?: number } = {}) {
    const env = { PATH: process.env.PATH, ...environment };
    const child = spawn(process.execPath, [resolve('src/main.ts')], { cwd: folder, env, timeout: 30_000, ...as });
    const errors = text(child.stderr);
    const [status] = await once(child, 'close');
    return { status, errors: await errors };
  }

  async function expectRejected(message: RegExp): Promise<void> {
    const { status, errors } = await start();
    expect(status).to.equal(78);
    expect(errors)
      .to.match(message)
      .and.not.to.match(/hunter2| at /);
  }

  const utf16 = Buffer.from(`\ufeff${INVALID.replaceAll('\n', '\r\n')}`, 'utf16le');
  const accepted: [name: string, content: string | Buffer][] = [
    ['in UTF-8', INVALID],
    ['in UTF-8 with a byte order mark', `\ufeff${INVALID}`],
    ['in UTF-16, as Notepad and PowerShell write it', utf16],
    ['in big-endian UTF-16', Buffer.from(utf16).swap16()],
    ['with CRLF at the end of each line', INVALID.replaceAll('\n', '\r\n')],
    ['with CR at the end of each line', INVALID.replaceAll('\n', '\r')],
    ['without a line break at its end', INVALID.trimEnd()],
    ['with export before a name', 'export PORT=eighty\n  export  LOG_LEVEL = loud'],
    ['with quoted values', `PORT="eighty"\nLOG_LEVEL='loud'\nDATA_DIR=\`x y\``],
    ['with comments after values', 'PORT=eighty # 80\nLOG_LEVEL="loud" # "not" silent\n#DATA_DIR=~'],
    ['with a value of several lines', 'KEY="a\nPORT=1\n# b"\nPORT=eighty\nLOG_LEVEL=loud'],
    ['with several assignments of one variable, the last of which counts', 'PORT=1\nPORT=eighty\nLOG_LEVEL=loud'],
  ];
  for (const [name, content] of accepted) {
    it(`is read correctly when it is written ${name}`, async () => {
      writeFileSync(file, content);
      const { status, errors } = await start();
      expect(status).to.equal(78);
      expect(errors.replace(/^\.env sets .*\n/, '')).to.match(REJECTION);
    });
  }

  it('keeps a # in a value when no white space precedes the #', async () => {
    writeFileSync(file, 'PORT=80#90\nLOG_LEVEL=info#debug');
    expect((await start()).errors).to.match(REJECTION);
  });

  for (const blank of ['', ' ', '""']) {
    it(`sets only variables that are missing in the environment or have the value ${JSON.stringify(blank)} there`, async () => {
      writeFileSync(file, INVALID);
      const { errors } = await start({ PORT: '1', LOG_LEVEL: blank });
      expect(errors).to.match(/^The environment is wrong:\n {2}LOG_LEVEL must [^\n]*\nSee [^\n]*\n$/);
    });
  }

  it('causes one warning when it sets an unknown variable, such as a misspelled one', async () => {
    writeFileSync(file, `DATABSE_URL=hunter2\n\n${INVALID}DB_URL=`);
    const { errors } = await start({ DB_URL: 'x' });
    expect(errors).to.match(
      /^\.env sets unknown variables, perhaps misspelled: DATABSE_URL\nThe environment is wrong:/,
    );
    expect(errors).not.to.include('hunter2');
  });

  for (const workers of ['1', '2']) {
    it(`applies to every process of the service, workers and re-executed processes included, with WORKERS=${workers}`, async function () {
      if (!hasPostgres()) this.skip();
      writeFileSync(
        file,
        `\ufeffDATABASE_URL="${await createDatabase()}"\nWORKERS=${workers}\nENVIRONMENT='test' # x\nFOO=1`,
      );
      const env = { PATH: process.env.PATH, PORT: '0', DATABASE_URL: '', WORKERS: ' ', PGPORT: '1' };
      const child = spawn(process.execPath, [resolve('src/main.ts')], { cwd: folder, env, timeout: 30_000 });
      const errors = text(child.stderr);
      const ready: unknown[] = [];
      for await (const line of createInterface({ input: child.stdout })) {
        const { msg, environment, pid } = JSON.parse(line);
        if (msg === 'ready') ready.push([environment, typeof pid]);
        if (ready.length === Number(workers)) break;
      }
      child.kill('SIGTERM');
      const each = ['test', workers === '1' ? 'undefined' : 'number'];
      expect(ready).to.deep.equal(workers === '1' ? [each] : [each, each]);
      expect((await errors).match(/FOO/g)).to.have.length(1);
    });
  }

  const invalid: [content: string | Buffer, lines: number[]][] = [
    ['PORT=1\nDATABASE_URL postgres://user:hunter2@host/name\nHOST: x\n\nset PORT=1\n', [2, 3, 5]],
    ['# x\n\nexport PORT\n=1\n1PORT=1\n$env:PORT=1', [3, 4, 5, 6]],
    ['PORT=1\nLOG_LEVEL="hunter2\nHOST=x', [2]],
    ['LOG_LEVEL="hunter2"x\nHOST=\'a\' b\n', [1, 2]],
    ['DATA_DIR="a\n\n"b\n\nhunter2', [1, 5]],
  ];
  for (const [content, lines] of invalid) {
    it(`is rejected with the number of each invalid line when it contains ${JSON.stringify(content)}`, async () => {
      writeFileSync(file, content);
      const mistakes = lines.map((line) => ` {2}line ${line} must be NAME=value, [^\\n]*\\n`);
      await expectRejected(new RegExp(`^The file \\.env is wrong:\\n${mistakes.join('')}$`));
    });
  }

  const garbled: [name: string, content: Buffer][] = [
    ['is in Latin-1', Buffer.from('PORT=1\n# f\xfcr\nhunter2', 'latin1')],
    ['holds a NUL', Buffer.from('PORT=1\nLOG_LEVEL=in\0fo')],
    ['is in UTF-16 without a byte order mark', Buffer.from('\n\nPORT=1', 'utf16le').subarray(1)],
    ['ends within a character', Buffer.from('\nDATA_DIR=é').subarray(0, -1)],
  ];
  for (const [name, content] of garbled) {
    it(`is rejected with the number of the invalid line when the file ${name}`, async () => {
      writeFileSync(file, content);
      await expectRejected(/^The file \.env is wrong: line [12] is not UTF-8\. Save the file as UTF-8\.\n$/);
    });
  }

  it('is rejected when it is a folder', async () => {
    mkdirSync(file);
    await expectRejected(/^The file \.env cannot be read: it is a folder, [^\n]*Docker[^\n]*\n$/);
  });

  it('is rejected when it is a pipe or a device', async () => {
    execFileSync('mkfifo', [file]);
    await expectRejected(/^The file \.env cannot be read: it is a pipe or a device\. Replace it by a file\.\n$/);
    rmSync(file);
    symlinkSync('/dev/zero', file);
    await expectRejected(/^The file \.env cannot be read: it is a pipe or a device\. Replace it by a file\.\n$/);
  });

  it('is treated as empty when it is a link to /dev/null', async () => {
    symlinkSync('/dev/null', file);
    const { status, errors } = await start({ LOG_LEVEL: 'loud' });
    expect([status, errors.split('\n', 1)]).to.deep.equal([78, ['The environment is wrong:']]);
  });

  it('is rejected when it is a dangling or a circular link', async () => {
    for (const target of ['missing', '.env']) {
      symlinkSync(target, file);
      await expectRejected(/^The file \.env cannot be read: E(NOENT|LOOP): [^\n]*\n$/);
      rmSync(file);
    }
  });

  it('is rejected when the process may not read it', async () => {
    writeFileSync(file, INVALID);
    chmodSync(file, 0);
    chmodSync(folder, 0o755);
    // Root may read any file, so a root process starts the service as another user.
    const { status, errors } = await start({}, process.getuid?.() === 0 ? { uid: 65_534 } : {});
    expect(status).to.equal(78);
    expect(errors).to.match(/^The file \.env cannot be read: EACCES: [^\n]*\n$/);
  });
});
