import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { connect } from '../../src/kube/connect.ts';
import { userAgent } from '../../src/version.ts';
import { inProcess } from '../support/cli.ts';
import { must, onCluster } from '../support/cluster.ts';
import * as rows from './output-rows.ts';

const services = `
apiVersion: v1
kind: List
items:
- apiVersion: v1
  kind: Service
  metadata:
    name: balanced
    labels: {app: web, app.kubernetes.io/name: web, tier: front}
    annotations:
      html: "<a href='x'>&</a>"
      lines: "one\\n  two\\n\\nthree\\n"
      tab: "a\\tb"
      empty: ""
      number: "0017"
      umlaut: "Größe 👍 \\u2028"
      quote: "it's \\"quoted\\" \\\\"
      dotted.key/with-slash: v
      long: "word after word after word after word after word after word after word after word after word"
  spec:
    type: LoadBalancer
    ipFamilyPolicy: PreferDualStack
    loadBalancerSourceRanges: [10.0.0.0/8]
    selector: {app: web, tier: front}
    ports:
    - {name: http, port: 80, targetPort: 8080, appProtocol: http}
    - {name: https, port: 443, targetPort: tls}
    - {name: dns, port: 53, protocol: UDP}
- {apiVersion: v1, kind: Service, metadata: {name: plain}, spec: {selector: {app: plain}, ports: [{port: 80}]}}
- {apiVersion: v1, kind: Service, metadata: {name: headless, labels: {app: x}}, spec: {clusterIP: None, selector: {app: x}}}
- {apiVersion: v1, kind: Service, metadata: {name: node, labels: {app: "10"}}, spec: {type: NodePort, ports: [{name: a, port: 80}, {name: b, port: 53, protocol: UDP}]}}
- {apiVersion: v1, kind: Service, metadata: {name: outside}, spec: {type: ExternalName, externalName: db.example.com}}
- {apiVersion: v1, kind: Service, metadata: {name: affinity, labels: {app: "9"}}, spec: {sessionAffinity: ClientIP, sessionAffinityConfig: {clientIP: {timeoutSeconds: 86399}}, externalIPs: [192.0.2.7, 192.0.2.8], ports: [{port: 80}]}}
- {apiVersion: v1, kind: Service, metadata: {name: an-awfully-long-name-for-a-service-indeed}, spec: {ports: [{port: 1, protocol: SCTP}]}}
`;

const ingress = JSON.stringify({
  status: {
    loadBalancer: {
      ingress: [
        ...Array.from({ length: 12 }, (_, index) => ({ ip: `192.0.2.${index + 1}` })),
        { hostname: 'a1b2c3.elb.example.com' },
      ],
    },
  },
});

/** A row may name the Service before its expression; `balanced` has something of everything. */
function split(row: string): { name: string; text: string } {
  const [, name = 'balanced', text = ''] = /^(?:(headless|outside|affinity) )?(.*)$/s.exec(row) ?? [];
  return { name, text };
}

