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

/** npm 10.8.2 came with Node 20. It does not link a command that several packages provide. */
const OLD: Versions[] = [['10.8.2', '20']];
/** The versions of npm and Node that `make test-starts` tests. npm 12 does not run on Node 20. */
const ALL = ['9.9.4', '10.8.2', '10.9.4', '11', '12'].flatMap((npm) =>
  ['20', '22', '24', '26'].filter((node) => npm !== '12' || node !== '20').map((node): Versions => [npm, node]),
);
const tested = process.env.MATRIX === undefined ? OLD : ALL;

/** Files that a fresh clone does not have. */
const NOT_CLONED = ['.git', 'node_modules', 'data', 'dist', '.env'];
const UNREACHABLE = /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ENETUNREACH|EHOSTUNREACH|ETIMEDOUT|SOCKET_TIMEOUT/;

describe('a fresh clone of the project', function () {
  this.timeout(300_000);

  for (const [npm, node] of tested) {
    describe(`on npm ${npm} and Node ${node}`, () => {
      // The name of the folder has characters that are special to make, the shell, npm or Node.
      const folder = join(temporaryFolder(), 'a b#c$(d) é');
      let env: NodeJS.ProcessEnv;

      before(async function () {
        const path = await install(npm, node);
        if (path === undefined) this.skip();
        env = { PATH: path, HOME: process.env.HOME };
        cpSync('.', folder, { recursive: true, filter: (file) => !NOT_CLONED.includes(basename(file)) });
      });

      it('serves requests after "make start", even if npm is configured to omit optional and development packages', async () => {
        const omitting = { NODE_ENV: 'production', npm_config_omit: 'optional' };
        const make = spawn('make', ['start'], { cwd: folder, env: { ...env, ...omitting, PORT: '0' } });
        try {
          const { status, json } = await ask('GET', `${await addressOf(make)}/health`);
          expect([status, json]).to.deep.equal([200, { status: 'healthy', database: 'connected' }]);
        } finally {
          make.kill('SIGTERM');
        }
        await once(make, 'exit');
      });

      if (tested === OLD) return;

      it('passes "make check"', async () => {
        await run('make', ['check'], { cwd: folder, env });
      });
    });
  }
});

/** Installs npm and Node. Returns a PATH that begins with them, or undefined if the registry cannot be reached. */
async function install(npm: string, node: string): Promise<string | undefined> {
  const { optionalDependencies } = JSON.parse(readFileSync('package.json', 'utf8'));
  const platform = Object.keys(optionalDependencies).find((name) => existsSync(join('node_modules', name)));
  const folder = temporaryFolder();
  try {
    await run('npm', ['install', '--no-save', '--prefix', folder, `npm@${npm}`, `${platform}@${node}`]);
  } catch (error) {
    if (!UNREACHABLE.test(String(error))) throw error;
    process.stderr.write(`npm ${npm} and Node ${node} were not tested: the registry cannot be reached.\n`);
    return undefined;
  }
  return [join(folder, 'node_modules/.bin'), process.env.PATH].join(delimiter);
}

/** Resolves with the address of the service when the service is ready. */
async function addressOf({ stdout, stderr }: ChildProcess): Promise<string> {
  let output = '';
  stderr?.on('data', (chunk) => {
    output += chunk;
  });
  for await (const line of createInterface({ input: stdout as Readable })) {
    output += `${line}\n`;
    if (line.includes('"ready"')) break;
  }
  return /"address":"([^"]+)"/.exec(output)?.[1] ?? expect.fail(output);
}
