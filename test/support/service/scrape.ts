import { ask } from '../../../tools/support/client.ts';

/** One line of what /metrics says. */
export interface Sample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** Everything that a service has counted. */
export async function scrape(address: string): Promise<Sample[]> {
  const { text } = await ask('GET', `${address}/metrics`, { headers: { Connection: 'close' } });
  return [...text.matchAll(/^(\w+)(?:\{(.*)\})? (\S+)$/gm)].map(([, name = '', labels = '', value]) => ({
    name,
    labels: Object.fromEntries([...labels.matchAll(/(\w+)="([^"]*)"/g)].map(([, key, text]) => [key, text])),
    value: Number(value),
  }));
}

/** All samples of a name that have these labels. */
export function samplesOf(
  all: readonly Sample[],
  name: string,
  labels: Readonly<Record<string, string>> = {},
): Sample[] {
  const wanted = Object.entries(labels);
  return all.filter((sample) => sample.name === name && wanted.every(([key, value]) => sample.labels[key] === value));
}

/** What they come to together. */
export function sumOf(all: readonly Sample[], name: string, labels: Readonly<Record<string, string>> = {}): number {
  return samplesOf(all, name, labels).reduce((sum, { value }) => sum + value, 0);
}
