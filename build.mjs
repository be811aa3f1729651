// Bundles src/ into dist/: one small entry, and a chunk for each thing that a command loads only when it needs it.
import { readFile, rm, writeFile } from 'node:fs/promises';
import { build } from 'esbuild';

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

await rm('dist', { recursive: true, force: true });
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
  minifyWhitespace: true, // less to read at every start; names stay, for the stack of a bug
  minifySyntax: true,
  // The shells' scripts, which `completion` prints as they are.
  loader: { '.bash': 'text', '.fish': 'text', '.ps1': 'text', '': 'text' },
  plugins: [cutOffGeneratedApi],
  // Bundled CommonJS packages still ask for node's own modules with require.
  banner: {
    js: "import { createRequire as $createRequire } from 'node:module'; const require = $createRequire(import.meta.url);",
  },
});
await writeFile('dist/meta.json', JSON.stringify(metafile));
await writeFile('dist/THIRD-PARTY-LICENSES.txt', await licences(metafile));

/** The licence of every package whose code is in the bundle. */
async function licences({ inputs }) {
  const folders = new Set(
    Object.keys(inputs).flatMap((file) => /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(file)?.slice(1) ?? []),
  );
  const parts = await Promise.all([...folders].sort().map(licenceOf));
  return `The executable code of kubesvc contains these packages.\n\n${parts.join('\n')}`;
}

async function licenceOf(folder) {
  const { name, version, license } = JSON.parse(await readFile(`${folder}/package.json`, 'utf8'));
  const { readdir } = await import('node:fs/promises');
  const file = (await readdir(folder)).find((entry) => /^licen[cs]e/i.test(entry));
  const text = file ? await readFile(`${folder}/${file}`, 'utf8') : '';
  return `--- ${name} ${version} (${license})\n\n${text.trim()}\n`;
}
