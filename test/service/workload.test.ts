import { describe, expect, test } from 'vitest';
import { showsPodsOf } from '../../src/service/workload.ts';

describe('a workload that counts pods of its own shows that a selector has some', () => {
  const web = { matchLabels: { app: 'web', tier: 'front' } };
  test.each<
    [
      what: string,
      kind: string,
      spec: object,
      status: object | undefined,
      selector: Record<string, string>,
      shows: boolean,
    ]
  >([
    ['a Deployment', 'Deployment', { selector: web }, { replicas: 2 }, { app: 'web' }, true],
    ['none of whose pods is there', 'Deployment', { selector: web }, { replicas: 0 }, { app: 'web' }, false],
    ['of which the controller has said nothing', 'Deployment', { selector: web }, undefined, { app: 'web' }, false],
    [
      'with a label that its pods need not have',
      'Deployment',
      { selector: web },
      { replicas: 2 },
      { app: 'web', v: '1' },
      false,
    ],
    ['with another value', 'Deployment', { selector: web }, { replicas: 2 }, { app: 'api' }, false],
    [
      'that selects by expressions',
      'Deployment',
      { selector: { matchExpressions: [{}] } },
      { replicas: 2 },
      { app: 'web' },
      false,
    ],
    ['a DaemonSet', 'DaemonSet', { selector: web }, { currentNumberScheduled: 1 }, { app: 'web' }, true],
    ['a Job that runs', 'Job', { selector: web }, { active: 1 }, { app: 'web' }, true],
    ['a Job that is done', 'Job', { selector: web }, { succeeded: 1 }, { app: 'web' }, false],
    [
      'a ReplicationController',
      'ReplicationController',
      { selector: { app: 'web' } },
      { replicas: 1 },
      { app: 'web' },
      true,
    ],
    ['a CronJob', 'CronJob', {}, { active: [{}] }, { app: 'web' }, false],
  ])('%s', (_what, kind, spec, status, selector, shows) => {
    const apiVersion = kind === 'ReplicationController' ? 'v1' : 'apps/v1';
    expect(showsPodsOf({ apiVersion, kind, metadata: { name: 'web' }, spec, status }, selector)).toBe(shows);
  });

  test('a pod is one itself', () => {
    const pod = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'web-0', labels: { app: 'web' } } };
    expect(showsPodsOf(pod, { app: 'web' })).toBe(true);
    expect(showsPodsOf(pod, { app: 'api' })).toBe(false);
  });
});
