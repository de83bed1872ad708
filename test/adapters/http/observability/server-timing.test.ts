import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import { ask } from '../../../../tools/support/client.ts';
import { memory } from '../../../support/service/stores.ts';

// https://www.w3.org/TR/server-timing/
describe('Server-Timing', () => {
  let base: string;
  let tasks: string;

  before(async () => {
    base = (await memory.service()).url;
    tasks = `${base}/api/${randomUUID()}/tasks`;
  });

  const MS = /\d+\.\d\d/.source;
  const ALL = new RegExp(`^read;dur=(${MS}), handle;dur=(${MS}), total;dur=(${MS})$`);

  it('is told to whoever asks: reading and handling, which together are all', async () => {
    for (const value of ['1', '']) {
      const { headers } = await ask('POST', tasks, { body: { title: 'x' }, headers: { 'Server-Timing': value } });
      expect(headers['server-timing']).to.match(ALL);
      const [, read, handle, total] = (ALL.exec(String(headers['server-timing'])) ?? []).map(Number);
      expect(Number(read) + Number(handle)).to.be.closeTo(Number(total), 0.02);
    }
  });

  it('is told with an error, too, and of one that was never read with its total alone', async () => {
    const asked = { headers: { 'Server-Timing': '1' } };
    expect((await ask('GET', `${tasks}/${randomUUID()}`, asked)).headers['server-timing']).to.match(ALL);
    const total = new RegExp(`^total;dur=${MS}$`);
    expect((await ask('GET', `${base}/nothing`, asked)).headers['server-timing']).to.match(total);
  });

  it('is told at the head of a stream', async () => {
    const stop = new AbortController();
    const headers = { Accept: 'text/event-stream', 'Server-Timing': '1' };
    const stream = await fetch(tasks.replace('/tasks', '/changes'), { headers, signal: stop.signal });
    expect(stream.headers.get('server-timing')).to.match(ALL);
    stop.abort();
  });

  it('is not told to anybody else', async () => {
    expect((await ask('GET', tasks)).headers).not.to.have.property('server-timing');
  });
});
