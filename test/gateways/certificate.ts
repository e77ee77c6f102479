import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { temporaryFolder } from '../support/embedded-mongodb.js';

/** Creates a self-signed certificate for names, with OpenSSL. @returns the paths of the files */
export function createCertificate(...names: readonly string[]): { certificate: string; key: string } {
  const folder = temporaryFolder();
  const [certificate, key] = [join(folder, 'certificate.pem'), join(folder, 'key.pem')];
  const { status, stderr } = spawnSync(
    'openssl',
    [
      ...'req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 1 -subj /CN=localhost'.split(
        ' ',
      ),
      ...['-addext', `subjectAltName=${names.map((name) => `DNS:${name}`).join()}`],
      ...['-keyout', key, '-out', certificate],
    ],
    { encoding: 'utf8' },
  );
  if (status !== 0) throw new Error(stderr);
  return { certificate, key };
}
