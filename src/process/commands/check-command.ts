import { readSettings } from '../../../config/env.ts';

/**
 * Prints each variable of the configuration with its value, but not the values of secrets.
 *
 * @throws ConfigError that names every mistake in the configuration
 */
export function check({ json = false }: { readonly json?: boolean }): void {
  const settings = readSettings();
  if (json) {
    const object = Object.fromEntries(settings.map(({ name, value, source }) => [name, { value, source }]));
    process.stdout.write(`${JSON.stringify(object, null, 2)}\n`);
    return;
  }
  const widthOf = (texts: readonly string[]) => Math.max(...texts.map((text) => text.length));
  const [names, values] = [widthOf(settings.map(({ name }) => name)), widthOf(settings.map(({ value }) => value))];
  for (const { name, value, source } of settings)
    process.stdout.write(`${name.padEnd(names)}  ${value.padEnd(values)}  ${source}\n`);
  process.stderr.write('The configuration is right\n');
}
