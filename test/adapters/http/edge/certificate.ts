import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { get } from 'node:https';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { TLSSocket } from 'node:tls';
import { expect } from 'chai';
import { temporaryFolder } from '../../../../tools/support/temporary-folder.ts';

/** Makes a self-signed certificate and its key for a host name. Returns the folder that contains both files. */
export function certificate(name: string): string {
  const folder = temporaryFolder();
  const files = ['-keyout', join(folder, 'key'), '-out', join(folder, 'cert')];
  const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'];
  const { status } = spawnSync('openssl', ['req', '-x509', ...curve, ...files, '-subj', `/CN=${name}`]);
  expect(status, 'openssl').to.equal(0);
  return folder;
}

/** Sends a GET over https. Returns the answer, and the name in the server's certificate. */
export async function getSecurely(url: string) {
  const request = get(url, { rejectUnauthorized: false, agent: false });
  const [response] = await once(request, 'response');
  const { subject } = (response.socket as TLSSocket).getPeerCertificate();
  return { status: response.statusCode, name: subject.CN, text: await text(response) };
}
