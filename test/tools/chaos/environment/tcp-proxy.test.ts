import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { expect } from 'chai';
import { TcpProxy } from '../../../../tools/chaos/environment/tcp-proxy.ts';

describe('the TCP proxy that simulates network faults', () => {
  let echo: Server;
  let proxy: TcpProxy;

  beforeEach(async () => {
    echo = createServer((socket) => {
      socket.on('error', () => {});
      socket.pipe(socket);
    }).listen(0, '127.0.0.1');
    await once(echo, 'listening');
    proxy = await TcpProxy.open((echo.address() as AddressInfo).port);
  });

  afterEach(async () => {
    await proxy.close();
    echo.close();
  });

  async function open(): Promise<Socket> {
    const socket = connect(proxy.port, '127.0.0.1');
    // Some tests reset this connection. Without a listener, the emitted error would end the process.
    socket.on('error', () => {});
    await once(socket, 'connect');
    return socket;
  }

  async function echoed(socket: Socket, data: string): Promise<string> {
    socket.write(data);
    const [chunk] = await once(socket, 'data');
    return String(chunk);
  }

  it('forwards data in both directions, and closes the other side when one side ends the connection', async () => {
    const socket = await open();
    expect(await echoed(socket, 'hello')).to.equal('hello');
    socket.end();
    await once(socket, 'end');
  });

  it('resets all open connections on cut(), and still accepts new connections', async () => {
    const socket = await open();
    await echoed(socket, 'hello');
    proxy.cut();
    const [error] = await once(socket, 'error');
    expect(error.code).to.equal('ECONNRESET');
    expect(await echoed(await open(), 'again')).to.equal('again');
  });

  it('resets open connections on refuse(), and refuses new connections until pass()', async () => {
    const socket = await open();
    await echoed(socket, 'hello');
    const broken = once(socket, 'error');
    await proxy.refuse();
    await broken;
    expect((await open().catch((error) => error)).code).to.equal('ECONNREFUSED');
    await proxy.pass();
    expect(await echoed(await open(), 'again')).to.equal('again');
  });

  it('resets each connection after it has forwarded the number of bytes given to cutAfter()', async () => {
    proxy.cutAfter(8);
    for (let turn = 0; turn < 2; turn++) {
      const socket = await open();
      expect(await echoed(socket, 'four')).to.equal('four');
      socket.write('more');
      const [error] = await once(socket, 'error');
      expect(error.code).to.equal('ECONNRESET');
    }
  });

  it('forwards only the beginning of a chunk that exceeds the number of bytes given to cutAfter()', async () => {
    const received = new Promise<string>((resolve) => {
      echo.once('connection', (other) => other.once('data', (chunk) => resolve(String(chunk))));
    });
    proxy.cutAfter(3);
    const other = await open();
    other.write('hello');
    expect(await received).to.equal('hel');
  });

  it('accepts connections but forwards no data after hold(), and forwards the held data on pass()', async () => {
    const socket = await open();
    await echoed(socket, 'hello');
    proxy.hold();
    const other = await open();
    let received = '';
    for (const each of [socket, other]) {
      each.on('data', (chunk) => {
        received += chunk;
      });
      each.write('held');
    }
    await delay(50);
    expect(received).to.equal('');
    await proxy.pass();
    while (received.length < 8) await Promise.race([once(socket, 'data'), once(other, 'data')]);
    expect(received).to.equal('heldheld');
  });

  it('delays data after slow(), and forwards data that is sent after pass() only behind the delayed data', async () => {
    const socket = await open();
    proxy.slow(40);
    const started = performance.now();
    expect(await echoed(socket, 'one')).to.equal('one');
    expect(performance.now() - started).to.be.at.least(75);
    socket.write('two');
    await delay(5);
    await proxy.pass();
    socket.write('three');
    let received = '';
    while (received.length < 8) received += (await once(socket, 'data'))[0];
    expect(received).to.equal('twothree');
  });
});
