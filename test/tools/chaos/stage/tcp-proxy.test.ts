import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { expect } from 'chai';
import { TcpProxy } from '../../../../tools/chaos/environment/tcp-proxy.ts';

describe('the proxy of the chaos suite', () => {
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
    // Some of them are there to be reset.
    socket.on('error', () => {});
    await once(socket, 'connect');
    return socket;
  }

  async function echoed(socket: Socket, said: string): Promise<string> {
    socket.write(said);
    const [chunk] = await once(socket, 'data');
    return String(chunk);
  }

  it('passes on what is said, in both directions, and the end', async () => {
    const socket = await open();
    expect(await echoed(socket, 'hello')).to.equal('hello');
    socket.end();
    await once(socket, 'end');
  });

  it('resets all connections when it cuts, and takes new ones', async () => {
    const socket = await open();
    await echoed(socket, 'hello');
    proxy.cut();
    const [error] = await once(socket, 'error');
    expect(error.code).to.equal('ECONNRESET');
    expect(await echoed(await open(), 'again')).to.equal('again');
  });

  it('refuses connections, and resets those that there are, until it passes again', async () => {
    const socket = await open();
    await echoed(socket, 'hello');
    const broken = once(socket, 'error');
    await proxy.refuse();
    await broken;
    expect((await open().catch((error) => error)).code).to.equal('ECONNREFUSED');
    await proxy.pass();
    expect(await echoed(await open(), 'again')).to.equal('again');
  });

  it('cuts each connection after so many bytes, new ones too', async () => {
    proxy.cutAfter(8);
    for (let turn = 0; turn < 2; turn++) {
      const socket = await open();
      expect(await echoed(socket, 'four')).to.equal('four');
      socket.write('more');
      const [error] = await once(socket, 'error');
      expect(error.code).to.equal('ECONNRESET');
    }
  });

  it('cuts in the middle of what is said', async () => {
    const heard = new Promise<string>((resolve) => {
      echo.once('connection', (other) => other.once('data', (chunk) => resolve(String(chunk))));
    });
    proxy.cutAfter(3);
    const other = await open();
    other.write('hello');
    expect(await heard).to.equal('hel');
  });

  it('holds what is said, takes connections meanwhile, and delivers all of it afterwards', async () => {
    const socket = await open();
    await echoed(socket, 'hello');
    proxy.hold();
    const other = await open();
    let heard = '';
    for (const each of [socket, other]) {
      each.on('data', (chunk) => {
        heard += chunk;
      });
      each.write('held');
    }
    await delay(50);
    expect(heard).to.equal('');
    await proxy.pass();
    while (heard.length < 8) await Promise.race([once(socket, 'data'), once(other, 'data')]);
    expect(heard).to.equal('heldheld');
  });

  it('passes on everything late, in order, and is quick again afterwards', async () => {
    const socket = await open();
    proxy.slow(40);
    const begun = performance.now();
    expect(await echoed(socket, 'one')).to.equal('one');
    expect(performance.now() - begun).to.be.at.least(75);
    socket.write('two');
    await delay(5);
    await proxy.pass();
    socket.write('three');
    let heard = '';
    while (heard.length < 8) heard += (await once(socket, 'data'))[0];
    expect(heard).to.equal('twothree');
  });
});
