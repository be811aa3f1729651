import { expect, test } from 'vitest';
import { connect } from '../../src/kube/connect.ts';
import { snapshot, snapshotMany } from '../../src/probe/snapshot.ts';
import { must, onCluster } from '../support/cluster.ts';

onCluster('a snapshot', ({ namespace, env, kubectl, apply }) => {
  const asked = { now: new Date('2026-01-02T03:04:05Z'), signal: new AbortController().signal };
  const kube = (flags = {}) =>
    connect({ namespace, ...flags }, { env, userAgent: 'kubesvc/test', warn: (text) => expect(text).toBe('') });

  test('of many Services is the one of each', async () => {
    for (const name of ['web', 'db', 'cache'])
      await must(kubectl('create', 'service', 'clusterip', name, '--tcp=80', '--dry-run=none'));
    await apply(
      ['web-1', 'web-2', 'db-1', 'odd']
        .map(
          (name) =>
            `apiVersion: v1\nkind: Pod\nmetadata: {name: ${name}, labels: {app: ${name.split('-')[0]}}}\nspec: {containers: [{name: c, image: alpine}]}\n`,
        )
        .join('---\n'),
    );
    const client = await kube();
    const many = await snapshotMany(client, { namespace }, asked);
    expect(
      many.map(({ service, selected }) => [service.metadata.name, selected.map((pod) => pod.metadata.name)]),
    ).toEqual([
      ['cache', []],
      ['db', ['db-1']],
      ['web', ['web-1', 'web-2']],
    ]);
    for (const facts of many) {
      const one = await snapshot(client, facts.service.metadata.name, asked);
      const { kind: _kind, apiVersion: _version, ...service } = one.service;
      const nodes = undefined; // read where one of the Services needs them, which is the others' doing here
      // Looked for only where one Service is asked for, and no pod is its own.
      const explained = one.explained && { ...one.explained, elsewhere: undefined };
      const { now } = facts; // each is of its own moment, by the server's clock, which tells seconds
      expect({ ...one, now, service, nodes, explained }).toEqual({
        ...facts,
        service: expect.objectContaining(service),
        nodes,
      });
      expect(one.skipped).toEqual([]);
      expect(one.namespaces).toMatchObject({ [namespace]: { 'kubernetes.io/metadata.name': namespace } });
    }
  });

  test('names each right that is missing, and goes on', async () => {
    await must(kubectl('create', 'role', 'reader', '--verb=get,list', '--resource=services,pods'));
    await must(kubectl('create', 'rolebinding', 'reader', '--role=reader', '--user=jane'));
    const facts = await snapshot(await kube({ as: 'jane' }), 'web', asked);
    expect(facts.selected).toHaveLength(2);
    expect(facts.slices).toBeUndefined();
    expect(facts.policies).toBeUndefined();
    expect(facts.skipped).toContainEqual({
      check: 'endpoints',
      right: `list endpointslices.discovery.k8s.io in namespace ${namespace}`,
    });
    expect(facts.skipped).toContainEqual({ check: 'cluster DNS', right: 'get services in namespace kube-system' });
  });
});
