import { expect, inject, test } from 'vitest';
import { connect } from '../../src/kube/connect.ts';
import { apiVersionOf } from '../../src/service/kinds.ts';
import { must, onCluster } from '../support/cluster.ts';

const rollouts = `
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: rollouts.kubesvc-test.example}
spec:
  group: kubesvc-test.example
  scope: Namespaced
  names: {plural: rollouts, singular: rollout, kind: Rollout, listKind: RolloutList, shortNames: [kro]}
  versions:
  - &version
    name: v1beta1
    served: true
    storage: true
    schema: {openAPIV3Schema: {type: object, x-kubernetes-preserve-unknown-fields: true}}
  - {<<: *version, name: v1alpha1, storage: false, deprecated: true, deprecationWarning: 'v1alpha1 of "rollouts" is old'}
`;

const client = () =>
  connect({}, { env: { KUBECONFIG: inject('kubeconfig') }, userAgent: 'kubesvc/test', warn: () => {}, log: () => {} });

onCluster('kinds that are not built in', ({ apply, kubesvc, kubectl }) => {
  test('a custom resource by all its names', async () => {
    await apply(rollouts);
    const kube = await client();
    const kind = await served(async () => (await client()).resolve('rollouts.kubesvc-test.example'));
    expect(kind).toEqual({
      group: 'kubesvc-test.example',
      version: 'v1beta1',
      kind: 'Rollout',
      plural: 'rollouts',
      singular: 'rollout',
      shortNames: ['kro'],
      namespaced: true,
    });
    for (const word of ['rollouts', 'rollout', 'kro', 'kro.kubesvc-test.example', 'rollouts.kubesvc-test']) {
      expect(await kube.resolve(word)).toEqual(kind);
    }
    expect(await kube.resolve('rollouts.v1alpha1.kubesvc-test.example')).toEqual({ ...kind, version: 'v1alpha1' });
    expect(await kube.kindOf({ apiVersion: apiVersionOf(kind), kind: 'Rollout' })).toEqual(kind);
    expect(await kube.resolve('ns')).toMatchObject({ kind: 'Namespace', namespaced: false });
  });

  test('warnings of the server, and warnings as errors', async () => {
    await apply(rollouts);
    const path = '/apis/kubesvc-test.example/v1alpha1/rollouts';
    await served(async () => must(kubesvc('get', '--raw', path)));
    for (const flags of [[], ['--warnings-as-errors']]) {
      const ours = await kubesvc('get', '--raw', path, ...flags);
      expect(ours).toEqual(await kubectl('get', '--raw', path, ...flags));
      expect(ours.stderr).toContain('Warning: v1alpha1 of "rollouts" is old\n');
      expect(ours.code).toBe(flags.length);
    }
  });

  test('what the server does not have', async () => {
    const theirs = await kubectl('expose', 'foo', 'bar', '--port=80');
    expect(await kubesvc('expose', 'foo', 'bar', '--port=80')).toEqual(theirs);
    expect(theirs).toEqual({ code: 1, stdout: '', stderr: 'error: the server doesn\'t have a resource type "foo"\n' });
  });
});

/** A new definition takes a moment until the server serves it. */
async function served<T>(ask: () => Promise<T>): Promise<T> {
  for (let attempt = 0; attempt < 50; attempt++) {
    try {
      return await ask();
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
  return ask();
}
