import { expect } from 'chai';
import { pino } from 'pino';
import { PinoSecurityLog } from '../../../src/adapters/system/pino-security-log.ts';
import type { AccessEvent } from '../../../src/domain/access/audit-entry.ts';
import { CLIENT } from '../../support/access/audit-log.ts';
import { someUser } from '../../support/tasks.ts';

describe('the security log', () => {
  const lines: Record<string, unknown>[] = [];
  const options = { base: null, timestamp: false };
  const log = new PinoSecurityLog(pino(options, { write: (line: string) => lines.push(JSON.parse(line)) }));
  const userId = someUser();
  const event: AccessEvent = { ...CLIENT, userId, event: 'sign_in', outcome: 'ok' };
  const fields = { id: 'r-1', event: 'sign_in', outcome: 'ok', user_id: userId, address: '192.0.2.7' };

  beforeEach(() => {
    lines.length = 0;
  });

  it('has a line for each event, with the event, its outcome, the user, the IP address and the request id', () => {
    log.write(event);
    log.write({ ...event, userId: null, userAgent: null });
    expect(lines).to.deep.equal([
      { level: 30, ...fields, user_agent: 'curl/8', msg: 'access' },
      { level: 30, ...fields, user_id: null, msg: 'access' },
    ]);
  });

  it('contains at most 200 characters of a user agent, and never half a surrogate pair', () => {
    log.write({ ...event, userAgent: `${'x'.repeat(199)}\u{1F980}` });
    expect(lines[0]?.user_agent).to.equal(`${'x'.repeat(199)}\uFFFD`);
  });

  it('contains a warning with the reason when an audit entry could not be stored', () => {
    log.notStored(event, new Error('the disk is full'));
    expect(lines).to.have.length(1);
    expect(lines[0]).to.deep.include({ level: 40, ...fields, msg: 'the audit entry could not be stored' });
    expect(lines[0]?.err).to.include({ message: 'the disk is full' });
  });
});
