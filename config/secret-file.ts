import { readFileSync } from 'node:fs';
import { stripped } from './variable.ts';

/** The variables whose value is a secret. Each may be read from a file instead, whose path is in `…_FILE`. */
const SECRETS = ['DATABASE_URL', 'AUTH_SECRET', 'JWT_SECRET', 'METRICS_TOKEN'] as const;

export const SECRET_FILES: readonly string[] = SECRETS.map((name) => `${name}_FILE`);

type Variables = Readonly<Record<string, string | undefined>>;

/**
 * Reads the secrets that are in files. Returns the variables including these secrets, and the mistakes in the variables
 * `…_FILE`. A line feed at the end of a file is not part of the secret.
 */
export function readSecrets(variables: Variables): {
  readonly values: Variables;
  readonly mistakes: readonly string[];
} {
  const values = { ...variables };
  const mistakes: string[] = [];
  for (const name of SECRETS) {
    values[name] = stripped(variables[name] ?? '');
    const file = stripped(variables[`${name}_FILE`] ?? '');
    if (file === '') continue;
    if (values[name] !== '') mistakes.push(`${name}_FILE must not be set together with ${name}: set one of them`);
    else {
      try {
        values[name] = readFileSync(file, 'utf8').replace(/\n$/, '');
        if (values[name].trim() === '')
          mistakes.push(`${name}_FILE must name a file that holds the secret: ${file} is blank`);
      } catch (error) {
        mistakes.push(`${name}_FILE must name a readable file: ${file}: ${(error as Error).message.split(',')[0]}`);
      }
    }
  }
  return { values, mistakes };
}
