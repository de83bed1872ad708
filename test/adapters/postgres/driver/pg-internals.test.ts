import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import pg from 'pg';
import { serialize } from 'pg-protocol';
import { missingInternals } from '../../../../src/adapters/postgres/driver/pg-internals.ts';
import { hide } from '../../../support/postgres/hide-internal.ts';

const SOURCE = 'src/adapters/postgres/driver/prepared-query.ts';

describe('the check of the internal APIs of pg', () => {
  it('finds every internal API in the installed version of pg', () => {
    expect(missingInternals()).to.deep.equal([]);
  });

  const owners: Readonly<Record<string, object>> = {
    'client.connection.attachListeners': pg.Connection.prototype,
    'client.connection.parsedStatements': pg.Connection.prototype,
    'client.connection.stream': pg.Connection.prototype,
    'client.getTransactionStatus': pg.Client.prototype,
    'client.getTypeParser': pg.Client.prototype,
    // Expects each `serialize` function that the source of the driver calls, so that the test also covers calls added
    // later.
    ...Object.fromEntries(
      [...readFileSync(SOURCE, 'utf8').matchAll(/serialize\.\w+/g)].map(([use]) => [`protocol.${use}`, serialize]),
    ),
  };
  for (const [path, owner] of Object.entries(owners)) {
    it(`reports ${path} when it is missing`, () => {
      const restore = hide(owner, path.slice(path.lastIndexOf('.') + 1));
      try {
        expect(missingInternals()).to.deep.equal([path]);
      } finally {
        restore();
      }
    });
  }

  it('reports client.query(submittable) as missing when client.query() accepts no Submittable object', () => {
    const { query } = pg.Client.prototype;
    pg.Client.prototype.query = (async () => ({ rows: [] })) as unknown as typeof query;
    try {
      expect(missingInternals()).to.deep.equal(['client.query(submittable)']);
    } finally {
      pg.Client.prototype.query = query;
    }
  });

  it('reports every internal API of client.connection as missing when a client has no connection object', () => {
    const restore = hide(pg.Client.prototype, 'connection');
    try {
      expect(missingInternals()).to.have.members(Object.keys(owners).filter((path) => path.includes('connection')));
    } finally {
      restore();
    }
  });
});
