import { expect } from 'chai';
import { pino } from 'pino';
import { createRequestLog } from '../../../../src/adapters/http/observability/request-log.ts';
import { logOptions } from '../../../../src/adapters/system/log.ts';

const REQUEST = {
  id: 'a "quoted" \\ id',
  trace: { trace_id: '4bf92f3577b34da6a3ce929d0e0e4736', span_id: '00f067aa0ba902b7' },
  method: 'GET',
  route: '/api/{user_id}/tasks',
  status: 200,
  ms: 1.5,
};

describe('createRequestLog', () => {
  const lines: string[] = [];

  function logger(level: string) {
    const timestamp = () => ',"time":"2026-01-31T09:05:07.123Z"';
    return pino({ ...logOptions(level, 'test'), timestamp }, { write: (line) => lines.push(line) });
  }

  beforeEach(() => {
    lines.length = 0;
  });

  it('writes the same line as pino does, with the fields of a child logger', () => {
    const log = logger('info').child({ pid: 7 });
    const { trace, ...own } = REQUEST;
    createRequestLog(log)({ ...REQUEST, isAborted: false });
    log.info({ id: own.id, ...trace, method: own.method, route: own.route, status: own.status, ms: own.ms }, 'request');
    expect(lines[0]).to.equal(lines[1]);
  });

  it('writes the same line as pino does for an aborted request without trace, route and status', () => {
    const log = logger('debug');
    const { id, method, ms } = REQUEST;
    createRequestLog(log)({ id, trace: undefined, method, route: null, status: null, ms, isAborted: true });
    log.info({ id, method, route: null, status: null, ms, aborted: true }, 'request');
    expect(lines[0]).to.equal(lines[1]);
  });

  it('writes nothing when the level of the logger is warn', () => {
    createRequestLog(logger('warn'))({ ...REQUEST, isAborted: false });
    expect(lines).to.deep.equal([]);
  });
});
