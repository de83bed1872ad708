import { expect } from 'chai';
import { ask } from '../../tools/support/client.ts';
import { samplesOf, scrape, sumOf } from '../support/service/scrape.ts';
import { workersForEach } from '../support/service/workers.ts';

const LISTS = { route: '/api/{user_id}/tasks', status: '200' };
const COUNT = 'http_request_duration_seconds_count';
const REPORTING = 'taskport_workers_reporting';

describe('the metrics of a worker pool', () => {
  const workers = workersForEach();

  /** Requests the task list, each time on a new connection, so that the workers take turns. */
  async function list(times: number): Promise<void> {
    for (let i = 0; i < times; i++) await ask('GET', workers().tasks, { headers: { Connection: 'close' } });
  }

  it('are reported by any worker for all workers, each with its own value of the label `worker`', async () => {
    const { address } = workers();
    await list(4);
    for (let i = 0; i < 2; i++) {
      const all = await scrape(address);
      expect(samplesOf(all, COUNT, LISTS).map(({ labels, value }) => [labels.worker, value])).to.have.deep.members([
        ['1', 2],
        ['2', 2],
      ]);
      expect(samplesOf(all, REPORTING)).to.deep.equal([{ name: REPORTING, labels: {}, value: 2 }]);
      expect(samplesOf(all, 'taskport_ready', { check: 'database' })).to.have.length(2);
      expect(samplesOf(all, 'process_start_time_seconds')).to.have.length(2);
      expect(all.filter(({ value }) => Number.isNaN(value))).to.deep.equal([]);
    }
  });

  it('leave out the metrics of a worker that does not answer', async () => {
    const { address, pids } = workers();
    process.kill(pids[0], 'SIGSTOP');
    // One of the two requests may go to the stopped worker, which does not answer.
    const all = await Promise.any([scrape(address), scrape(address)]);
    process.kill(pids[0], 'SIGCONT');
    expect(sumOf(all, REPORTING)).to.equal(1);
    expect(new Set(samplesOf(all, 'process_open_fds').map(({ labels }) => labels.worker)).size).to.equal(1);
  });

  it('start from zero for the worker that replaces a killed worker, and keep the label of the killed worker', async () => {
    const { address, service, pids } = workers();
    await list(4);
    process.kill(pids[0], 'SIGKILL');
    await service.lines('ready', 3);
    const all = await scrape(address);
    expect(sumOf(all, REPORTING)).to.equal(2);
    expect(samplesOf(all, 'taskport_build_info').map(({ labels }) => labels.worker)).to.have.members(['1', '2']);
    expect(sumOf(all, COUNT, LISTS)).to.equal(2);
  });
});
