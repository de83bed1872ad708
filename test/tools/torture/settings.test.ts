import { expect } from 'chai';
import { Random } from '../../../tools/support/random.ts';
import type { Task } from '../../../tools/support/wire.ts';
import { validEvidence } from '../../../tools/torture/fixtures/evidence.ts';
import { NaiveReader } from '../../../tools/torture/followers/naive-reader.ts';
import { parseSettings, SettingsError } from '../../../tools/torture/settings.ts';

describe('the settings of a torture run, a test with random requests, from environment variables', () => {
  it('have a default for every variable that is empty or not set', () => {
    const { urls, seed, ...rest } = parseSettings({ URL: '', SEED: '' });
    expect(urls()).to.deep.equal(['http://127.0.0.1:8000']);
    expect(seed).to.be.within(0, 2 ** 32 - 1);
    expect(rest).to.deep.equal({ seconds: 20, clients: 32, users: 9, retrySeconds: 30 });
  });

  it('accept several server addresses in the variable URL, separated by commas', () => {
    const { urls } = parseSettings({ URL: 'http://127.0.0.1:8001/, http://[::1]:8002' });
    expect(urls()).to.deep.equal(['http://127.0.0.1:8001', 'http://[::1]:8002']);
  });

  it('cause a single SettingsError that names every invalid variable', () => {
    const wrong = {
      URL: 'http://a,ftp://b',
      SEED: '-1',
      SECONDS: '0',
      CLIENTS: 'x',
      USERS: '1e3',
      RETRY_SECONDS: '1.5',
    };
    for (const name of Object.keys(wrong)) {
      expect(() => parseSettings(wrong)).to.throw(SettingsError, new RegExp(`^  ${name} must be `, 'm'));
    }
  });
});

describe('the random decisions of torture clients, which send random requests', () => {
  const decisions = (...path: number[]) => {
    const random = new Random(...(path as [number]));
    return Array.from({ length: 20 }, () => random.between(1, 1000));
  };

  it('are the same for the same seed and path (client number, request number), and differ for another seed or path', () => {
    expect(decisions(1, 2, 3)).to.deep.equal(decisions(1, 2, 3));
    const others = [decisions(1, 2, 4), decisions(1, 3, 3), decisions(2, 2, 3), decisions(1, 2)];
    for (const other of others) expect(other).not.to.deep.equal(decisions(1, 2, 3));
  });

  it('choose each option in proportion to its weight', () => {
    const random = new Random(1);
    const seen = { often: 0, seldom: 0, never: 0 };
    for (let count = 0; count < 10_000; count++) seen[random.weighted({ often: 3, seldom: 1, never: 0 })]++;
    expect(seen.often).to.be.within(7200, 7800);
    expect(seen.never).to.equal(0);
  });
});

describe('a client that polls the task list for a newer `updated_at` instead of following the change log', () => {
  const [milk, bread] = validEvidence().log.map(({ task }) => task) as [Task, Task];
  const later = (task: Task, seconds: number): Task => ({ ...task, updated_at: `2026-01-01T00:00:0${seconds}.000Z` });

  it('misses deletions, and changes that are committed after a change with a later `updated_at`', () => {
    const reader = new NaiveReader();
    reader.take([later(milk, 1)]);
    reader.take([later(bread, 3)]);
    const changed = { ...later(milk, 2), title: 'committed late' };
    reader.take([changed]);
    expect(reader.missed([changed])).to.deep.equal({ gone: 1, outdated: 1, unseen: 0 });
    expect(reader.missed([changed, { ...bread, id: 'new' }])).to.deep.equal({ gone: 1, outdated: 1, unseen: 1 });
  });
});
