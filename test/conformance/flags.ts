import { fc } from '../support/seed.ts';
import { labels, labelValue, name, type Case } from './workloads.ts';

/** Flags of `expose` in combinations that make a Service which the API takes. */
export const exposeFlags = ({ numbers, object }: Case): fc.Arbitrary<string[]> =>
  fc
    .record({
      // One port of another number than the only one that is declared is a deviation: it leads to the declared one.
      port: fc.option(
        fc.uniqueArray(
          numbers.length > 0
            ? fc.oneof(fc.constantFrom(...numbers), fc.integer({ min: 1, max: 65535 }))
            : fc.integer({ min: 1, max: 65535 }),
          {
            minLength: 1,
            maxLength: 4,
          },
        ),
        { nil: undefined },
      ),
      targetPort: fc.option(fc.integer({ min: 1, max: 65535 }), { nil: undefined }),
      protocol: fc.option(fc.constantFrom('TCP', 'UDP', 'SCTP'), { nil: undefined, freq: 4 }),
      type: fc.option(fc.constantFrom('ClusterIP', 'NodePort', 'LoadBalancer'), { nil: undefined }),
      clusterIp: fc.option(fc.constantFrom('None', '10.96.7.7', 'fd00:10:96::7'), { nil: undefined, freq: 3 }),
      name: fc.option(
        name.filter((text) => text.length < 64),
        { nil: undefined },
      ),
      labels: fc.option(labels, { nil: undefined }),
      selector: fc.option(labels, { nil: undefined }),
      externalIp: fc.option(fc.constantFrom('192.0.2.1', '2001:db8::1'), { nil: undefined, freq: 4 }),
      loadBalancerIp: fc.option(fc.constant('192.0.2.9'), { nil: undefined }),
      affinity: fc.option(fc.constantFrom('ClientIP', 'None'), { nil: undefined, freq: 4 }),
      overrides: fc.option(overrides, { nil: undefined, freq: 4 }),
      namespace: fc.option(fc.constantFrom('default', 'shop', '1', 'true'), { nil: undefined }),
      format: fc.constantFrom('yaml', 'yaml', 'yaml', 'json', 'json', 'kyaml', 'name', '', ...templates),
    })
    .map((flags) => {
      const { port, type, clusterIp } = flags;
      const [only, ...others] = numbers;
      const elsewhere = port?.some((one) => one !== only) === true && only !== undefined && others.length === 0;
      const target = flags.targetPort ?? (elsewhere ? only : undefined);
      const headless = clusterIp === 'None' && type !== undefined && type !== 'ClusterIP';
      const pairs = (map: Record<string, string>) =>
        Object.entries(map)
          .map(([key, value]) => `${key}=${value}`)
          .join(',');
      return [
        ...(port ? [`--port=${port.join(',')}`] : []),
        ...(target === undefined ? [] : [`--target-port=${target}`]),
        ...(flags.protocol === undefined || object.kind === 'Service' ? [] : [`--protocol=${flags.protocol}`]),
        ...(type === undefined ? [] : [`--type=${type}`]),
        ...(clusterIp === undefined || headless ? [] : [`--cluster-ip=${clusterIp}`]),
        ...(flags.name === undefined ? [] : [`--name=${flags.name}`]),
        ...(flags.labels ? [`-l`, pairs(flags.labels)] : []),
        ...(flags.selector ? [`--selector=${pairs(flags.selector)}`] : []),
        ...(flags.externalIp === undefined ? [] : [`--external-ip=${flags.externalIp}`]),
        ...(flags.loadBalancerIp && type === 'LoadBalancer' ? [`--load-balancer-ip=${flags.loadBalancerIp}`] : []),
        ...(flags.affinity === undefined ? [] : [`--session-affinity=${flags.affinity}`]),
        ...(flags.overrides === undefined ? [] : flags.overrides),
        ...(flags.namespace === undefined ? [] : ['-n', flags.namespace]),
        '--dry-run=client',
        ...(flags.format === '' ? [] : ['-o', flags.format]),
      ];
    });

const templates = [
  'jsonpath={.spec.ports[*].port} {.metadata.labels}{"\\n"}',
  'jsonpath={range .spec.ports[*]}{.name}={.port}/{.protocol}{"\\t"}{.targetPort}{"\\n"}{end}',
  'jsonpath={.spec}',
  'jsonpath-as-json={.spec.ports[0]}',
  'go-template={{.metadata.name}}{{range .spec.ports}} {{.port}}:{{.targetPort}}{{end}}',
  'go-template={{range $k, $v := .spec.selector}}{{$k}}={{$v | printf "%q"}},{{end}}{{len .spec.selector}}',
];

const overrides = fc.oneof(
  labelValue.map((value) => [`--overrides=${JSON.stringify({ metadata: { annotations: { note: value } } })}`]),
  fc.constant(['--overrides={"spec":{"internalTrafficPolicy":"Local","publishNotReadyAddresses":true}}']),
  fc.constant(['--overrides={"spec":{"sessionAffinity":"ClientIP"}}', '--override-type=strategic']),
  fc.constant(['--overrides=[{"op":"add","path":"/metadata/annotations","value":{"a":"b"}}]', '--override-type=json']),
);
