import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect } from 'chai';
import { TIMEOUTS } from '../../src/process/timeouts.ts';
import { temporaryFolder } from '../../tools/support/temporary-folder.ts';
import { programOf } from './programs.ts';

const UNIT = 'deploy/taskport.service';

/** The highest exposure level that the unit may have, from 0 (safe) to 10. systemd calls levels up to 2.0 "OK". */
const MAX_EXPOSURE = 2;

describe('our systemd unit', () => {
  const text = readFileSync(UNIT, 'utf8');
  const settingOf = (name: string) => new RegExp(`^${name}=(.*)$`, 'm').exec(text)?.[1];
  let analyze: string;

  before(function () {
    analyze = programOf('systemd-analyze') ?? '';
    if (analyze === '') this.skip();
  });

  function run(...args: string[]): { status: number | null; output: string } {
    const { status, stdout, stderr } = spawnSync(analyze, args, { encoding: 'utf8' });
    return { status, output: `${stdout}${stderr}` };
  }

  it('is accepted by systemd-analyze verify, without a warning', () => {
    const folder = temporaryFolder();
    const program = join(folder, 'bin/taskport');
    mkdirSync(dirname(program));
    writeFileSync(program, '#!/bin/sh\n', { mode: 0o755 });
    const unit = join(folder, 'taskport.service');
    writeFileSync(unit, text.replace('/usr/local/bin/taskport', program));
    const { status, output } = run('verify', '--man=no', unit);
    expect(output).to.equal('');
    expect(status).to.equal(0);
  });

  it(`gets from systemd-analyze security an exposure level of at most ${MAX_EXPOSURE} on a scale of 10`, () => {
    const { status, output } = run('security', '--offline=yes', `--threshold=${MAX_EXPOSURE * 10}`, UNIT);
    const [, exposure] = /Overall exposure level for taskport\.service: ([\d.]+)/.exec(output) ?? [];
    expect(Number(exposure)).to.be.at.most(MAX_EXPOSURE);
    expect(status).to.equal(0);
  });

  it('gives a graceful stop enough time, and does not restart a service whose configuration is invalid', () => {
    expect(Number(settingOf('TimeoutStopSec')) * 1000).to.be.above(TIMEOUTS.drain + TIMEOUTS.close);
    expect(settingOf('RestartPreventExitStatus')).to.equal('78');
  });

  it('passes AUTH_SECRET to the service in a file that only the service can read', () => {
    expect(settingOf('LoadCredential')).to.equal('auth-secret:/etc/taskport/auth-secret');
    expect(text).to.include('\nEnvironment=AUTH_SECRET_FILE=%d/auth-secret\n');
    expect(text).not.to.match(/AUTH_SECRET=/);
  });
});