onCluster('every format beside kubectl', ({ kubectl, apply, namespace, env }) => {
  const kubesvc = (...args: string[]) =>
    inProcess(['-n', namespace, ...args], {
      env,
      connect: (flags) => connect(flags, { env, userAgent, warn: () => {} }),
    });
  const both = (...args: string[]) => Promise.all([kubesvc(...args), kubectl(...args)]);
  /** Where kubectl fails with a dump of Go values: what is wrong in one line, and nothing printed. */
  const oneLine = { code: 1, stdout: '', stderr: expect.stringMatching(/^error: [^\n]+: [^\n]+\n$/) as unknown };

  const folder = mkdtempSync(join(tmpdir(), 'kubesvc-output-'));
  beforeAll(async () => {
    await apply(services);
    await must(kubectl('patch', 'svc', 'balanced', '--subresource=status', '--type=merge', '-p', ingress));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  test.concurrent.each(rows.jsonpathOfOne)('jsonpath: %s', async (row) => {
    const { name, text } = split(row);
    const [ours, theirs] = await both('get', 'svc', name, '-o', `jsonpath=${text}`);
    expect(ours).toEqual({ ...theirs, code: 0 });
  });

  test.concurrent.each(rows.jsonpathOfAll)('jsonpath of a list: %s', async (text) => {
    const [ours, theirs] = await both('get', 'svc', '-o', `jsonpath=${text}`);
    expect(ours).toEqual({ ...theirs, code: 0 });
  });

  test.concurrent.each(rows.badJsonpath)('jsonpath that cannot be read: %s', async (text) => {
    const [ours, theirs] = await both('get', 'svc', 'plain', `-ojsonpath=${text}`);
    expect(ours).toEqual({ ...theirs, code: 1 });
  });

  test.concurrent.each(rows.failingJsonpath)('jsonpath that fails: %s', async (text) => {
    const [ours, theirs] = await both('get', 'svc', 'balanced', '-o', `jsonpath=${text}`);
    expect({ ours, theirs: theirs.code }).toEqual({ ours: oneLine, theirs: 1 });
  });

  test.concurrent.each(rows.jsonpathOfOne.filter((_, at) => at % 8 === 0))('jsonpath-as-json: %s', async (row) => {
    const { name, text } = split(row);
    const [ours, theirs] = await both('get', 'svc', name, '-o', `jsonpath-as-json=${text}`);
    expect(ours).toEqual(theirs);
  });

  test.concurrent.each(rows.templatesOfOne)('go-template: %s', async (row) => {
    const { name, text } = split(row);
    const [ours, theirs] = await both('get', 'svc', name, '-o', 'go-template', '--template', text);
    expect(ours).toEqual({ ...theirs, code: 0 });
  });

  test.concurrent.each(rows.templatesOfAll)('go-template of a list: %s', async (text) => {
    const [ours, theirs] = await both('get', 'svc', `--template=${text}`);
    expect(ours).toEqual(theirs);
  });

  test.concurrent.each(rows.badTemplates)('go-template that cannot be read: %s', async (text) => {
    const [ours, theirs] = await both('get', 'svc', 'plain', '-o', `go-template=${text}`);
    expect(ours).toEqual({ ...theirs, code: 1 });
  });

  test.concurrent.each(rows.failingTemplates)('go-template that fails: %s', async (text) => {
    const [ours, theirs] = await both('get', 'svc', 'balanced', '-o', `go-template=${text}`);
    expect({ ours, theirs: theirs.code }).toEqual({ ours: oneLine, theirs: 1 });
  });

  test.concurrent.each(rows.columns)('custom-columns: %s', async (text) => {
    const [ours, theirs] = await both('get', 'svc', '-o', `custom-columns=${text}`);
    expect(ours).toEqual({ ...theirs, code: 0 });
  });

  test.concurrent.each(rows.badColumns)('custom-columns that cannot be read: %s', async (text) => {
    const [ours, theirs] = await both('get', 'svc', '-o', `custom-columns=${text}`);
    expect(ours).toEqual({ ...theirs, code: 1 });
  });

  test.concurrent.each(rows.flags)('%s', async (line) => {
    const [ours, theirs] = await both(...line.split(' '));
    expect(ours).toEqual(theirs);
  });

  test.concurrent('a missing key may be refused', async () => {
    const strict = '--allow-missing-template-keys=false';
    for (const format of ['jsonpath={.nope}', 'go-template={{.nope}}']) {
      const [ours, theirs] = await both('get', 'svc', 'plain', '-o', format, strict);
      expect({ ours, theirs: theirs.code }).toEqual({ ours: oneLine, theirs: 1 });
    }
  });

  test.concurrent.each([
    ['jsonpath-file', '{.kind}{"\\n"}\n'],
    ['go-template-file', '{{range .spec.ports -}}\n{{.name}}\n{{end}}\n'],
    ['templatefile', '{{.kind}}'],
    ['custom-columns-file', 'NAME   TYPE\n.metadata.name   .spec.type\n'],
    ['custom-columns-file', 'NAME\n.metadata.name .spec.type\n'],
    ['custom-columns-file', 'NAME\n'],
  ])('%s: %j', async (format, text) => {
    const path = join(folder, `${format}-${text.length}`);
    writeFileSync(path, text);
    const [ours, theirs] = await both('get', 'svc', 'balanced', '-o', `${format}=${path}`);
    expect(ours).toEqual(theirs);
  });

  test.concurrent.each(rows.made)('create service clusterip %j', async (...flags) => {
    const [ours, theirs] = await both(
      'create',
      'service',
      'clusterip',
      'web',
      '--tcp=80:8080,443',
      '--dry-run=client',
      ...flags,
    );
    expect(ours).toEqual(theirs);
  });
});
