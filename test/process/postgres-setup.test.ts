import type { Socket } from 'node:net';
import { expect } from 'chai';
import { ask } from '../support/client.ts';
import { answering, Door, message, refusing } from '../support/door.ts';
import { createDatabase, hasPostgres } from '../support/postgres.ts';
import { startProcess } from '../support/process.ts';

/** Asks for a password. */
function askingForPassword(socket: Socket): void {
  socket.once('data', () => {
    socket.write(message('R', Buffer.from([0, 0, 0, 10, ...Buffer.from('SCRAM-SHA-256\0\0')])));
    socket.once('data', () =>
      socket.write(message('R', Buffer.from([0, 0, 0, 11, ...Buffer.from('r=x,s=eA==,i=4096')]))),
    );
  });
}

describe('a process at its start', () => {
  before(function () {
    if (!hasPostgres()) this.skip();
  });

  for (const [what, receive] of Object.entries({
    'a pooler’s refusal': refusing('08P01'),
    'a database that takes nobody': refusing('55000'),
    'a right that was revoked': refusing('42501'),
    'a state that nobody knows': refusing('ZZ999', 'ФАТАЛЬНО'),
    'an HTTP server': answering('HTTP/1.1 400 Bad Request\r\n\r\n'),
  })) {
    it(`waits until it may connect, and says what keeps it from that: ${what}`, async () => {
      const door = await Door.open(await createDatabase());
      door.receive = receive;
      const service = startProcess({ DATABASE_URL: door.url });
      const address = await service.listening();
      const { reason } = await service.line('waiting for the database');
      expect(reason).to.match(/made up|Connection terminated/);
      const { status, json, headers } = await ask('GET', `${address}/health`);
      expect([status, json.code]).to.deep.equal([503, 'database_unavailable']);
      expect(headers['retry-after']).to.match(/^[1-3]$/);
      door.receive = undefined;
      await service.line('ready');
      service.child.kill('SIGTERM');
      expect(await service.gone).to.equal(0);
      door.close();
    });
  }

  for (const [what, receive, said] of [
    ['a wrong password', refusing('28P01'), /made up/],
    ['a role that may not enter', refusing('28000'), /made up/],
    ['a database that there is not', refusing('3D000'), /made up/],
    ['no password where one is asked for', askingForPassword, /password must be a string/],
  ] as const) {
    it(`ends with 69 and says why where waiting does not help: ${what}`, async () => {
      const door = await Door.open(await createDatabase());
      door.receive = receive;
      await expectRefused(door.url, said);
      door.close();
    });
  }
});

/** Of the service, and of `make migrate`: one line, and 69. */
async function expectRefused(url: string, said: RegExp): Promise<void> {
  for (const argument of [[], ['migrate']]) {
    const service = startProcess({ DATABASE_URL: url }, ...argument);
    expect(await service.gone).to.equal(69);
    expect(service.errors()).to.match(/^The database cannot be used: .*\n$/);
    expect(service.errors()).to.match(said);
  }
}
