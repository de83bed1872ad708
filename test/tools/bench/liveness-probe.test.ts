import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect } from 'chai';
import { probeDuring } from '../../../tools/bench/environment/liveness-probe.ts';

describe('the liveness probe of a benchmark', () => {
  let server: Server;

  afterEach(() => {
    server.closeAllConnections();
    server.close();
  });

  it('requests /livez repeatedly until the measured work has ended', async () => {
    const { promise: work, resolve: finish } = Promise.withResolvers<void>();
    const paths: (string | undefined)[] = [];
    const url = await serve(({ url: path }, response) => {
      if (paths.push(path) === 3) finish();
      response.end('{}');
    });
    expect(await probeDuring(url, work)).to.have.length(3);
    expect(paths).to.deep.equal(['/livez', '/livez', '/livez']);
  });

  it('adds the wait for a late response to the latency of the next request, which was due meanwhile', async () => {
    const { promise: work, resolve: finish } = Promise.withResolvers<void>();
    let asked = 0;
    const url = await serve((_, response) => {
      asked++;
      if (asked === 2) finish();
      setTimeout(() => response.end('{}'), asked === 1 ? 150 : 0);
    });
    const [first, second] = await probeDuring(url, work);
    expect(first).to.be.at.least(149);
    expect(second).to.be.at.least(99);
  });

  it('rejects with the status and body when /livez answers an error status', async () => {
    const url = await serve((_, response) => response.writeHead(503, { 'Content-Length': 8 }).end('draining'));
    const { promise: work, resolve: finish } = Promise.withResolvers<void>();
    expect(await probeDuring(url, work).catch(String)).to.equal('Error: 503 draining');
    finish();
  });

  it('rejects with the error of the measured work when the work fails', async () => {
    const url = await serve((_, response) => response.end('{}'));
    const work = Promise.reject(new Error('wrong answers'));
    expect(await probeDuring(url, work).catch(String)).to.equal('Error: wrong answers');
  });

  async function serve(listener: RequestListener): Promise<string> {
    server = createServer(listener).listen(0, '127.0.0.1');
    await once(server, 'listening');
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }
});
