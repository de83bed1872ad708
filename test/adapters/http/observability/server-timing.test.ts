import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import { ask } from '../../../../tools/support/client.ts';
import { memory } from '../../../support/service/stores.ts';

// See https://www.w3.org/TR/server-timing/.
describe('the Server-Timing header', () => {
  let base: string;
  let tasks: string;

  before(async () => {
    base = (await memory.service()).url;
    tasks = `${base}/api/${randomUUID()}/tasks`;
  });

  const MS = /\d+\.\d\d/.source;
  const ALL = new RegExp(`^read;dur=(${MS}), handle;dur=(${MS}), total;dur=(${MS})$`);

  it('reports the times of reading and handling a request, and the total, if the request has this header', async () => {
    for (const value of ['1', '']) {
      const { headers } = await ask('POST', tasks, { body: { title: 'x' }, headers: { 'Server-Timing': value } });
      expect(headers['server-timing']).to.match(ALL);
      const [, read, handle, total] = (ALL.exec(String(headers['server-timing'])) ?? []).map(Number);
      expect(Number(read) + Number(handle)).to.be.closeTo(Number(total), 0.02);
    }
  });

  it('is part of an error response too, with only the total time when the request body was not read', async () => {
    const asked = { headers: { 'Server-Timing': '1' } };
    expect((await ask('GET', `${tasks}/${randomUUID()}`, asked)).headers['server-timing']).to.match(ALL);
    const total = new RegExp(`^total;dur=${MS}$`);
    expect((await ask('GET', `${base}/nothing`, asked)).headers['server-timing']).to.match(total);
  });

  it('is part of the headers of an event stream', async () => {
    const stop = new AbortController();
    const headers = { Accept: 'text/event-stream', 'Server-Timing': '1' };
    const stream = await fetch(tasks.replace('/tasks', '/changes'), { headers, signal: stop.signal });
    expect(stream.headers.get('server-timing')).to.match(ALL);
    stop.abort();
  });

  it('is absent from the response when the request does not have it', async () => {
    expect((await ask('GET', tasks)).headers).not.to.have.property('server-timing');
  });
});
