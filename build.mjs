// Bundles src/ into dist/: one small entry, and a chunk for each thing that a command loads only when it needs it.
import { readFile, rm, writeFile } from 'node:fs/promises';
import { build } from 'esbuild';
import { billOfMaterials, inlinedPackages, licenceTexts } from './packaging/inlined.mjs';

/**
 * kube/plugin.ts needs client-node's KubeConfig alone. Its config.js also imports the generated API (800 model files,
 * 1.5 MB) and node-fetch, for a client that kubesvc does not use: both are cut off here.
 */
const cutOffGeneratedApi = {
  name: 'cut-off-generated-api',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /\/gen\/index\.js$/ }, ({ importer }) =>
      importer.endsWith('client-node/dist/config.js') ? { path: 'gen', namespace: 'stub' } : undefined,
    );
    onResolve({ filter: /^node-fetch$/ }, () => ({ path: 'fetch', namespace: 'stub' }));
    onLoad({ filter: /^gen$/, namespace: 'stub' }, () => ({
      contents:
        'export const createConfiguration = () => { throw new Error("not bundled"); }; export class ServerConfiguration {}',
    }));
    onLoad({ filter: /^fetch$/, namespace: 'stub' }, () => ({ contents: 'export class Headers {}' }));
  },
};

// dist/standalone stays: it is made from this, and takes longer.
for (const old of ['dist/main.js', 'dist/chunks']) await rm(old, { recursive: true, force: true });
const { metafile } = await build({
  entryPoints: ['src/main.ts'],
  outdir: 'dist',
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  chunkNames: 'chunks/[name]-[hash]',
  metafile: true,
  legalComments: 'none',
  // The shells' scripts, which `completion` prints as they are.
  loader: { '.bash': 'text', '.fish': 'text', '.ps1': 'text', '': 'text' },
  plugins: [cutOffGeneratedApi],
  // Bundled CommonJS packages still ask for node's own modules with require.
  banner: {
    js: "import { createRequire as $createRequire } from 'node:module'; const require = $createRequire(import.meta.url);",
  },
});
await writeFile('dist/meta.json', JSON.stringify(metafile));
const packages = await inlinedPackages(metafile);
await writeFile('dist/THIRD-PARTY-LICENSES.txt', licenceTexts(packages));
const self = JSON.parse(await readFile('package.json', 'utf8'));
await writeFile('dist/sbom.cdx.json', billOfMaterials(self, packages));
