import { describe, inject, test } from 'vitest';
import type { Outcome } from '../support/built.ts';
import { beside, words } from './beside.ts';

/**
 * Where `expose` and `create service` answer otherwise than kubectl, both answers in one golden file each, with the number
 * of the row in docs/differences.md. Nothing is created: the lines are dry runs, or are refused.
 */

const container = (...ports: string[]) => `{name: c, image: i, ports: [${ports.join(', ')}]}`;
const pod = (name: string, labels: string, ...containers: string[]) =>
  `{apiVersion: v1, kind: Pod, metadata: {name: ${name}, labels: ${labels}}, spec: {containers: [${containers.join(', ')}]}}`;
const workload = (apiVersion: string, kind: string, spec: string, ...ports: string[]) =>
  `{apiVersion: ${apiVersion}, kind: ${kind}, metadata: {name: w, labels: {app: w}}, spec: {${spec}template: {metadata: {labels: {app: w, tier: t}}, spec: {containers: [${container(...ports)}]}}}}`;

const http = '{name: http, containerPort: 8080}';
const deployment = workload('apps/v1', 'Deployment', 'selector: {matchLabels: {app: w}}, ', http);
const statefulSet = workload(
  'apps/v1',
  'StatefulSet',
  'serviceName: w-names, selector: {matchLabels: {app: w}}, ',
  http,
);
const cronJob = `{apiVersion: batch/v1, kind: CronJob, metadata: {name: w}, spec: {jobTemplate: {spec: {template: {metadata: {labels: {app: w}}, spec: {containers: [${container(http)}]}}}}}}`;
const twins = pod(
  'twins',
  '{app: twins}',
  container('{name: dns, containerPort: 53, protocol: UDP}', '{name: dns-tcp, containerPort: 53}'),
);
const source =
  '{apiVersion: v1, kind: Service, metadata: {name: s}, spec: {selector: {a: b}, ports: [{name: web, port: 80, targetPort: http, nodePort: 30080, appProtocol: http}, {name: tls, port: 443, targetPort: 8443}]}}';
const overrides = (json: string, type = 'merge') =>
  `expose -f - --override-type=${type} '--overrides=${json}' --dry-run=client -o yaml`;

