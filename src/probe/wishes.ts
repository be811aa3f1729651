import { type What, parseAsked, ProbeUsageError } from './ask.ts';
import {
  duration,
  header,
  jsonObject,
  oneOf,
  pairs,
  pathOf,
  pattern,
  positive,
  statuses,
  whole,
} from './flag-values.ts';
import type { Expectation } from './judge/expectation.ts';
import type { PodWishes } from './pod/job.ts';
import type { Scheme } from './pod/scheme.ts';
import type { Via } from './pod/targets.ts';
import type { ExitWishes } from './report/exit.ts';
import { payloadText } from './payload.ts';

/** The flags of `probe`, as commander answers them. */
export interface ProbeFlags {
  selector?: string | undefined;
  allNamespaces?: true | undefined;
  filename?: string[] | undefined;
  port?: string | undefined;
  via?: string | undefined;
  ipFamily?: string | undefined;
  scheme: string;
  path?: string | undefined;
  hostHeader?: string | undefined;
  expectStatus?: string | undefined;
  expectBody?: string | undefined;
  expect?: string | undefined;
  udpPayload?: string | undefined;
  fromNamespace?: string | undefined;
  fromLabels?: string | undefined;
  fromServiceAccount?: string | undefined;
  node?: string | undefined;
  nodeSelector?: string | undefined;
  everyNode?: true | undefined;
  hostNetwork?: true | undefined;
  image?: string | undefined;
  imagePullSecret?: string | undefined;
  imagePullPolicy: string;
  runner: string;
  overrides?: string | undefined;
  tolerateAll?: true | undefined;
  keep?: true | undefined;
  pod: boolean;
  forcePod?: true | undefined;
  timeout: string;
  timeoutTotal?: string | undefined;
  retries: string;
  wait?: string | undefined;
  count: string;
  rate: string;
  failOn: string;
  suppress?: string[] | undefined;
  showResponse?: true | undefined;
}

/** Those of `kubesvc probe NAME`, with nothing else said. */
export const usualFlags: ProbeFlags = {
  scheme: 'auto',
  imagePullPolicy: 'IfNotPresent',
  runner: 'job',
  pod: true,
  timeout: '4s',
  retries: '1',
  count: '0',
  rate: '200',
  failOn: 'degraded',
};

/** The same, checked and as values. */
export interface Wishes {
  what: What;
  /** Of the pod's ways, only these; all where absent, and none, and so no pod, where only this machine is to try. */
  via: Via[] | undefined;
  /** What the outside may connect to is tried from this machine as well. */
  local: boolean;
  family: 4 | 6 | undefined;
  scheme: Scheme | 'auto';
  path: string;
  hostHeader: string;
  expectation: Expectation;
  /** For printf in the pod; '' is none of the user's own. */
  payload: string;
  pod: PodWishes;
  /** Where the pod runs; the Service's own namespace where absent. */
  fromNamespace: string | undefined;
  everyNode: boolean;
  keep: boolean;
  /** `no`: only what the API proves; `force`: even where it proves all. */
  mode: 'auto' | 'no' | 'force';
  /** Whole seconds. */
  timeout: number;
  retries: number;
  /** Milliseconds; where absent, two minutes, and more for many Services. */
  total: number | undefined;
  /** Milliseconds to go on trying. */
  wait: number | undefined;
  count: number;
  rate: number;
  exit: Omit<ExitWishes, 'late'>;
  suppress: { id: string; service: string | undefined }[];
  showResponse: boolean;
}

/** No pod is wanted, but this machine. */
export const isFromHereAlone = ({ via, local }: Pick<Wishes, 'via' | 'local'>): boolean => local && via?.length === 0;

/** An attempt shorter than this reads an ICMP reject, which comes after a second, as a time-out. */
const leastTimeout = 2000;

