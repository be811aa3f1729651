import { floorOf } from './programs.ts';

/** Namespaces of so many Services. */
export const sizes = [1, 1_000, 10_000] as const;

export const namespaceOf = (size: number) => `bench-${size}`;

export interface Measured {
  name: string;
  /** The words after the program's name; `run` makes names that may be taken only once. */
  args: (run: string) => readonly string[];
  stdin?: string;
  /** At most so many rounds: what takes seconds need not run as often. */
  rounds?: number;
}

const deployment = `
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, labels: {app: web}}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec: {containers: [{name: web, image: nginx, ports: [{containerPort: 80}]}]}
`;

export const workload = deployment;

const small = namespaceOf(1);

export const commands: readonly Measured[] = [
  { name: 'version --client', args: () => ['version', '--client'] },
  {
    name: 'create service --dry-run=client',
    args: () => ['create', 'service', 'clusterip', 'web', '--tcp=80:8080', '--dry-run=client', '-o', 'yaml'],
  },
  {
    name: 'expose -f --dry-run=client',
    args: () => ['expose', '-f', '-', '--dry-run=client', '-o', 'yaml'],
    stdin: deployment,
  },
  {
    name: 'expose deployment',
    args: (run) => ['expose', 'deployment', 'web', `--name=web-${run}`, '-n', namespaceOf(0)],
  },
  {
    name: 'expose deployment --dry-run=server',
    args: () => ['expose', 'deployment', 'web', '--name=other', '-n', namespaceOf(0), '--dry-run=server', '-o', 'yaml'],
  },
  { name: floorOf, args: () => ['get', 'svc', 's0', '-n', small] },
  ...sizes.map((size) => ({
    name: `get svc, ${size.toLocaleString('en')} Service${size > 1 ? 's' : ''}`,
    args: () => ['get', 'svc', '-n', namespaceOf(size)],
    ...(size > 1_000 && { rounds: 7 }),
  })),
  {
    name: 'get svc -o yaml, 1,000 Services',
    args: () => ['get', 'svc', '-n', namespaceOf(1_000), '-o', 'yaml'],
    rounds: 7,
  },
  {
    name: 'completion of a name, 1,000 Services',
    args: () => ['__complete', 'get', 'svc', '-n', namespaceOf(1_000), ''],
  },
];
