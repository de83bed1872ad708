import { expect } from 'chai';
import { acknowledgedBy } from '../../../tools/chaos/power-cut/cut-power.ts';
import { recordService, whyNoStrace } from '../../../tools/chaos/power-cut/record-service.ts';

const WRITES = 50;

describe('a write on SQLite', () => {
  it('is answered only after the write-ahead log was synced to the disk with all pages of the write', async function () {
    const reason = whyNoStrace();
    if (reason !== undefined) {
      process.stderr.write(`\n  WARNING: the order of syncs and answers is not tested, because ${reason}.\n`);
      this.skip();
    }
    // There is only one client, so that no other batch is written between a commit and its HTTP response.
    const { events } = await recordService({ clients: 1, writes: WRITES });
    let [lastWrite, lastSync, answers] = [-1, -1, 0];
    for (const [i, event] of events.entries()) {
      if (event.kind === 'write' && event.file.endsWith('-wal')) lastWrite = i;
      if (event.kind === 'sync' && event.file.endsWith('-wal')) lastSync = event.began;
      if (event.kind !== 'sent' || acknowledgedBy(event.text).length === 0) continue;
      expect(lastWrite, 'pages of this write').to.be.above(-1);
      expect(lastSync, `answer ${answers} at ${i}`).to.be.above(lastWrite);
      lastWrite = -1;
      answers++;
    }
    expect(answers).to.be.at.least(WRITES);
  });
});
