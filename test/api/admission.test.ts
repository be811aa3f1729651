import { afterAll, beforeAll, beforeEach, expect, inject, test, vi } from 'vitest';
import { must, onCluster } from '../support/cluster.ts';

/** What a cluster's own policies refuse; a webhook answers in the same form. */
onCluster('a policy that refuses', ({ namespace, kubesvc, kubectl, apply }) => {
  const own = inject('own');
  const nodePort = { type: 'NodePort', ports: [{ port: 80 }] };
  const rule = { apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE', 'UPDATE'], resources: ['services'] };
  const namespaceSelector = { matchLabels: { 'kubernetes.io/metadata.name': namespace } };
  beforeAll(async () => {
    if (!own) return;
    const of = (kind: string, spec: object, name = namespace) =>
      apply(JSON.stringify({ apiVersion: 'admissionregistration.k8s.io/v1', kind, metadata: { name }, spec }));
    const denied = `object.metadata.name != 'kept' || (object.spec.type == 'ClusterIP' && object.spec.clusterIP != 'None')`;
    await of('ValidatingAdmissionPolicy', {
      matchConstraints: { resourceRules: [rule] },
      validations: [
        { expression: `${denied} || object.spec.type == 'ExternalName'`, message: 'ask the platform team' },
      ],
    });
    await of('ValidatingAdmissionPolicyBinding', {
      policyName: namespace,
      validationActions: ['Deny'],
      matchResources: { namespaceSelector },
    });
    await must(kubectl('create', 'service', 'clusterip', 'kept', '--tcp=80'));
    const patch = ['patch', 'service', 'kept', '-p', JSON.stringify({ spec: nodePort }), '--dry-run=server'];
    await vi.waitUntil(async () => (await kubectl(...patch)).code === 1, { timeout: 60_000, interval: 200 });
  }, 90_000);
  afterAll(async () => {
    if (own) await must(kubectl('delete', 'validatingadmissionpolicybinding,validatingadmissionpolicy', namespace));
  });
  beforeEach(async () => {
    await must(kubectl('delete', 'services', '--all'));
    for (const name of ['kept', 'free', 'last'])
      await must(kubectl('create', 'service', 'clusterip', name, '--tcp=80'));
  });

  const words = `: ValidatingAdmissionPolicy '${namespace}' with binding '${namespace}' denied request: ask the platform team`;

  test.runIf(own)('in its own words, which are those that kubectl prints', async () => {
    const theirs = await kubectl('patch', 'service', 'kept', '-p', JSON.stringify({ spec: nodePort }));
    expect(await kubesvc('edit', 'type', 'kept', 'NodePort')).toEqual(theirs);
    expect(theirs).toEqual({ code: 1, stdout: '', stderr: `The services "kept" is invalid: ${words}\n` });
  });

  test.runIf(own)('one of several: the others are changed all the same', async () => {
    expect(await kubesvc('edit', 'type', 'free', 'kept', 'last', 'NodePort')).toEqual({
      code: 1,
      stdout: 'service/free edited\nservice/last edited\n',
      stderr: `The services "kept" is invalid: ${words}\n`,
    });
  });

  test.runIf(own)('what a mutating policy makes otherwise is no success', { timeout: 90_000 }, async () => {
    const of = (kind: string, spec: object) =>
      apply(
        JSON.stringify({ apiVersion: 'admissionregistration.k8s.io/v1', kind, metadata: { name: namespace }, spec }),
      );
    await of('MutatingAdmissionPolicy', {
      matchConstraints: { resourceRules: [{ ...rule, operations: ['UPDATE'] }] },
      reinvocationPolicy: 'Never',
      // It acts for a moment after it was deleted: on nothing that another test looks at.
      matchConditions: [{ name: 'own', expression: "object.metadata.name == 'mutable'" }],
      mutations: [
        {
          patchType: 'ApplyConfiguration',
          applyConfiguration: { expression: 'Object{spec: Object.spec{type: "LoadBalancer"}}' },
        },
      ],
    });
    await of('MutatingAdmissionPolicyBinding', { policyName: namespace, matchResources: { namespaceSelector } });
    await must(kubectl('create', 'service', 'clusterip', 'mutable', '--tcp=80'));
    try {
      const patch = ['patch', 'service', 'mutable', '-o', 'jsonpath={.spec.type}', '--dry-run=server', '-p'];
      const acts = async () => (await kubectl(...patch, JSON.stringify({ spec: nodePort }))).stdout === 'LoadBalancer';
      await vi.waitUntil(acts, { timeout: 60_000, interval: 200 });
      expect(await kubesvc('edit', 'type', 'mutable', 'NodePort')).toEqual({
        code: 1,
        stdout: '',
        stderr:
          'error: service "mutable" was sent as NodePort and stored as LoadBalancer: a mutating webhook or policy of the cluster makes it so\n',
      });
    } finally {
      await must(kubectl('delete', 'mutatingadmissionpolicybinding,mutatingadmissionpolicy', namespace));
    }
  });

  test.runIf(own)('the second step of two: the Service gets back what it had', async () => {
    const before = await must(kubectl('get', 'service', 'kept', '-o', 'jsonpath={.spec}'));
    const { code, stdout, stderr } = await kubesvc('edit', 'type', 'kept', 'headless', '--recreate', '--yes');
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain(`service/kept was put back as it was\nThe services "kept" is invalid: ${words}\n`);
    expect(await must(kubectl('get', 'service', 'kept', '-o', 'jsonpath={.spec}'))).toEqual(before);
  });
});
