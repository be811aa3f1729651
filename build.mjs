// Bundles src/ into dist/: one small entry, and a chunk for each thing that a command loads only when it needs it.
// CommonJS, because Node starts it without its ES module loader (6 of 49 ms on Node 20); rolldown, because it keeps all that
// every start needs in one file.
import { readFile, rm, writeFile } from 'node:fs/promises';
import { relative } from 'node:path';
import { rolldown } from 'rolldown';
import { billOfMaterials, inlinedPackages, licenceTexts } from './packaging/inlined.mjs';

/** Modules that are cut off, and what stands in their place: [asked for as, by, source]. */
const stubs = [
  // kube/oidc.ts takes client-node's reader of tokens. Its client hands openid-client a text where that wants a URL, and has
  // never refreshed a token: kube/oidc-issuer.ts does.
  [
    /^openid-client$/,
    /client-node\/dist\/oidc_auth\.js$/,
    'export const discovery = undefined; export const refreshTokenGrant = undefined;',
  ],
  // The same object as the global one, which is there without a module to load.
  [/^node:process$/, /(commander|src)\/.*\.[jt]s$/, 'module.exports = globalThis.process;'],
  // For subcommands that are programs of their own: there are none, and the module takes a millisecond to load.
  [/^node:child_process$/, /commander\/lib\/command\.js$/, 'module.exports = {};'],
];

const cutOff = {
  name: 'cut-off',
  resolveId(asked, importer = '') {
    const index = stubs.findIndex(([module, by]) => module.test(asked) && by.test(importer.replaceAll('\\', '/')));
    return index < 0 ? undefined : `\0stub-${index}`;
  },
  load(id) {
    const [, index] = /^\0stub-(\d+)$/.exec(id) ?? [];
    return index === undefined ? undefined : stubs[index][2];
  },
};

/** The shells' scripts, which `completion` prints as they are. */
const asText = {
  name: 'as-text',
  load: {
    filter: { id: /[\\/]completions[\\/](_kubesvc|kubesvc\.(bash|fish|ps1))$/ },
    handler: async (id) => ({ code: `export default ${JSON.stringify(await readFile(id, 'utf8'))}`, moduleType: 'js' }),
  },
};

const modules = (folder, ...names) => new RegExp(`[\\\\/]src[\\\\/]${folder}[\\\\/](${names.join('|')})\\.ts$`);

/**
 * What is loaded together stands in one file, as each file costs a tenth of a millisecond: by the name of the file, its modules.
 * A module that is in none of these goes with whatever loads it.
 */
const together = {
  // Whatever nearly every command reads its words and prints with.
  command: [
    /[\\/]src[\\/]klog\.ts$/,
    modules(
      'cli',
      'asked-services',
      'csv',
      'manifest-options',
      'manifests',
      'options',
      'parse',
      'print',
      'services',
      'targets',
      'whole-number',
    ),
    modules('output', 'key-order', 'managed-fields', 'nesting', 'on-demand', 'printer', 'tabwriter', 'terminal'),
    modules('service', 'duration', 'kinds', 'spec', 'validate.text'),
  ],
  // A Service that is made.
  making: [
    modules('cli', 'faults', 'if-exists', 'parse-labels', 'parse-ports', 'record', 'service-options', 'wait-options'),
    modules(
      'service',
      'awaited',
      'change-type.(form|refuse)',
      'field-owners',
      'labels',
      'merge-patch',
      'ports',
      'schema',
      'selectors',
      'struct-order',
      'workload',
    ),
    modules('service.validate', '(?!text)[a-z]+'),
  ],
  manifests: [modules('cli', 'documents', 'manifest-(bytes|files|objects|url)'), modules('service', 'as-written')],
  settings: [
    modules(
      'kube',
      'credentials',
      'entries',
      'files',
      'kubeconfig',
      'kubeconfig-shape',
      'plain-yaml',
      'proxy',
      'settings',
    ),
  ],
  client: [modules('kube', 'connect', 'exchange', 'over-node', 'paths', 'status', 'transport')],
  // How Go prints a value.
  'go-format': [modules('output', 'go-float', 'go-format', 'go-value')],
  yaml: [modules('output', 'yaml', 'yaml-scalar', 'yaml-type')],
};

const escaped = (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;

/** V8 keeps a text of ASCII in half the room, and reads it in half the time. */
const asAscii = {
  name: 'as-ascii',
  generateBundle(_options, files) {
    for (const file of Object.values(files)) {
      if (file.type === 'chunk') file.code = file.code.replaceAll(/[^\x00-\x7f]/g, escaped);
    }
  },
};

// dist/standalone stays: it is made from this, and takes longer.
for (const old of ['dist/main.cjs', 'dist/chunks']) await rm(old, { recursive: true, force: true });
const bundle = await rolldown({
  input: 'src/main.ts',
  preserveEntrySignatures: 'allow-extension',
  platform: 'node',
  transform: { target: 'node20' },
  plugins: [cutOff, asText, asAscii],
  checks: { pluginTimings: false }, // how long it takes says something of the machine, not of the bundle
  // A module that is not there, for one: what works on this machine alone is not to be published.
  onwarn: ({ message }) => {
    throw new Error(message);
  },
});
const { output } = await bundle.write({
  dir: 'dist',
  format: 'cjs',
  entryFileNames: '[name].cjs',
  chunkFileNames: 'chunks/[name]-[hash].cjs',
  dynamicImportInCjs: false,
  comments: false,
  codeSplitting: {
    includeDependenciesRecursively: false,
    groups: [
      { name: 'start', tags: ['$initial'], priority: 2 },
      ...Object.entries(together).map(([name, some]) => ({ name, test: (id) => some.some((one) => one.test(id)) })),
    ],
  },
});
await bundle.close();

const source = (id) => relative(process.cwd(), id).replaceAll('\\', '/');
const chunks = output
  .filter(({ type }) => type === 'chunk')
  .map(({ fileName, code, imports, moduleIds }) => [
    fileName,
    { bytes: code.length, imports, sources: moduleIds.filter((id) => !id.startsWith('\0')).map(source) },
  ]);
// What the tests of the bundle and the licences go by: of each file its size, what it loads at once, and its sources.
await writeFile('dist/meta.json', JSON.stringify(Object.fromEntries(chunks), undefined, 1));
const packages = await inlinedPackages(chunks.flatMap(([, { sources }]) => sources));
await writeFile('dist/THIRD-PARTY-LICENSES.txt', licenceTexts(packages));
const self = JSON.parse(await readFile('package.json', 'utf8'));
await writeFile('dist/sbom.cdx.json', billOfMaterials(self, packages));
