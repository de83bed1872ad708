import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { expect } from 'chai';
import { ask, statusesIn, talk } from '../../../../tools/support/client.ts';
import type { StoreUnderTest } from '../../../support/service/stores.ts';
import { newUserForEach } from '../test-user.ts';

/** The contract tests for pipelined requests and half-closed connections. */
export function connectionContract(store: StoreUnderTest): void {
  describe(`an HTTP connection on ${store.name}`, () => {
    const user = newUserForEach(store);

    it('answers pipelined requests in order, and then answers 400 to invalid bytes that follow', async () => {
      const { pathname } = new URL(user.tasks);
      const head = `POST ${pathname} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 14\r\n\r\n`;
      const received = await talk(user.base, `${`${head}{"title": "x"}`.repeat(5)}garbage\r\n\r\n`);
      expect(statusesIn(received)).to.deep.equal([201, 201, 201, 201, 201, 400]);
      expect((await ask('GET', user.tasks)).json).to.have.length(5);
    });

    it('answers a client that has closed its sending side', async () => {
      const received = await sendAndClose(postRequest('{"title": "x"}'));
      expect(statusesIn(received)).to.deep.equal([201]);
      expect(received).to.match(/"title":"x".*\}$/);
      expect((await ask('GET', user.tasks)).json).to.have.length(1);
    });

    it('answers all pipelined requests of a client that has closed its sending side', async () => {
      const list = `GET ${user.path}/tasks HTTP/1.1\r\nHost: localhost\r\n\r\n`;
      const received = await sendAndClose(`${postRequest('{"title": "x"}')}${list}${list}`);
      expect(statusesIn(received)).to.deep.equal([201, 200, 200]);
    });

    it('ends a long poll at once if the client closes its sending side', async () => {
      await user.createTaskUrl();
      const waiting = `${user.path}/changes?since=1&wait=60 HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`;
      expect(await sendAndClose(`GET ${waiting}`)).to.match(/"changes":\[\],"next_since":1,"end":true\}$/);
    });

    it('sends the existing changes of an event stream, and then ends the stream, if the client closes its sending side', async () => {
      await user.createTaskUrl();
      const received = await sendAndClose(
        `GET ${user.path}/changes HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n\r\n`,
      );
      expect(received)
        .to.match(/"kind":"created"/)
        .and.match(/\r\n0\r\n\r\n$/);
    });

    it('answers 400 if the client closes its sending side in the middle of a request', async () => {
      const received = await sendAndClose(postRequest('{"title": "x"}').slice(0, -3));
      expect(statusesIn(received)).to.deep.equal([400]);
      expect((await ask('GET', user.tasks)).json).to.deep.equal([]);
    });

    function postRequest(body: string): string {
      const head = `POST ${user.path}/tasks HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json`;
      return `${head}\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
    }

    async function connected(): Promise<Socket> {
      const { hostname, port } = new URL(user.base);
      const socket = connect({ port: Number(port), host: hostname, allowHalfOpen: true });
      await once(socket, 'connect');
      return socket;
    }

    /** Sends a request, half-closes the connection, and returns everything that the server sends. */
    async function sendAndClose(request: string): Promise<string> {
      const socket = await connected();
      socket.end(request);
      return text(socket);
    }
  });
}
