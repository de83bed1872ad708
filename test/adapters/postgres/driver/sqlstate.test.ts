import { expect } from 'chai';
import { ConnectError, UnfitDatabase } from '../../../../src/adapters/postgres/driver/session/connect-error.ts';
import {
  isConflict,
  isConnectionLost,
  isTransient,
  mayBeCommitted,
  OutdatedStatement,
  toStoreError,
} from '../../../../src/adapters/postgres/driver/sqlstate.ts';
import { StoreError } from '../../../../src/ports/store-lifecycle.ts';

/** SQLSTATEs and Node's system error codes, by the error code that the service reports. */
const MEANINGS: Readonly<Record<string, readonly string[]>> = {
  overloaded: ['53000', '53200', '53300', '53400', '55P03', '40000', '40001', '40P01', '72000'],
  database_timeout: ['57014', '25P03', '25P04'],
  storage_full: ['53100', 'ENOSPC'],
};

/** Codes of a lost or failed connection. The statement may have been committed, and a retry may help. */
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

/**
 * SQLSTATEs of a misconfigured or damaged database, by cause. The statement was not committed, and an immediate retry
 * is useless.
 */
const UNUSABLE: Readonly<Record<string, readonly string[]>> = {
  'it rejects the role or does not exist': ['28000', '28P01', '3D000'],
  'it is read-only': ['25006'],
  'its schema, its types or the rights of the role have changed': [
    ...['0A000', '3F000', '42501', '42P01', '42P10', '42703', '42704', '42804', '42809', '42846', '42883', '428C9'],
    ...['23502', '23503', '23514', '23P01', 'P0001'],
  ],
  'it is damaged, or busy with itself': [
    ...['54001', '55000', '55006', '55P02', '55P04', '58000', '58030', '58P01', '58P02', '58P03'],
    ...['F0000', 'F0001', 'XX000', 'XX001', 'XX002'],
  ],
};

/** SQLSTATEs that only a bug in the service can cause. */
const BUGS = [
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

/** Messages of node-postgres errors without a code, by the error code that the service reports. */
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
      it(`is reported as ${meaning} when its code is ${code}`, () => {
        const cause = withCode(code);
        expect(toStoreError(cause)).to.be.instanceOf(StoreError).and.include({ code: meaning, cause });
      });
    }
  }

  for (const code of LOST) {
    it(`counts as a lost connection and may be retried when its code is ${code}`, () => {
      const error = toStoreError(withCode(code));
      expect(error).to.include({ code: 'database_unavailable' });
      expect([isConnectionLost(error), mayBeCommitted(error), isTransient(withCode(code))]).to.deep.equal([
        true,
        true,
        true,
      ]);
    });
  }

  for (const text of [
    'failure on connection marked as essential: 10.0.0.7:5432',
    'could not commit transaction for shard 102009 on at least one active node',
  ]) {
    it(`counts as a lost connection when Citus has lost a worker: ${text}`, () => {
      const error = toStoreError(Object.assign(new Error(text), { code: 'XX000' }));
      expect(error).to.include({ code: 'database_unavailable' });
      expect([isConnectionLost(error), mayBeCommitted(error)]).to.deep.equal([true, true]);
    });
  }

  for (const [why, codes] of Object.entries(UNUSABLE)) {
    for (const code of codes) {
      it(`is reported as database_unavailable and not retried when its code is ${code}: ${why}`, () => {
        const error = toStoreError(withCode(code));
        expect(error).to.include({ code: 'database_unavailable' });
        expect([isConnectionLost(error), mayBeCommitted(error), isTransient(withCode(code))]).to.deep.equal([
          false,
          false,
          false,
        ]);
      });
    }
  }

  for (const [meaning, messages] of Object.entries(WITHOUT_CODE)) {
    for (const message of messages) {
      it(`is reported as ${meaning} when its message is "${message}"`, () => {
        expect(toStoreError(new Error(message))).to.include({ code: meaning });
      });
    }
  }

  for (const code of BUGS) {
    it(`is not translated to an error code of the service, as it shows a bug, when its code is ${JSON.stringify(code)}`, () => {
      const error = Object.assign(new Error('x'), { code: code || undefined });
      expect(toStoreError(error)).to.equal(error);
    });
  }

  it('counts as a lost connection when its severity is FATAL, unless its code is that of a timeout', () => {
    for (const severity of ['FATAL', 'PANIC']) {
      for (const code of ['08P01', '22021', 'XX000', 'ZZ999']) {
        const error = toStoreError(withCode(code, { severity }));
        expect(error).to.include({ code: 'database_unavailable' });
        expect(isConnectionLost(error)).to.equal(true);
      }
    }
    expect(toStoreError(withCode('25P03', { severity: 'FATAL' }))).to.include({ code: 'database_timeout' });
  });

  it('counts as a conflict, after which the transaction is retried, when a prepared statement is outdated', () => {
    expect(isConflict(toStoreError(new OutdatedStatement(withCode('0A000'))))).to.equal(true);
  });
});

describe('an error while a connection to PostgreSQL is opened', () => {
  const TRANSIENT = [
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
  for (const code of TRANSIENT) {
    it(`is reported as database_unavailable and may be retried when its code is ${code}`, () => {
      const failed = new ConnectError(withCode(code));
      const error = toStoreError(failed);
      expect(error).to.include({ code: 'database_unavailable', cause: failed });
      expect([isConnectionLost(error), mayBeCommitted(error), isTransient(failed)]).to.deep.equal([true, false, true]);
    });
  }

  const PERMANENT: Readonly<Record<string, Error>> = {
    'a wrong password': withCode('28P01'),
    'a missing role': withCode('28000'),
    'a missing database': withCode('3D000'),
    'an unreadable file': withCode('ENOENT', { syscall: 'open' }),
    'a self-signed certificate': withCode('DEPTH_ZERO_SELF_SIGNED_CERT'),
    'a certificate of an unknown issuer': withCode('UNABLE_TO_VERIFY_LEAF_SIGNATURE'),
    'an expired certificate': withCode('CERT_HAS_EXPIRED'),
    'a certificate of another host': withCode('ERR_TLS_CERT_ALTNAME_INVALID'),
    'a failed TLS handshake': withCode('EPROTO'),
    'an invalid port': withCode('ERR_SOCKET_BAD_PORT'),
    'a server without SSL': new Error('The server does not support SSL connections'),
    'a password request without a password': new Error(
      'SASL: SCRAM-SERVER-FIRST-MESSAGE: client password must be a string',
    ),
    'a database that does not fit the service': new UnfitDatabase('do something'),
  };
  for (const [failure, cause] of Object.entries(PERMANENT)) {
    it(`is reported as database_unavailable and not retried after ${failure}`, () => {
      const error = toStoreError(new ConnectError(cause));
      expect(error).to.include({ code: 'database_unavailable' });
      expect([isConnectionLost(error), isTransient(new ConnectError(cause))]).to.deep.equal([false, false]);
    });
  }

  it('is reported as `overloaded` and may be retried when there are too many connections', () => {
    const failed = new ConnectError(withCode('53300'));
    expect(toStoreError(failed)).to.include({ code: 'overloaded' });
    expect([isConnectionLost(toStoreError(failed)), isTransient(failed)]).to.deep.equal([true, true]);
  });
});
