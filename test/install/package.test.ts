import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { V8_FLAGS } from '../../src/process/v8-flags.ts';
import { ask } from '../../tools/support/client.ts';
import { freePort } from '../../tools/support/free-port.ts';
import { temporaryFolder } from '../../tools/support/temporary-folder.ts';

describe('the npm package', function () {
  this.timeout(60_000);
  const folder = temporaryFolder();
  let program: string;

  before(async () => {
    const pack = ['--disable-warning=ExperimentalWarning', 'scripts/pack.ts', folder];
    program = (await promisify(execFile)(process.execPath, pack)).stdout.trim();
  });

  /** Runs a command of the installed program with only these environment variables. */
  function run(args: readonly string[], variables: Readonly<Record<string, string>> = {}) {
    const env = { PATH: process.env.PATH, ENVIRONMENT: 'test', ...variables };
    return new Promise<{ code: unknown; out: string; errors: string }>((resolve) => {
      execFile(process.execPath, [program, ...args], { cwd: folder, env }, (error, out, errors) => {
        resolve({ code: error?.code ?? 0, out, errors });
      });
    });
  }

  it('installs the program taskport, which prints its version and checks its configuration', async () => {
    const {
      version,
      bin,
      engines,
      private: isPrivate,
    } = JSON.parse(readFileSync(join(folder, 'node_modules/taskport/package.json'), 'utf8'));
    expect([bin, engines, isPrivate]).to.deep.equal([{ taskport: 'bin/taskport.cjs' }, { node: '>=24' }, undefined]);
    expect(await run(['version'])).to.deep.equal({
      code: 0,
      out: `taskport ${version} (Node ${process.versions.node})\n`,
      errors: '',
    });
    expect((await run(['check'])).code).to.equal(0);
    expect(await run(['check'], { PORT: 'x' })).to.include({ code: 78 });
  });

  it('serves the API and the page, passes its healthcheck, and stops on SIGTERM', async () => {
    const PORT = String(await freePort());
    const env = { PATH: process.env.PATH, ENVIRONMENT: 'test', PORT };
    const service = spawn(process.execPath, [program], { cwd: folder, env });
    for await (const line of createInterface({ input: service.stdout })) if (line.includes('"ready"')) break;
    const url = `http://127.0.0.1:${PORT}`;
    const tasks = `${url}/api/3fa85f64-5717-4562-b3fc-2c963f66afa6/tasks`;
    expect(
      (await ask('POST', tasks, { body: { title: 'x', due: '2026-03-29T10:00[Europe/Berlin]' } })).status,
    ).to.equal(201);
    expect((await ask('GET', `${tasks}?filter=due<today`)).status).to.equal(200);
    expect((await ask('GET', `${url}/app/`)).status).to.equal(200);
    expect(await run(['healthcheck'], { PORT })).to.include({ code: 0 });
    service.kill('SIGTERM');
    expect(await once(service, 'exit')).to.deep.equal([0, null]);
    expect(await run(['healthcheck'], { PORT })).to.include({ code: 1 });
    const exported = await run(['export']);
    expect(exported.out)
      .to.include('"title":"x"')
      .and.to.match(/"type":"end","users":1,"tasks":1,"changes":1,/);
  });

  it('has the same V8 flags in bin/taskport.cjs as in src/process/v8-flags.ts', () => {
    const bin = readFileSync('bin/taskport.cjs', 'utf8');
    expect([...bin.matchAll(/^ {2}'(--.*)',$/gm)].map(([, flag]) => flag)).to.deep.equal(V8_FLAGS);
  });
});
