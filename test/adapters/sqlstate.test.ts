import { expect } from 'chai';
import { toStoreError } from '../../src/adapters/postgres/sqlstate.ts';
import { StoreError } from '../../src/ports/store.ts';

/** Codes of PostgreSQL and of sockets, and what the service makes of them. */
const MEANINGS: Record<string, string[]> = {
  overloaded: ['53200', '53300', '55P03', '40001', '40P01'],
  database_unavailable: [
    ...['08000', '08001', '08003', '08004', '08006', '57P01', '57P02', '57P03', '28P01', '28000', '3D000'],
    ...['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH'],
  ],
  database_timeout: ['57014', '25P03'],
  storage_full: ['53100', 'ENOSPC'],
};
const OURS = ['08P01', '22021', '22P05', '22001', '22003', '22P02', '23505', '42P01', '42601', 'XX000', ''];

/** Errors of node-postgres that have no code. */
const WITHOUT_CODE: Record<string, string[]> = {
  overloaded: ['timeout exceeded when trying to connect'],
  database_unavailable: [
    'Connection terminated unexpectedly',
    'Connection terminated',
    'Connection terminated due to connection timeout',
    'Client has encountered a connection error and is not queryable',
  ],
  database_timeout: ['Query read timeout'],
};

describe('an error of the database', () => {
  for (const [meaning, codes] of Object.entries(MEANINGS)) {
    for (const code of codes) {
      it(`with code ${code} means ${meaning}`, () => {
        const cause = Object.assign(new Error('x'), { code });
        expect(toStoreError(cause)).to.be.instanceOf(StoreError).and.include({ code: meaning, cause });
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
      const error = Object.assign(new Error('connection terminated'), { code: code || undefined, message: 'x' });
      expect(toStoreError(error)).to.equal(error);
    });
  }
});
