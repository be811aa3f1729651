import { randomBytes } from 'node:crypto';
import { fc } from '../support/seed.ts';
import type { Outcome } from '../support/built.ts';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { beside, both } from './beside.ts';
import { cases } from './cases.ts';
import { service } from './services.ts';

const namespace = `conformance-${randomBytes(4).toString('hex')}`;
const services = cases(service, 60).map(({ value }, index) => ({ ...value, name: `s${index}` }));

const names = fc.constantFrom(...services.map(({ name }) => name));
const paths = [
  '{.metadata.name}',
  '{.spec.ports[*].port}',
  '{.spec}',
  '{.metadata.annotations}',
  '{range .spec.ports[*]}{.name}:{.targetPort}{"\\n"}{end}',
  '{.spec.ports[?(@.port>1000)].name}',
  '{.status.loadBalancer.ingress[0:2]}',
  '{.spec.ports[-1:].port}',
  "{.metadata.labels['app\\.kubernetes\\.io/name']}",
];
const templates = [
  '{{.metadata.name}}{{"\\n"}}',
  '{{range .spec.ports}}{{.port}}/{{.protocol}} {{end}}',
  '{{range $k, $v := .metadata.annotations}}{{$k}}={{$v | printf "%q"}};{{end}}',
  '{{if .spec.selector}}{{len .spec.selector}}{{else}}none{{end}}',
  '{{with .spec.ports}}{{index . 0}}{{end}}',
];
const columns = [
  'NAME:.metadata.name,TYPE:.spec.type,PORTS:.spec.ports[*].port',
  'N:.metadata.name,A:.metadata.annotations,S:.spec.selector',
  'IP:.spec.clusterIP,INGRESS:.status.loadBalancer.ingress[*].ip,NONE:.spec.nope',
];

const format = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom('yaml', 'yaml', 'json', 'kyaml', 'name', 'wide') },
  { weight: 2, arbitrary: fc.constantFrom(...paths).map((path) => `jsonpath=${path}`) },
  { weight: 1, arbitrary: fc.constantFrom(...paths).map((path) => `jsonpath-as-json=${path}`) },
  { weight: 2, arbitrary: fc.constantFrom(...templates).map((template) => `go-template=${template}`) },
  { weight: 1, arbitrary: fc.constantFrom(...columns).map((spec) => `custom-columns=${spec}`) },
);

const one = fc.record({ name: names, format }).map(({ name, format: of }) => ['get', 'svc', name, '-o', of]);
const several = fc
  .record({
    some: fc.uniqueArray(names, { minLength: 2, maxLength: 4 }),
    format: fc.constantFrom('', 'yaml', 'json', 'kyaml', 'name', 'wide'),
  })
  .map(({ some, format: of }) => ['get', 'svc', ...some, ...(of ? ['-o', of] : [])]);

const all = fc
  .record({
    format: fc.constantFrom(
      '',
      '',
      '',
      '',
      'wide',
      'wide',
      'name',
      'yaml',
      'json',
      'kyaml',
      ...columns.map((spec) => `custom-columns=${spec}`),
    ),
    labels: fc.constantFrom(
      [],
      [],
      ['--show-labels'],
      ['-L', 'app,tier'],
      ['-L', 'app.kubernetes.io/name', '--show-labels'],
    ),
    shape: fc.constantFrom([], [], ['--no-headers'], ['--show-kind'], ['--server-print=false'], ['--chunk-size=7']),
    // Only what every Service has: rows without the field come first in kubectl, last in kubesvc.
    sort: fc.constantFrom<string[]>(
      [],
      [],
      ['--sort-by=.metadata.name'],
      ['--sort-by={.spec.type}'],
      ['--sort-by=spec.type'],
      ['--sort-by=.metadata.creationTimestamp'],
      ['--sort-by={.metadata.uid}'],
    ),
    select: fc.constantFrom(
      [],
      [],
      ['-l', 'app'],
      ['-l', '!app'],
      ['-l', 'tier notin (y, no)'],
      ['--field-selector=spec.type=NodePort'],
      ['--field-selector=metadata.name!=s1,spec.clusterIP=None'],
      ['-l', 'app=nope'],
      ['-A'],
      ['-A', '-l', 'app'],
    ),
  })
  .map(({ format: of, labels, shape, sort, select }) => {
    const table = of === '' || of === 'wide';
    return ['get', 'svc', ...(of ? ['-o', of] : []), ...(table ? [...labels, ...shape] : []), ...sort, ...select];
  });

const line = fc.oneof({ weight: 3, arbitrary: one }, { weight: 1, arbitrary: several }, { weight: 3, arbitrary: all });

// A cluster that was handed in may have one address family, and controllers that write the status too.
describe.skipIf(inject('missing') !== '' || !inject('own'))('get svc of any Services', () => {
  beforeAll(async () => {
    const items = services.map(({ name, labels, annotations, spec }) => ({
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name, ...(labels && { labels }), ...(annotations && { annotations }) },
      spec,
    }));
    await must(['create', 'namespace', namespace]);
    const { stderr } = await both.kubectl(
      ['create', '-n', namespace, '-f', '-'],
      JSON.stringify({ apiVersion: 'v1', kind: 'List', items }),
    );
    const refusals = stderr.split('\n').filter((text) => text !== '' && !text.startsWith('Warning: '));
    if (refusals.length > 0) throw new Error(refusals.join('\n'));
    const balanced = services.filter(
      ({ spec, ingress }) => 'type' in spec && spec.type === 'LoadBalancer' && ingress.length > 0,
    );
    for (let from = 0; from < balanced.length; from += 4) {
      await Promise.all(
        balanced
          .slice(from, from + 4)
          .map(({ name, ingress }) =>
            must([
              'patch',
              '-n',
              namespace,
              'svc',
              name,
              '--subresource=status',
              '--type=merge',
              '-p',
              JSON.stringify({ status: { loadBalancer: { ingress } } }),
            ]),
          ),
      );
    }
  });
  afterAll(() => must(['delete', 'namespace', namespace, '--wait=false']));

  test.concurrent.each(cases(line, 150))('$row', async ({ value }) => {
    const args = ['-n', namespace, ...value];
    let { theirs, ours } = await beside(args);
    // AGE is the server's clock: where that alone has moved between the two requests, they are made again.
    for (let again = 0; again < 8 && agesMoved(ours, theirs); again++) ({ theirs, ours } = await beside(args));
    if (agesMoved(ours, theirs)) expect(ageless(ours)).toBe(ageless(theirs));
    else expect({ args, ...ours }).toEqual({ args, ...theirs });
  });
});

const age = / \d+(?:s|m\d+s|m)(?= |$)/gm;

const ageless = ({ stdout }: Outcome) => stdout.replaceAll(/ +/g, ' ').replaceAll(age, '');

const agesMoved = (ours: Outcome, theirs: Outcome) =>
  ageless(ours) === ageless(theirs) && ours.stdout.match(age)?.join() !== theirs.stdout.match(age)?.join();

async function must(args: readonly string[]): Promise<void> {
  const { code, stderr } = await both.kubectl(args);
  if (code !== 0) throw new Error(stderr);
}
