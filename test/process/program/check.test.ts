import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect } from 'chai';
import { temporaryFolder } from '../../../tools/support/temporary-folder.ts';
import { newSecret } from '../../access/secret-places.ts';
import { runWith } from '../copy/commands.ts';

describe('the command check', () => {
  it('prints each variable with its value and the source of the value, and hides secrets', async () => {
    const [folder, secrets] = [temporaryFolder(), Array.from({ length: 5 }, () => newSecret())];
    const [password, pgPassword, metrics, auth, other] = secrets as [string, string, string, string, string];
    const file = join(folder, 'auth');
    writeFileSync(file, auth);
    writeFileSync(join(folder, '.env'), `PORT=8123\nMETRICS_TOKEN=${metrics}\nLOG_LEVEL=debug\n`);
    const { status, out, errors } = await runIn(folder, {
      DATABASE_URL: `postgres://ann:${password}@db.example/tasks?password=${other}`,
      ...{ PGPASSWORD: pgPassword, AUTH_SECRET_FILE: file, LOG_LEVEL: 'warn', WORKERS: '' },
    });
    expect([status, errors]).to.deep.equal([0, 'The configuration is right\n']);
    const lines = out.split('\n').map((line) => line.split(/ {2,}/));
    for (const expected of [
      ['DATABASE_URL', 'postgres://ann:***@db.example/tasks?password=***', 'environment'],
      ['PORT', '8123', '.env'],
      ['LOG_LEVEL', 'warn', 'environment'],
      ['METRICS_TOKEN', '(hidden)', '.env'],
      ['AUTH_SECRET', '(hidden)', `file ${file}, named by AUTH_SECRET_FILE (environment)`],
      ['AUTH', 'auto, which is required here', 'default'],
      ['RATE_LIMIT', '600/60', 'default'],
      ['TRUST_PROXY', '(none)', 'default'],
      ['PGPASSWORD', '(hidden)', 'environment'],
    ])
      expect(lines).to.deep.include(expected);
    for (const secret of secrets) expect(out).not.to.include(secret);
    const json = JSON.parse((await runIn(folder, {}, '--json')).out);
    expect(json.PORT).to.deep.equal({ value: '8123', source: '.env' });
  });

  it('exits with 78 and prints every mistake in the configuration, on standard error only', async () => {
    const { status, out, errors } = await runWith(
      { PORT: 'x', HOST: '0.0.0.0', AUTH_SECRET_FILE: '/no/file' },
      'check',
    );
    expect([status, out]).to.deep.equal([78, '']);
    for (const name of ['PORT', 'AUTH_SECRET_FILE']) expect(errors).to.match(new RegExp(`^  ${name} must`, 'm'));
  });
});

function runIn(cwd: string, variables: Record<string, string>, ...args: string[]) {
  const env = { PATH: process.env.PATH, ...variables };
  return new Promise<{ status: unknown; out: string; errors: string }>((end) => {
    execFile(process.execPath, [resolve('src/main.ts'), 'check', ...args], { cwd, env }, (error, out, errors) => {
      end({ status: error?.code ?? 0, out, errors });
    });
  });
}