const rows: [title: string, manifest: string, ...lines: string[]][] = [
  [
    '01 several objects',
    [
      pod('one', '{app: one}', container('{containerPort: 80}')),
      pod('two', '{app: two}', container('{containerPort: 81}')),
    ].join('\n---\n'),
    'expose -f - --dry-run=client -o yaml',
  ],
  [
    '02 the namespace of a manifest',
    deployment.replace('metadata: {', 'metadata: {namespace: prod, '),
    'expose -f - --dry-run=client -o jsonpath={.metadata.namespace}',
  ],
  [
    '03 one port in two containers',
    pod('p', '{app: p}', container('{containerPort: 80}'), container('{containerPort: 80}').replace('c,', 'd,')),
    'expose -f - --dry-run=client -o jsonpath={.spec.ports}',
  ],
  ['04 a Service', source, 'expose -f - --name=copy --dry-run=client -o jsonpath={.spec.ports}'],
  ['05 another port than the only one', deployment, 'expose -f - --port=80 --dry-run=client -o jsonpath={.spec.ports}'],
  [
    '06 expressions',
    workload('apps/v1', 'Deployment', 'selector: {matchExpressions: [{key: tier, operator: In, values: [t]}]}, ', http),
    'expose -f - --dry-run=client -o jsonpath={.spec.selector}',
  ],
  [
    '06 expressions that no label satisfies',
    workload('apps/v1', 'Deployment', 'selector: {matchExpressions: [{key: tier, operator: In, values: [x]}]}, ', http),
    'expose -f - --dry-run=client -o jsonpath={.spec.selector}',
  ],
  [
    '07 a StatefulSet',
    statefulSet,
    'expose -f - --dry-run=client -o yaml',
    'expose -f - --cluster-ip=None --dry-run=client -o yaml',
  ],
  [
    '07 a DaemonSet',
    workload('apps/v1', 'DaemonSet', 'selector: {matchLabels: {app: w}}, ', http),
    'expose -f - --dry-run=client -o yaml',
  ],
  ['07 a Job', workload('batch/v1', 'Job', '', http), 'expose -f - --dry-run=client -o yaml'],
  ['07 a CronJob', cronJob, 'expose -f - --dry-run=client -o yaml'],
  [
    '07 a custom resource',
    workload('argoproj.io/v1alpha1', 'Rollout', 'selector: {matchLabels: {app: w}}, ', http),
    'expose -f - --dry-run=client -o yaml',
  ],
  [
    '08 a ReplicationController without selector',
    workload('v1', 'ReplicationController', '', http),
    'expose -f - --dry-run=client -o jsonpath={.spec.selector}',
  ],
  [
    '09 ports that are none',
    deployment,
    ...['http', '0', '99999', '5000000000'].map(
      (port) => `expose -f - --port=${port} --dry-run=client -o jsonpath={.spec.ports}`,
    ),
  ],
  [
    '10 words in any case',
    deployment,
    'expose -f - --protocol=udp --type=nodeport --dry-run=client -o jsonpath={.spec.ports[0].protocol}/{.spec.type}',
    'expose -f - --session-affinity=clientip --dry-run=client -o jsonpath={.spec.sessionAffinity}',
    'expose -f - --cluster-ip=none --dry-run=client -o jsonpath={.spec.clusterIP}',
  ],
  [
    '11 selectors of sets',
    deployment,
    `expose -f - --selector=a!=b --dry-run=client -o jsonpath={.spec.selector}`,
    `expose -f - '--selector=a in (b)' --dry-run=client -o jsonpath={.spec.selector}`,
  ],
  [
    '12 names',
    pod(`${'n'.repeat(62)}-long`, '{app: p}', container(http)),
    'expose -f - --dry-run=client -o name',
    'expose -f - --dry-run=client --name=a.b -o name',
  ],
  ['12 a name with dots', pod('my.pod', '{app: p}', container(http)), 'expose -f - --dry-run=client -o name'],
  [
    '13 several external addresses',
    deployment,
    'expose -f - --external-ip=192.0.2.1,192.0.2.2 --dry-run=client -o jsonpath={.spec.externalIPs}',
  ],
  [
    '14 a load balancer address without load balancer',
    deployment,
    'expose -f - --load-balancer-ip=192.0.2.1 --dry-run=client -o jsonpath={.spec}',
  ],
  [
    '15 save-config',
    deployment,
    'expose -f - --save-config --dry-run=client -o yaml',
    'create service clusterip web --tcp=80 --save-config --dry-run=client -o yaml',
  ],
  [
    '16 errors of the server',
    '',
    'create service clusterip web --tcp=80 -n nowhere',
    'create service clusterip web --tcp=80 --clusterip=192.0.2.1 -n default --dry-run=server',
  ],
  [
    '17 a dot at the end',
    '',
    'create service externalname web --external-name=example.com. --dry-run=client -o jsonpath={.spec.externalName}',
  ],
  ['18 no server', deployment, 'expose -f - --server=http://127.0.0.1:1 --dry-run=client'],
  [
    '26 texts of parsers',
    '',
    'create service clusterip web --tcp=x --dry-run=client',
    'create service clusterip web --tcp=65536 --dry-run=client',
    'create service nodeport web --tcp=80 --node-port=x --dry-run=client',
    'create service nodeport web --tcp=80 --save-config=perhaps --dry-run=client',
  ],
  [
    '27 what the server will refuse',
    deployment,
    'expose -f - --protocol=FOO --dry-run=client',
    'expose -f - --type=Foo --dry-run=client',
    'expose -f - --type=ExternalName --dry-run=client',
    'expose -f - --type=NodePort --cluster-ip=None --dry-run=client',
    'expose -f - --external-ip=1.2.3 --dry-run=client',
    'expose -f - --cluster-ip=010.0.0.1 --dry-run=client',
    'expose -f - --target-port=UPPER --dry-run=client',
    'expose -f - --port=80,80 --dry-run=client',
    'expose -f - --labels=a=- --dry-run=client',
    'create service clusterip Web --tcp=80 --dry-run=client',
    'create service clusterip web --tcp=80 --tcp=80 --dry-run=client',
    'create service clusterip web --tcp=0 --dry-run=client',
    'create service nodeport web --tcp=80,81 --node-port=30080 --dry-run=client',
    'create service nodeport web --tcp=80 --node-port=70000 --dry-run=client',
  ],
  [
    '28 overrides',
    deployment,
    overrides('{"spec":{"bogus":1}}'),
    overrides('{"spec":{"clusterIp":"None"}}'),
    overrides('{"kind":"Pod"}'),
    overrides('{"apiVersion":"v9"}'),
    overrides('{"spec":{"ports":"x"}}'),
    overrides('{"spec":{"ports":[{"port":"80"}]}}'),
    overrides('{bad', 'strategic'),
    overrides('{}', 'json'),
    overrides('[{"op":"bad","path":"/x"}]', 'json'),
    overrides('{"spec":{"ports":[{"name":"x"}]}}', 'strategic'),
  ],
  ['29 a type that is none', '', 'create service lb web --tcp=80'],
  [
    '31 a target of another protocol',
    twins,
    'expose -f - --target-port=dns-tcp --dry-run=client -o jsonpath={.spec.ports}',
  ],
  [
    '32 all namespaces, record',
    deployment,
    'expose deployment web -A',
    'expose -f - --record --dry-run=client -o yaml',
  ],
];

const shown = (name: string, line: string, { code, stdout, stderr }: Outcome) =>
  [`$ ${name} ${line}`, stdout.trimEnd(), stderr.trimEnd(), `exit ${code}`].filter((part) => part !== '').join('\n');

describe.skipIf(inject('missing') !== '').concurrent('otherwise than kubectl', () => {
  test.for(rows)('%s', async ([title, manifest, ...lines], { expect }) => {
    const blocks: string[] = [];
    for (const line of lines) {
      const { theirs, ours } = await beside(words(line), manifest);
      expect(ours).not.toEqual(theirs);
      blocks.push(`${shown('kubectl', line, theirs)}\n${shown('kubesvc', line, ours)}\n`);
    }
    await expect(blocks.join('\n')).toMatchFileSnapshot(`../golden/differences/${title.replaceAll(' ', '-')}.txt`);
  });
});
