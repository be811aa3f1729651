/**
 * Imports go down only:
 *   bin -> main -> program -> commands -> { cli, service, diagnosis, probe, output, completion, editor } -> errors
 * kube/ stands behind cli/context: everybody may know the types of kube/client.ts, nobody may load kube/ but main.ts,
 * by import(). service/, diagnosis/, output/ and the pure files of probe/ know no network, no files, no clock.
 */
const only = (name, from, to, comment) => ({
  name,
  comment,
  severity: 'error',
  from: { path: from },
  to: { path: '^src/', pathNot: [...to, from] },
});

const client = '^src/kube/client\\.ts$'; // types alone; the rule below holds it to that
const errors = '^src/errors\\.ts$';
const deadline = '^src/deadline\\.ts$';
const klog = '^src/klog\\.ts$';
const yaml = '^src/yaml/';
const types = '^src/service/(types|kinds|duration)\\.ts$';

module.exports = {
  forbidden: [
    { name: 'no-circles', severity: 'error', from: {}, to: { circular: true } },
    only('errors-know-nothing', errors, [], 'errors.ts is the floor of the house'),
    only('yaml-knows-nothing', yaml, [], 'text -> value, in the meaning that kubectl gives it'),
    only('service-is-the-model', '^src/service/', [errors]),
    only('output-is-pure', '^src/output/', [errors, '^src/service/']),
    only('diagnosis-is-pure', '^src/diagnosis/', [errors, '^src/service/', client]),
    only('completion-is-pure', '^src/completion/', [errors, client, '^src/service/', '^src/output/visible\\.ts$']),
    only('deadline-knows-nothing', deadline, [], 'a clock, for who may have one'),
    only('klog-knows-nothing', klog, [], 'the head of a line of the log'),
    only('probe-is-handed-a-client', '^src/probe/', [
      errors,
      deadline,
      client,
      '^src/service/',
      '^src/diagnosis/',
      '^src/output/',
      '^src/cli/context\\.ts$',
    ]),
    only('waiting-looks-and-probes', '^src/wait/', [
      errors,
      deadline,
      client,
      '^src/service/',
      '^src/diagnosis/',
      '^src/probe/',
      '^src/output/',
      '^src/cli/context\\.ts$',
    ]),
    only('editor-is-handed-a-desk', '^src/editor/', [errors, '^src/service/']),
    only('kube-knows-the-model-only', '^src/kube/', [errors, klog, types, yaml]),
    only('cli-knows-no-command', '^src/cli/', [errors, deadline, klog, client, yaml, '^src/service/', '^src/output/']),
    {
      name: 'no-command-imports-another',
      severity: 'error',
      from: { path: '^src/commands/([^/]+)\\.ts$' },
      to: { path: '^src/(commands/|program|main)', pathNot: '^src/commands/$1\\.ts$' },
    },
    {
      name: 'commands-see-kube-as-types',
      severity: 'error',
      from: { path: '^src/commands/' },
      to: { path: '^src/kube/', pathNot: client },
    },
    {
      name: 'client-interface-is-types',
      comment: 'kube/client.ts must not be loaded at run time: import it with `import type`',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/kube/' },
      to: { path: client, dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'one-lazy-door',
      comment: 'the cluster is reached through import() of kube/connect.ts in main.ts, and nowhere else',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/(kube/|main\\.ts$)' },
      to: { path: '^src/kube/', pathNot: client },
    },
    {
      name: 'the-door-is-lazy',
      severity: 'error',
      from: { path: '^src/main\\.ts$' },
      to: { path: '^src/kube/', dependencyTypesNot: ['type-only', 'dynamic-import'] },
    },
    {
      name: 'client-node-under-kube-only',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/kube/' },
      to: { path: 'node_modules/@kubernetes/client-node' },
    },
    {
      name: 'pure-rooms-know-no-node',
      comment: 'time, randomness, files and the network come in as arguments',
      severity: 'error',
      from: {
        path: [
          '^src/(service|diagnosis|output|completion|yaml)/',
          '^src/probe/(?!(pod/(run|follow|remove|log)|local/(dial|datagram))\\.ts$)',
        ],
      },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'src-does-not-know-its-tests',
      severity: 'error',
      from: { path: '^src/' },
      to: { path: '^(test|bench|build)' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      extensions: ['.ts', '.js', '.json'],
      exportsFields: ['exports'],
      conditionNames: ['import', 'types', 'node', 'default'],
    },
  },
};
