import { expect } from 'chai';
import { ConnectError, UnfitDatabase } from '../../../../src/adapters/postgres/driver/session/connect-error.ts';
import {
  isConflict,
  isConnectionLost,
  mayBeCommitted,
  mayPass,
  OutdatedStatement,
  toStoreError,
} from '../../../../src/adapters/postgres/driver/sqlstate.ts';
import { StoreError } from '../../../../src/ports/store-lifecycle.ts';

/** States of statements that are PostgreSQL's doing, codes of sockets, and what the service makes of them. */
const MEANINGS: Readonly<Record<string, readonly string[]>> = {
  overloaded: ['53000', '53200', '53300', '53400', '55P03', '40000', '40001', '40P01', '72000'],
  database_timeout: ['57014', '25P03', '25P04'],
  storage_full: ['53100', 'ENOSPC'],
};

/** The connection is over, or there was none: to try again may help, and what was under way may have been done. */
const LOST = [
  ...[
    '08000',
    '08001',
    '08003',
    '08004',
    '08006',
    '08007',
    '40003',
    '57000',
    '57P01',
    '57P02',
    '57P03',
    '57P04',
    '57P05',
  ],
  ...[
    'ECONNREFUSED',
    'ECONNRESET',
    'EPIPE',
    'ETIMEDOUT',
    'ENOTFOUND',
    'EAI_AGAIN',
    'EHOSTUNREACH',
    'ENETUNREACH',
    'ENOENT',
  ],
];

/** The database is not as it was left, or as it should be: nothing was done, and to try again at once does not help. */
const REFUSED: Readonly<Record<string, readonly string[]>> = {
  'it does not have us': ['28000', '28P01', '3D000'],
  'it cannot be written to': ['25006'],
  'its schema, its types or our rights have changed': [
    ...['0A000', '3F000', '42501', '42P01', '42P10', '42703', '42704', '42804', '42809', '42846', '42883', '428C9'],
    ...['23502', '23503', '23514', '23P01', 'P0001'],
  ],
  'it is damaged, or busy with itself': [
    ...['54001', '55000', '55006', '55P02', '55P04', '58000', '58030', '58P01', '58P02', '58P03'],
    ...['F0000', 'F0001', 'XX000', 'XX001', 'XX002'],
  ],
};

const OURS = [
  ...[
    '08P01',
    '21000',
    '22001',
    '22003',
    '22021',
    '22P02',
    '22P05',
    '23505',
    '25001',
    '25P01',
    '25P02',
    '26000',
    '34000',
  ],
  ...['42601', '42P02', '42P18', '54000', '54011', '54023', ''],
];

/** Errors of node-postgres that have no code. */
const WITHOUT_CODE: Readonly<Record<string, readonly string[]>> = {
  overloaded: ['timeout exceeded when trying to connect'],
  database_unavailable: [
    'Connection terminated unexpectedly',
    'Connection terminated',
    'Connection terminated due to connection timeout',
    'Client has encountered a connection error and is not queryable',
    'Client was closed and is not queryable',
  ],
  database_timeout: ['Query read timeout'],
};

const withCode = (code: string, more = {}) => Object.assign(new Error('x'), { code, ...more });

