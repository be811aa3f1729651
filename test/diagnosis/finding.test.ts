import { expect, test } from 'vitest';
import { serviceNotThere } from '../../src/diagnosis/rules/not-there.ts';
import { causeOf, type Finding, ranked } from '../../src/diagnosis/finding.ts';

const finding = (id: string, wish: Partial<Finding>): Finding => ({
  id,
  severity: 'error',
  confidence: 'certain',
  message: '',
  evidence: [],
  fix: [],
  ...wish,
});

test('what decides comes first, then what is worse, then what is surer, then what is nearer', () => {
  const all = [
    finding('A01', { severity: 'info' }),
    finding('A02', { severity: 'warning' }),
    finding('A03', { confidence: 'possible' }),
    finding('A04', {}),
    finding('A05', {}),
    finding('A06', { conclusive: true, confidence: 'likely' }),
  ];
  expect(ranked(all).map(({ id }) => id)).toEqual(['A06', 'A04', 'A05', 'A03', 'A02', 'A01']);
  expect(causeOf(all)?.id).toBe('A06');
});

test('a note is no cause', () => {
  expect(causeOf([finding('S08', { severity: 'info' })])).toBeUndefined();
});

test('a Service by its DNS name is looked for where that name leads', () => {
  const asked = { namespace: 'shop', services: [], namespaceExists: true };
  const found = ['web.prod', 'web.prod.svc.cluster.local', 'web.1.x'].map(
    (name) => serviceNotThere({ ...asked, name }).fix[0]?.command,
  );
  expect(found).toEqual(['kubesvc probe web -n prod', 'kubesvc probe web -n prod', 'kubesvc get svc -n shop']);
});