/** From flags to what they mean. @throws ProbeUsageError with one sentence: flag, value, and what is expected */
export function wishesOf(
  words: readonly string[],
  flags: ProbeFlags,
  env: Readonly<Record<string, string | undefined>>,
): Wishes {
  const timeout = duration(flags.timeout, '--timeout');
  if (timeout < leastTimeout)
    throw new ProbeUsageError(
      '--timeout must be at least 2s: a refusal by the network itself takes a second to arrive, and would be read as a time-out',
    );
  const { via, local } = viaOf(flags.via);
  const expectBody = flags.expectBody === undefined ? undefined : pattern(flags.expectBody);
  if (flags.node !== undefined && flags.everyNode)
    throw new ProbeUsageError('--node and --every-node exclude each other');
  if (!flags.pod && flags.forcePod) throw new ProbeUsageError('--no-pod and --force-pod exclude each other');
  if (via?.length === 0 && flags.forcePod)
    throw new ProbeUsageError('--via local takes no pod: name a way of the pod beside it, or leave out --force-pod');
  return {
    what: whatOf(words, flags),
    via,
    local,
    family: oneOf(flags.ipFamily ?? 'both', '--ip-family', { '4': 4, '6': 6, both: undefined }),
    scheme: oneOf(flags.scheme, '--scheme', {
      auto: 'auto',
      http: 'http',
      https: 'https',
      h2c: 'h2c',
      tcp: 'tcp',
      udp: 'udp',
    }),
    path: pathOf(flags.path ?? '/'),
    hostHeader: flags.hostHeader === undefined ? '' : header(flags.hostHeader),
    expectation: {
      statuses:
        flags.expectStatus === undefined
          ? flags.path === undefined
            ? undefined
            : [[200, 399]]
          : statuses(flags.expectStatus),
      body: expectBody,
    },
    payload: flags.udpPayload === undefined ? '' : payloadText(flags.udpPayload),
    pod: {
      image: flags.image || env['KUBESVC_PROBE_IMAGE'] || 'alpine:3.23',
      pullPolicy: oneOf(flags.imagePullPolicy, '--image-pull-policy', {
        IfNotPresent: 'IfNotPresent',
        Always: 'Always',
        Never: 'Never',
      }),
      pullSecret: flags.imagePullSecret,
      runner: oneOf(flags.runner, '--runner', { job: 'job', pod: 'pod' }),
      serviceAccount: flags.fromServiceAccount,
      labels: pairs(flags.fromLabels ?? '', '--from-labels'),
      node: flags.node,
      nodeSelector: pairs(flags.nodeSelector ?? '', '--node-selector'),
      hostNetwork: flags.hostNetwork === true,
      tolerateAll: flags.tolerateAll === true,
      overrides: flags.overrides === undefined ? undefined : jsonObject(flags.overrides),
    },
    fromNamespace: flags.fromNamespace,
    everyNode: flags.everyNode === true,
    keep: flags.keep === true,
    mode: !flags.pod ? 'no' : flags.forcePod ? 'force' : 'auto',
    timeout: Math.ceil(timeout / 1000),
    retries: whole(flags.retries, '--retries', 0, 10),
    total:
      flags.timeoutTotal === undefined
        ? undefined
        : positive(duration(flags.timeoutTotal, '--timeout-total'), '--timeout-total'),
    wait: flags.wait === undefined ? undefined : duration(flags.wait, '--wait'),
    count: whole(flags.count, '--count', 0, 1000),
    rate: whole(flags.rate, '--rate', 0, 10_000),
    exit: {
      failOn: oneOf(flags.failOn, '--fail-on', {
        unreachable: 'unreachable',
        degraded: 'degraded',
        warning: 'warning',
        never: 'never',
      }),
      expectUnreachable:
        flags.expect !== undefined && oneOf(flags.expect, '--expect', { reachable: false, unreachable: true }),
    },
    suppress: (flags.suppress ?? []).map(suppression),
    showResponse: flags.showResponse === true,
  };
}

function whatOf(words: readonly string[], flags: ProbeFlags): What {
  const ways = [words.length > 0, flags.selector !== undefined, flags.filename !== undefined].filter(Boolean).length;
  if (flags.allNamespaces && words.length > 0)
    throw new ProbeUsageError('a Service cannot be named across all namespaces: leave out -A, or the name');
  if (ways > 1) throw new ProbeUsageError('NAME, --selector and --filename exclude each other');
  if (flags.selector !== undefined || flags.allNamespaces)
    return { selector: flags.selector, all: flags.allNamespaces === true };
  if (flags.filename !== undefined) return { named: [] };
  if (words.length === 0)
    throw new ProbeUsageError('expected a Service, as NAME[:PORT] or svc/NAME[:PORT], or -l SELECTOR, -A or -f FILE');
  const named = parseAsked(words, flags.port);
  if (named.length === 0) throw new ProbeUsageError(`invalid Service "${words.join(' ')}": expected NAME[:PORT]`);
  return { named };
}

const vias: Record<string, Via[]> = {
  clusterip: ['cluster-ip'],
  dns: ['name'],
  endpoints: ['endpoints'],
  nodeport: ['node-port'],
  lb: ['load-balancer'],
  externalip: ['external-ip'],
  externalname: ['external-name'],
};

function viaOf(text: string | undefined): Pick<Wishes, 'via' | 'local'> {
  if (text === undefined) return { via: undefined, local: false };
  const words = text.split(',').map((word) => word.trim().toLowerCase());
  const via = words.flatMap((word) => {
    if (word === 'local') return [];
    const ways = vias[word];
    if (ways) return ways;
    const names = [...Object.keys(vias), 'local'];
    throw new ProbeUsageError(`invalid --via "${word}": must be ${names.slice(0, -1).join(', ')} or ${names.at(-1)}`);
  });
  return { via, local: words.includes('local') };
}

/** `S10`, or `S10=shop/web` for one Service. */
function suppression(text: string): Wishes['suppress'][number] {
  const [, id = '', service] = /^([A-Za-z]\d\d)(?:=([^/]+\/[^/]+))?$/.exec(text) ?? [];
  if (id !== '') return { id: id.toUpperCase(), service };
  throw new ProbeUsageError(`invalid --suppress "${text}": expected the id of a finding, as S10 or S10=NAMESPACE/NAME`);
}
