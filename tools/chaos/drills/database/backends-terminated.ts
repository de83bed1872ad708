import { KeyedWriters } from '../../clients/keyed-writers.ts';
import { KeylessWriters } from '../../clients/keyless-writers.ts';
import { terminateBackends } from '../../environment/terminate-backends.ts';
import type { Drill } from '../drill.ts';
import { noteKeyless } from '../note.ts';

const WRITES = 1000;
const CLIENTS = 20;
const INTERVAL_MS = 10;
const KEYLESS = 4;

export const backendsTerminated: Drill = {
  id: 'F3',
  name: 'backends-terminated',
  promise: 'Terminated database connections make almost no request fail',
  bound: '≥ 99 % of 1,000 answered 2xx at the first attempt, the rest 503; 1,000 rows after retries',
  async run(environment, verdict) {
    const writers = new KeyedWriters(environment);
    const keyless = new KeylessWriters(environment, KEYLESS);
    let isOver = false;
    const [ended] = await Promise.all([
      terminateBackends(environment, INTERVAL_MS, () => isOver),
      writers
        .write(CLIENTS, (started) => started >= WRITES)
        .then(() => {
          isOver = true;
        }),
    ]);
    const good = writers.first.get(201) ?? 0;
    const others = [...writers.first].filter(([status]) => status !== 201);
    verdict.note(`${((good / WRITES) * 100).toFixed(1)} % answered 2xx`, good >= WRITES * 0.99);
    const rest = others.map(([status, count]) => `${count} × ${status}`).join(', ');
    if (rest !== '')
      verdict.note(
        rest,
        others.every(([status]) => status === 503),
      );
    const { stored, missing, doubled } = await writers.compare();
    verdict.note(
      `${stored.toLocaleString('en')} rows, ${missing} missing, ${doubled} doubled`,
      stored === WRITES && missing + doubled === 0,
    );
    const { writes, wrong } = await keyless.stop();
    noteKeyless(verdict, writes, wrong);
    verdict.note(`${ended} connections terminated`);
  },
};
