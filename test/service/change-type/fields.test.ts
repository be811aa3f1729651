import { fc } from '../../support/seed.ts';
import { expect, test } from 'vitest';
import { forms } from '../../../src/service/change-type/form.ts';
import { planChange } from '../../../src/service/change-type/plan.ts';
import { applyMergePatch } from '../../../src/service/merge-patch.ts';
import type { Service } from '../../../src/service/types.ts';
import { UsageError } from '../../../src/errors.ts';

const strange = fc.dictionary(
  fc.stringMatching(/^new[A-Z][a-z]{1,5}$/),
  fc.oneof(fc.string(), fc.boolean(), fc.array(fc.integer())),
  {
    maxKeys: 3,
  },
);

const services = fc
  .record({
    type: fc.constantFrom('ClusterIP', 'NodePort', 'LoadBalancer', 'headless'),
    inSpec: strange,
    inPort: strange,
    inMetadata: strange,
  })
  .map(({ type, inSpec, inPort, inMetadata }): Service => ({
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { ...inMetadata, name: 'web', resourceVersion: '1' },
    spec: {
      ...inSpec,
      type: type === 'headless' ? 'ClusterIP' : type,
      clusterIP: type === 'headless' ? 'None' : '10.0.0.1',
      clusterIPs: [type === 'headless' ? 'None' : '10.0.0.1'],
      ipFamilies: ['IPv4'],
      ipFamilyPolicy: 'SingleStack',
      sessionAffinity: 'None',
      internalTrafficPolicy: 'Cluster',
      selector: { a: 'b' },
      ports: [
        { ...inPort, port: 80, protocol: 'TCP', targetPort: 80, ...(/Node|Load/.test(type) && { nodePort: 30080 }) },
      ],
    },
    status: { loadBalancer: {} },
  }));

test('fields that we do not know go through every change, in every patch and in what is announced', () => {
  fc.assert(
    fc.property(services, fc.constantFrom(...forms), (service, to) => {
      const change = planChange(service, { to, recreate: true, ...(to === 'ExternalName' && { externalName: 'a.b' }) });
      if (!change) return;
      const unknown = (object: Service) => {
        const own = (value: object) =>
          Object.fromEntries(Object.entries(value).filter(([key]) => key.startsWith('new')));
        return [own(object.metadata), own(object.spec), own(object.spec.ports?.[0] ?? {})];
      };
      const sent = change.patches.reduce<unknown>(
        (object, patch) => applyMergePatch(object, patch),
        service,
      ) as Service;
      expect(unknown(sent)).toEqual(unknown(service));
      expect(unknown(change.after)).toEqual(unknown(service));
    }),
  );
});

test('every refusal is a sentence for the user, whatever is asked of whatever Service', () => {
  const wishes = fc.record({
    to: fc.constantFrom(...forms),
    externalName: fc.option(fc.string(), { nil: undefined }),
    loadBalancerClass: fc.option(fc.string(), { nil: undefined }),
    nodePorts: fc.option(fc.array(fc.record({ nodePort: fc.integer({ min: 1, max: 65535 }) }), { maxLength: 2 }), {
      nil: undefined,
    }),
    recreate: fc.option(fc.boolean(), { nil: undefined }),
    keepNodePorts: fc.option(fc.boolean(), { nil: undefined }),
  });
  fc.assert(
    fc.property(services, wishes, (service, wish) => {
      try {
        planChange(service, wish);
      } catch (error) {
        expect(error).toBeInstanceOf(UsageError);
      }
    }),
  );
});
