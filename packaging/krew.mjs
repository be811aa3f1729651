// `node packaging/krew.mjs REPOSITORY-URL`: the manifest for krew's index, of the archives in dist/standalone.
// The name follows krew's guide, which takes neither "kubesvc" (says kube again) nor "svc" (an abbreviation).
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const at = (path) => fileURLToPath(new URL(`../${path}`, import.meta.url));
const [repository] = process.argv.slice(2);
if (repository === undefined) throw new Error('name the URL of the repository whose releases have the archives');
const { version } = JSON.parse(readFileSync(at('package.json'), 'utf8'));
const sums = readFileSync(at('dist/standalone/SHA256SUMS'), 'utf8').trim().split('\n');

const platforms = sums.map((line) => {
  const [sum, archive] = line.split(/\s+/);
  const [, os, arch] = /^kubesvc-([a-z]+)-([a-z0-9]+)\.tar\.gz$/.exec(archive) ?? [];
  const bin = os === 'windows' ? 'kubesvc.exe' : 'kubesvc';
  return `  - selector:
      matchLabels:
        os: ${os}
        arch: ${arch === 'x64' ? 'amd64' : arch}
    uri: ${repository}/releases/download/v${version}/${archive}
    sha256: "${sum}"
    bin: ${bin}
    files:
    - from: ${bin}
      to: .
    - from: "*LICENSE*"
      to: .
`;
});

process.stdout.write(`apiVersion: krew.googlecontainertools.github.com/v1alpha2
kind: Plugin
metadata:
  name: service-tools
spec:
  version: v${version}
  homepage: ${repository}
  shortDescription: Create, change and prove Services
  description: |
    Makes Services from workloads, reads them, changes their type with one
    patch, and proves with a temporary pod that they can be reached, or says
    why not.
  platforms:
${platforms.join('')}`);
