import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** Tests of the built package need it built from the sources they stand beside. */
export default function build(): void {
  execFileSync(process.execPath, ['build.mjs'], { cwd: fileURLToPath(new URL('../..', import.meta.url)) });
}
