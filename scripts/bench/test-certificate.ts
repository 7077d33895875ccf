import { join } from 'node:path';
import { runProgram } from './run-program.ts';

export interface TestCertificate {
  keyFile: string;
  /** Also what a client has to trust: it is signed by itself. */
  certFile: string;
}

/** Makes a certificate for `localhost` in a folder, of the kind that the hosts of today have. */
export async function makeCertificate(dir: string): Promise<TestCertificate> {
  const [keyFile, certFile] = [join(dir, 'upstream-key.pem'), join(dir, 'upstream-cert.pem')];
  const kind = ['-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2'];
  const name = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost'];
  await runProgram('openssl', ['req', ...kind, ...name, '-keyout', keyFile, '-out', certFile]);
  return { keyFile, certFile };
}
