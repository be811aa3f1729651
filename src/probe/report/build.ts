import { addressesOf, endpointsOf, inRotation } from '../../diagnosis/endpoints.ts';
import { type Facts, namespaceOf } from '../../diagnosis/facts.ts';
import { causeOf, type Finding } from '../../diagnosis/finding.ts';
import type { ServicePort } from '../../service/types.ts';
import type { Check, Samples } from '../judge/checks.ts';
import { detected } from '../judge/detect.ts';
import type { Verdict } from '../judge/verdict.ts';
import type { Via } from '../pod/targets.ts';
import type { ReportCheck, ReportSamples, Result } from './model.ts';

/** Everything that is known of one port, as the report has it. */
export interface PortOutcome {
  facts: Facts;
  port: ServicePort | undefined;
  verdict: Pick<Verdict, 'word' | 'shape' | 'sentence'>;
  findings: readonly Finding[];
  checks: readonly Check[];
  response?: string | undefined;
  skipped?: boolean | undefined;
}

export function resultOf({ facts, port, verdict, findings, checks, response, skipped }: PortOutcome): Result {
  const { service, slices } = facts;
  const { metadata, spec } = service;
  const headless = spec.clusterIP === 'None';
  const isExternal = spec.type === 'ExternalName';
  return {
    service: {
      namespace: namespaceOf(service),
      name: metadata.name,
      uid: metadata.uid,
      type: spec.type ?? 'ClusterIP',
      resourceVersion: metadata.resourceVersion,
      addresses: isExternal ? [spec.externalName ?? ''] : headless ? [] : (spec.clusterIPs ?? []),
      headless,
    },
    port: port
      ? {
          name: port.name,
          port: port.port,
          protocol: port.protocol ?? 'TCP',
          targetPort: port.targetPort,
          detected: detected(checks, port.protocol ?? 'TCP'),
        }
      : null,
    ...(slices && !isExternal && { endpoints: countsOf(facts, port) }),
    verdict: skipped ? 'skipped' : verdict.word,
    shape: verdict.shape ?? null,
    cause: causeOf(findings)?.id ?? null,
    message: verdict.sentence,
    checks: checks.filter(({ via }) => via !== 'control').map(reportCheck),
    findings: [...findings],
    response,
  };
}

function countsOf({ slices, service }: Facts, port: ServicePort | undefined): NonNullable<Result['endpoints']> {
  const ports = port ? [port] : (service.spec.ports ?? []);
  const unported = (slices ?? []).flatMap(({ endpoints }) => endpoints ?? []);
  if (ports.length === 0) {
    const ready = unported.filter(({ conditions }) => conditions?.ready ?? true);
    return { ready: ready.length, total: unported.length, nodes: new Set(ready.map(({ nodeName }) => nodeName)).size };
  }
  // Behind the name of a headless Service stands every address, whatever ports its pods declare.
  const all =
    service.spec.clusterIP === 'None' ? addressesOf(slices) : ports.flatMap((one) => endpointsOf(slices, one));
  const distinct = (list: typeof all) => new Set(list.map(({ pod, address }) => pod ?? address)).size;
  // Those that only serve until they are gone are used, and not ready.
  const used = inRotation(all);
  return {
    ready: distinct(used.filter(({ ready }) => ready)),
    total: distinct(all),
    nodes: new Set(used.flatMap(({ node }) => node ?? [])).size,
  };
}

const words: Record<Via, ReportCheck['via']> = {
  control: 'control',
  dns: 'dns',
  'cluster-ip': 'clusterIP',
  name: 'dns',
  'pod-name': 'podName',
  endpoints: 'endpoint',
  'other-port': 'endpoint',
  'node-port': 'nodePort',
  'load-balancer': 'loadBalancer',
  'external-ip': 'externalIP',
  'external-name': 'externalName',
};

const mostRaw = 240;

export function reportCheck(check: Check): ReportCheck {
  const { id, vantage, via, host, port, layer, outcome, attempts, exitCode, raw, endpoint, speaks, status } = check;
  return {
    id: `${vantage}/${id}`,
    vantage,
    via: words[via],
    target: layer === 'dns' ? host : targetText(host, port),
    endpoint: endpoint && {
      address: endpoint.address,
      port: endpoint.port,
      ready: endpoint.ready,
      ...(endpoint.pod !== undefined && { pod: endpoint.pod }),
      ...(endpoint.node !== undefined && { node: endpoint.node }),
    },
    layer,
    scheme: speaks,
    outcome,
    httpStatus: status,
    latencyMs: check.took === undefined ? undefined : Math.round(check.took * 10) / 10,
    samples: check.samples && samplesOf(check.samples),
    attempts,
    insistedMs: check.insisted === undefined ? undefined : Math.round(check.insisted),
    exitCode,
    raw: raw === '' ? undefined : raw.slice(0, mostRaw),
  };
}

export const targetText = (host: string, port: number): string =>
  host === '@api' ? 'kubernetes.default.svc:443' : `${host.includes(':') ? `[${host}]` : host}:${port}`;

function samplesOf({ n, times, answers }: Samples): ReportSamples {
  const at = (share: number) => Math.round((times[Math.ceil(times.length * share) - 1] ?? 0) * 10) / 10;
  const counts = [...answers.values()].sort((a, b) => b - a);
  return {
    n,
    ok: times.length,
    p50: at(0.5),
    p95: at(0.95),
    p99: at(0.99),
    max: at(1),
    ...(counts.length > 0 && { answers: counts }),
  };
}
