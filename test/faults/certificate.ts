import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A certificate that nobody has signed but itself. */
export function certificate(): { crt: string; key: string } {
  const folder = mkdtempSync(join(tmpdir(), 'kubesvc-tls-'));
  try {
    const [crt, key] = [join(folder, 'tls.crt'), join(folder, 'tls.key')];
    execFileSync(
      'openssl',
      ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=web', '-keyout', key, '-out', crt],
      {
        stdio: 'ignore',
      },
    );
    return { crt: readFileSync(crt, 'utf8'), key: readFileSync(key, 'utf8') };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
