import { readFileSync } from 'node:fs';

/** Returns the mistake in the files of a TLS certificate and its key; undefined if there is none. */
export function tlsMistake(cert: string, key: string): string | undefined {
  if (cert === '' && key === '') return undefined;
  if (cert === '') return 'TLS_CERT must be set together with TLS_KEY';
  if (key === '') return 'TLS_KEY must be set together with TLS_CERT';
  try {
    const [certificate, privateKey] = [readFileSync(cert), readFileSync(key)];
    process.getBuiltinModule('node:tls').createSecureContext({ cert: certificate, key: privateKey });
    return undefined;
  } catch (error) {
    const reason = (error as Error).message;
    return `TLS_CERT and TLS_KEY must name readable PEM files of a certificate and of its key: ${cert}, ${key}: ${reason}`;
  }
}
