import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect } from 'chai';
import { TIMEOUTS } from '../../src/process/timeouts.ts';
import { temporaryFolder } from '../../tools/support/temporary-folder.ts';
import { programOf } from './programs.ts';

const UNIT = 'deploy/taskport.service';

/** The highest allowed exposure level, of 10. systemd calls levels up to 2.0 "OK". */
const MAX_EXPOSURE = 2;

describe('the systemd unit', () => {
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

  it(`has an exposure level of at most ${MAX_EXPOSURE} of 10 in systemd-analyze security`, () => {
    const { status, output } = run('security', '--offline=yes', `--threshold=${MAX_EXPOSURE * 10}`, UNIT);
    const [, exposure] = /Overall exposure level for taskport\.service: ([\d.]+)/.exec(output) ?? [];
    expect(Number(exposure)).to.be.at.most(MAX_EXPOSURE);
    expect(status).to.equal(0);
  });

  it('has a stop timeout longer than a graceful stop may take, and is not restarted after an invalid configuration', () => {
    expect(Number(settingOf('TimeoutStopSec')) * 1000).to.be.above(TIMEOUTS.drain + TIMEOUTS.close);
    expect(settingOf('RestartPreventExitStatus')).to.equal('78');
  });

  it('passes AUTH_SECRET in a file that only the service can read', () => {
    expect(settingOf('LoadCredential')).to.equal('auth-secret:/etc/taskport/auth-secret');
    expect(text).to.include('\nEnvironment=AUTH_SECRET_FILE=%d/auth-secret\n');
    expect(text).not.to.match(/AUTH_SECRET=/);
  });
});
