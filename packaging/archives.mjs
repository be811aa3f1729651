// One .tar.gz for each executable in dist/standalone, with the licences, as krew and people download them.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const folder = join(root, 'dist', 'standalone');
const executables = (await readdir(folder)).filter((file) => /^kubesvc-[a-z]+-[a-z0-9]+(\.exe)?$/.test(file)).sort();
const sums = [];
for (const file of executables) {
  const stage = await mkdtemp(join(tmpdir(), 'kubesvc-archive-'));
  await cp(join(folder, file), join(stage, file.endsWith('.exe') ? 'kubesvc.exe' : 'kubesvc'));
  await cp(join(root, 'LICENSE'), join(stage, 'LICENSE'));
  await cp(join(root, 'dist', 'THIRD-PARTY-LICENSES.txt'), join(stage, 'THIRD-PARTY-LICENSES.txt'));
  const archive = join(folder, `${file.replace(/\.exe$/, '')}.tar.gz`);
  execFileSync('tar', ['-czf', archive, '-C', stage, ...(await readdir(stage)).sort()]);
  await rm(stage, { recursive: true });
  sums.push(
    `${createHash('sha256')
      .update(await readFile(archive))
      .digest('hex')}  ${file.replace(/\.exe$/, '')}.tar.gz\n`,
  );
}
await writeFile(join(folder, 'SHA256SUMS'), sums.join(''));
