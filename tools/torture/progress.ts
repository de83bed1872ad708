import type { Run } from './run.ts';

/** Reports the progress of a run every second; returns a function that stops the reports. */
export function startProgress({ settings, tally, end }: Run): () => void {
  const { onProgress } = settings;
  if (onProgress === undefined) return () => {};
  let last = 0;
  const timer = setInterval(() => {
    const left = Math.max(0, Math.ceil((end - Date.now()) / 1000));
    const rest = left > 0 ? `${left} s to go` : 'finishing and checking';
    const { answered, dropped, retries } = tally;
    onProgress(`${answered - last} writes/s, ${answered} answered, ${dropped} dropped, ${retries} retries, ${rest}`);
    last = answered;
  }, 1000);
  return () => clearInterval(timer);
}
