import { ask } from '../../../tools/support/client.ts';

/** One sample of a metric, as exposed by /metrics. */
export interface Sample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** Returns all metric samples of a service. */
export async function scrape(address: string): Promise<Sample[]> {
  const { text } = await ask('GET', `${address}/metrics`, { headers: { Connection: 'close' } });
  return [...text.matchAll(/^(\w+)(?:\{(.*)\})? (\S+)$/gm)].map(([, name = '', labels = '', value]) => ({
    name,
    labels: Object.fromEntries([...labels.matchAll(/(\w+)="([^"]*)"/g)].map(([, key, text]) => [key, text])),
    value: Number(value),
  }));
}

/** Returns the samples of a metric that have these labels. */
export function samplesOf(
  all: readonly Sample[],
  name: string,
  labels: Readonly<Record<string, string>> = {},
): Sample[] {
  const wanted = Object.entries(labels);
  return all.filter((sample) => sample.name === name && wanted.every(([key, value]) => sample.labels[key] === value));
}

/** Returns the sum of the samples of a metric that have these labels. */
export function sumOf(all: readonly Sample[], name: string, labels: Readonly<Record<string, string>> = {}): number {
  return samplesOf(all, name, labels).reduce((sum, { value }) => sum + value, 0);
}
