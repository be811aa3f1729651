import { expect, test } from 'vitest';
import { limitsFor, refusal } from '../../../src/probe/pod/refused.ts';

/** Texts of a real API server (1.37): of a create, of a dry run, and of the Job's events. */
test.each<[string, string, string, string]>([
  ['namespaces "nosuch" not found', 'R03', 'no-namespace', 'there is no namespace nosuch to run the probe in'],
  [
    'Internal error occurred: failed calling webhook "pods.example.com": failed to call webhook: dial tcp 10.96.9.9:443: connect: connection refused',
    'R03',
    'webhook',
    'admission webhook pods.example.com does not answer: failed to call webhook: dial tcp 10.96.9.9:443: connect: connection refused',
  ],
  [
    'pods "x" is forbidden: exceeded quota: one-pod, requested: pods=1, used: pods=1, limited: pods=1',
    'R03',
    'quota',
    'ResourceQuota one-pod has no room for the probe pod: requested: pods=1, used: pods=1, limited: pods=1',
  ],
  [
    'Error creating: pods "x" is forbidden: failed quota: lim: must specify limits.cpu for: probe',
    'R03',
    'quota',
    'ResourceQuota lim: must specify limits.cpu for: probe',
  ],
  [
    'Error creating: pods "x" is forbidden: error looking up service account shop/none: serviceaccount "none" not found',
    'R05',
    'service-account',
    'there is no ServiceAccount none',
  ],
  [
    'pods "x" is forbidden: violates PodSecurity "baseline:latest": host namespaces (hostNetwork=true)',
    'R03',
    'pod-security',
    'Pod Security baseline:latest refuses the probe pod: host namespaces (hostNetwork=true)',
  ],
  [
    'admission webhook "images.example.com" denied the request: only our registry',
    'R03',
    'webhook',
    'admission webhook images.example.com refuses the probe pod: only our registry',
  ],
  [
    'jobs.batch is forbidden: User "jane" cannot create resource "jobs" in API group "batch" in the namespace "shop"',
    'R04',
    'forbidden',
    'the probe pod may not be made: this user lacks the right',
  ],
  [
    'jobs.batch "x" is forbidden: unable to create new content in namespace shop because it is being terminated',
    'R03',
    'terminating',
    'the namespace is being deleted, and takes nothing new',
  ],
  [
    'pods "x" is forbidden: [minimum cpu usage per Container is 100m, but request is 20m]',
    'R03',
    'limit-range',
    'a LimitRange refuses the probe pod: [minimum cpu usage per Container is 100m, but request is 20m]',
  ],
  ['something new', 'R03', 'refused', 'something new'],
])('%s', (text, id, reason, message) => expect(refusal(text)).toMatchObject({ id, reason, message }));

test.each<[string, object | undefined]>([
  ['exceeded quota: one-pod, requested: pods=1, used: pods=1, limited: pods=1', undefined],
  ['violates PodSecurity "baseline:latest": host namespaces', undefined],
  [
    'failed quota: lim: must specify limits.cpu for: probe',
    { requests: { cpu: '20m', memory: '16Mi' }, limits: { memory: '128Mi', cpu: '500m' } },
  ],
  [
    '[minimum cpu usage per Container is 100m, but request is 20m, maximum memory usage per Container is 32Mi, but limit is 128Mi]',
    { requests: { cpu: '100m', memory: '16Mi' }, limits: { memory: '32Mi' } },
  ],
  [
    'memory max limit to request ratio per Container is 2, but provided ratio is 8.000000',
    { requests: { cpu: '20m', memory: '128Mi' }, limits: { memory: '128Mi' } },
  ],
  [
    'minimum memory usage per Container is 256Mi, but request is 16Mi',
    { requests: { cpu: '20m', memory: '256Mi' }, limits: { memory: '256Mi' } },
  ],
])('limits for %s', (text, limits) => expect(limitsFor(text)).toEqual(limits));