describe('an error of a statement', () => {
  for (const [meaning, codes] of Object.entries(MEANINGS)) {
    for (const code of codes) {
      it(`with code ${code} means ${meaning}`, () => {
        const cause = withCode(code);
        expect(toStoreError(cause)).to.be.instanceOf(StoreError).and.include({ code: meaning, cause });
      });
    }
  }

  for (const code of LOST) {
    it(`with code ${code} means that the connection is lost, and is tried again`, () => {
      const error = toStoreError(withCode(code));
      expect(error).to.include({ code: 'database_unavailable' });
      expect([isConnectionLost(error), mayBeCommitted(error), mayPass(withCode(code))]).to.deep.equal([
        true,
        true,
        true,
      ]);
    });
  }

  for (const [why, codes] of Object.entries(REFUSED)) {
    for (const code of codes) {
      it(`with code ${code} means that the database is unavailable, as ${why}`, () => {
        const error = toStoreError(withCode(code));
        expect(error).to.include({ code: 'database_unavailable' });
        expect([isConnectionLost(error), mayBeCommitted(error), mayPass(withCode(code))]).to.deep.equal([
          false,
          false,
          false,
        ]);
      });
    }
  }

  for (const [meaning, messages] of Object.entries(WITHOUT_CODE)) {
    for (const message of messages) {
      it(`that says "${message}" means ${meaning}`, () => {
        expect(toStoreError(new Error(message))).to.include({ code: meaning });
      });
    }
  }

  for (const code of OURS) {
    it(`with code ${JSON.stringify(code)} is a mistake of ours, and stays what it is`, () => {
      const error = Object.assign(new Error('x'), { code: code || undefined });
      expect(toStoreError(error)).to.equal(error);
    });
  }

  it('with which a pooler or PostgreSQL ends the connection means that it is lost, whatever its code', () => {
    for (const severity of ['FATAL', 'PANIC']) {
      for (const code of ['08P01', '22021', 'XX000', 'ZZ999']) {
        const error = toStoreError(withCode(code, { severity }));
        expect(error).to.include({ code: 'database_unavailable' });
        expect(isConnectionLost(error)).to.equal(true);
      }
    }
    expect(toStoreError(withCode('25P03', { severity: 'FATAL' }))).to.include({ code: 'database_timeout' });
  });

  it('in a transaction whose statement is outdated has all of it done again', () => {
    expect(isConflict(toStoreError(new OutdatedStatement(withCode('0A000'))))).to.equal(true);
  });
});

describe('an error while connecting', () => {
  const PASSING = [
    '08P01',
    '55000',
    '42501',
    '57P03',
    'XX000',
    '53200',
    '53100',
    '42601',
    '22021',
    'ECONNREFUSED',
    'ZZ999',
  ];
  for (const code of PASSING) {
    it(`with code ${code} means that the database is unavailable, is waited out, and has done nothing`, () => {
      const failed = new ConnectError(withCode(code));
      const error = toStoreError(failed);
      expect(error).to.include({ code: 'database_unavailable', cause: failed });
      expect([isConnectionLost(error), mayBeCommitted(error), mayPass(failed)]).to.deep.equal([true, false, true]);
    });
  }

  const LASTING: Readonly<Record<string, Error>> = {
    'a wrong password': withCode('28P01'),
    'a role that there is not': withCode('28000'),
    'a database that there is not': withCode('3D000'),
    'a file that cannot be read': withCode('ENOENT', { syscall: 'open' }),
    'a certificate that nobody vouches for': withCode('DEPTH_ZERO_SELF_SIGNED_CERT'),
    'a certificate of somebody unknown': withCode('UNABLE_TO_VERIFY_LEAF_SIGNATURE'),
    'a certificate that has expired': withCode('CERT_HAS_EXPIRED'),
    'a certificate of another host': withCode('ERR_TLS_CERT_ALTNAME_INVALID'),
    'a handshake that came to nothing': withCode('EPROTO'),
    'a port that there cannot be': withCode('ERR_SOCKET_BAD_PORT'),
    'a server without SSL': new Error('The server does not support SSL connections'),
    'no password where one is asked for': new Error(
      'SASL: SCRAM-SERVER-FIRST-MESSAGE: client password must be a string',
    ),
    'what the message tells': new UnfitDatabase('do something'),
  };
  for (const [what, cause] of Object.entries(LASTING)) {
    it(`means that the database is unavailable, and is not waited out: ${what}`, () => {
      const error = toStoreError(new ConnectError(cause));
      expect(error).to.include({ code: 'database_unavailable' });
      expect([isConnectionLost(error), mayPass(new ConnectError(cause))]).to.deep.equal([false, false]);
    });
  }

  it('means that there is too much to do where there are too many connections, and is waited out', () => {
    const failed = new ConnectError(withCode('53300'));
    expect(toStoreError(failed)).to.include({ code: 'overloaded' });
    expect([isConnectionLost(toStoreError(failed)), mayPass(failed)]).to.deep.equal([true, true]);
  });
});
