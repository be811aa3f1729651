import { expect, test } from 'vitest';
import { meet } from '../../src/editor/meeting.ts';
import type { Service } from '../../src/service/types.ts';

const service = (resourceVersion: string, spec: Service['spec'], labels?: Record<string, string>): Service => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 'web', resourceVersion, ...(labels && { labels }) },
  spec,
});
const shown = service('1', { type: 'ClusterIP', sessionAffinity: 'None' });

test('nobody has changed what one edits: the changes go onto the newer version', () => {
  const edited = service('1', { type: 'NodePort', sessionAffinity: 'None' });
  const live = { ...service('2', shown.spec), status: { loadBalancer: { ingress: [{ ip: '192.0.2.1' }] } } };
  const met = meet(shown, edited, live);
  expect(met.theirs).toEqual([]);
  expect(met.merged).toEqual({ ...live, spec: edited.spec });
});

test('changes of different fields come together, and are told', () => {
  const edited = service('1', shown.spec, { mine: 'yes' });
  const live = service('2', { type: 'ClusterIP', sessionAffinity: 'ClientIP' }, { theirs: 'yes' });
  expect(meet(shown, edited, live)).toEqual({
    merged: service('2', live.spec, { mine: 'yes', theirs: 'yes' }),
    theirs: ['spec.sessionAffinity: "None" is now "ClientIP"', 'metadata.labels.theirs: absent is now "yes"'],
    both: [],
  });
});

test('changes of one field: theirs stands, both are told', () => {
  const edited = service('1', { type: 'NodePort', sessionAffinity: 'None' });
  const live = service('2', { type: 'LoadBalancer', sessionAffinity: 'None' });
  expect(meet(shown, edited, live)).toEqual({
    merged: live,
    theirs: ['spec.type: "ClusterIP" is now "LoadBalancer"'],
    both: ['spec.type: you wrote "NodePort", now it is "LoadBalancer", which stands below'],
  });
});

test('the same change twice is one', () => {
  const edited = service('1', { type: 'NodePort', sessionAffinity: 'None' });
  expect(meet(shown, edited, service('2', edited.spec)).both).toEqual([]);
});

test('a field in what somebody else has removed is a change of the same', () => {
  const [had, gone] = [service('1', shown.spec, { a: '1' }), service('2', shown.spec)];
  expect(meet(had, service('1', shown.spec, { a: '2' }), gone).both).toEqual([
    'metadata.labels.a: you wrote "2", now it is absent, which stands below',
  ]);
});
