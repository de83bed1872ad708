import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, readFileSync } from 'node:fs';
import { basename, delimiter, join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { ask } from '../../tools/support/client.ts';
import { temporaryFolder } from '../../tools/support/temporary-folder.ts';

const run = promisify(execFile);

type Versions = [npm: string, node: string];

/** npm 10.8.2 came with Node 20, and links no program that several packages bring. */
const OLD: Versions[] = [['10.8.2', '20']];
/** What `make test-starts` tries. npm 12 does not run on Node 20. */
const ALL = ['9.9.4', '10.8.2', '10.9.4', '11', '12'].flatMap((npm) =>
  ['20', '22', '24', '26'].filter((node) => npm !== '12' || node !== '20').map((node): Versions => [npm, node]),
);
const wanted = process.env.MATRIX === undefined ? OLD : ALL;

/** What a clone has not. */
const NOT_CLONED = ['.git', 'node_modules', 'data', '.env'];
const UNREACHABLE = /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ENETUNREACH|EHOSTUNREACH|ETIMEDOUT|SOCKET_TIMEOUT/;

describe('a machine on which Taskport was never started', function () {
  this.timeout(300_000);

  for (const [npm, node] of wanted) {
    describe(`with npm ${npm} and Node ${node}`, () => {
      // make, the shell, npm and Node each have a meaning for some of these characters.
      const folder = join(temporaryFolder(), 'a b#c$(d) é');
      let env: NodeJS.ProcessEnv;

      before(async function () {
        const path = await install(npm, node);
        if (path === undefined) this.skip();
        env = { PATH: path, HOME: process.env.HOME };
        cpSync('.', folder, { recursive: true, filter: (file) => !NOT_CLONED.includes(basename(file)) });
      });

      it('serves after make start, though npm is told to leave out what is optional or for development', async () => {
        const leavesOut = { NODE_ENV: 'production', npm_config_omit: 'optional' };
        const make = spawn('make', ['start'], { cwd: folder, env: { ...env, ...leavesOut, PORT: '0' } });
        try {
          const { status, json } = await ask('GET', `${await addressOf(make)}/health`);
          expect([status, json]).to.deep.equal([200, { status: 'healthy', database: 'connected' }]);
        } finally {
          make.kill('SIGTERM');
        }
        await once(make, 'exit');
      });

      if (wanted === OLD) return;

      it('has all that make check needs', async () => {
        await run('make', ['check'], { cwd: folder, env });
      });
    });
  }
});

/** Gets both from the registry, and returns a PATH on which they come first; nothing if the registry is out of reach. */
async function install(npm: string, node: string): Promise<string | undefined> {
  const { optionalDependencies } = JSON.parse(readFileSync('package.json', 'utf8'));
  const platform = Object.keys(optionalDependencies).find((name) => existsSync(join('node_modules', name)));
  const folder = temporaryFolder();
  try {
    await run('npm', ['install', '--no-save', '--prefix', folder, `npm@${npm}`, `${platform}@${node}`]);
  } catch (error) {
    if (!UNREACHABLE.test(String(error))) throw error;
    process.stderr.write(`npm ${npm} and Node ${node} were not tried: the registry cannot be reached.\n`);
    return undefined;
  }
  return [join(folder, 'node_modules/.bin'), process.env.PATH].join(delimiter);
}

/** Resolves when it is ready, with where it listens. */
async function addressOf({ stdout, stderr }: ChildProcess): Promise<string> {
  let said = '';
  stderr?.on('data', (chunk) => {
    said += chunk;
  });
  for await (const line of createInterface({ input: stdout as Readable })) {
    said += `${line}\n`;
    if (line.includes('"ready"')) break;
  }
  return /"address":"([^"]+)"/.exec(said)?.[1] ?? expect.fail(said);
}
