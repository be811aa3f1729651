import { expect, test } from 'vitest';
import { UsageError } from '../../src/errors.ts';
import { kindMeant } from '../../src/kube/resources.ts';
import { apiVersionOf, type Kind } from '../../src/service/kinds.ts';

const kind = (group: string, version: string, plural: string, name: string, ...shortNames: string[]): Kind => ({
  group,
  version,
  kind: name,
  plural,
  singular: name.toLowerCase(),
  shortNames,
  namespaced: true,
});

/** As a server lists them: core first, of a group the preferred version first. */
const all = [
  kind('', 'v1', 'services', 'Service', 'svc'),
  kind('argoproj.io', 'v1alpha1', 'rollouts', 'Rollout', 'ro'),
  kind('autoscaling', 'v2', 'horizontalpodautoscalers', 'HorizontalPodAutoscaler', 'hpa'),
  kind('autoscaling', 'v1', 'horizontalpodautoscalers', 'HorizontalPodAutoscaler', 'hpa'),
  kind('serving.knative.dev', 'v1', 'services', 'Service', 'kservice', 'ksvc'),
  kind('storage.k8s.io', 'v1', 'storageclasses', 'StorageClass', 'sc'),
  kind('other.example', 'v1', 'ropes', 'Rope', 'ro', 'services'),
];

test.each<[string, string, string?]>([
  ['rollouts', 'argoproj.io/v1alpha1 Rollout'],
  ['rollout', 'argoproj.io/v1alpha1 Rollout'],
  ['Rollout', 'argoproj.io/v1alpha1 Rollout'],
  ['rollouts.argoproj.io', 'argoproj.io/v1alpha1 Rollout'],
  ['rollouts.v1alpha1.argoproj.io', 'argoproj.io/v1alpha1 Rollout'],
  ['ro.argoproj.io', 'argoproj.io/v1alpha1 Rollout'],
  [
    'ro',
    'argoproj.io/v1alpha1 Rollout',
    'short name "ro" could also match lower priority resource ropes.other.example',
  ],
  ['ro.other.example', 'other.example/v1 Rope'],
  ['hpa', 'autoscaling/v2 HorizontalPodAutoscaler'],
  ['hpa.v1.autoscaling', 'autoscaling/v1 HorizontalPodAutoscaler'],
  ['horizontalpodautoscalers.v1.autoscaling', 'autoscaling/v1 HorizontalPodAutoscaler'],
  ['services', 'v1 Service'], // core goes before every other group, a full name before a short one
  ['services.serving.knative.dev', 'serving.knative.dev/v1 Service'],
  ['services.serving', 'serving.knative.dev/v1 Service'], // a group may be cut off
  ['storageclass.storage', 'storage.k8s.io/v1 StorageClass'],
  ['sc.storage', 'storage.k8s.io/v1 StorageClass'],
])('%s means %s', (word, wanted, warning) => {
  const warnings: string[] = [];
  const found = kindMeant(all, word, (text) => warnings.push(text));
  expect(`${apiVersionOf(found)} ${found.kind}`).toBe(wanted);
  expect(warnings).toEqual(warning === undefined ? [] : [warning]);
});

test.each([
  ['nope', '"nope"'],
  ['RO', '"RO"'], // a short name has one case
  ['rollouts.example', '"rollouts" in group "example"'],
  ['rollouts.v9.argoproj.io', '"rollouts" in group "v9.argoproj.io"'],
  ['', '""'],
])('%j means nothing', (word, said) => {
  expect(() => kindMeant(all, word, () => {})).toThrow(
    new UsageError(`the server doesn't have a resource type ${said}`),
  );
});
