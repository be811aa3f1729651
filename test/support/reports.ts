import type { Finding } from '../../src/diagnosis/finding.ts';
import { summaryOf } from '../../src/probe/report/exit.ts';
import type { ProbeReport, ReportCheck, ReportVantage, Result } from '../../src/probe/report/model.ts';

/** Reports as a probe makes them, with as little as a screen needs. */

export const finding = (
  id: string,
  severity: Finding['severity'],
  message: string,
  more: Partial<Finding> = {},
): Finding => ({
  id,
  severity,
  confidence: 'certain',
  message,
  evidence: [],
  fix: [],
  ...more,
});

let count = 0;
export const check = (
  via: ReportCheck['via'],
  layer: ReportCheck['layer'],
  target: string,
  outcome: ReportCheck['outcome'],
  latencyMs: number,
  more: Partial<ReportCheck> = {},
): ReportCheck => ({
  id: `pod/x${count++}`,
  vantage: 'pod',
  via,
  layer,
  target,
  outcome,
  latencyMs,
  attempts: 1,
  ...more,
});

const names = ['web', 'web.shop', 'web.shop.svc.cluster.local', 'web.shop.svc.cluster.local.'];
export const dns = () =>
  names.map((name) => check('dns', 'dns', name, 'ok', 3, { raw: `10.96.14.7      STREAM ${name}` }));

const endpoint = (address: string, node: string) => ({
  address,
  port: 8080,
  ready: true,
  pod: `web-${address.at(-1)}`,
  node,
});
export const endpoints = (outcome: ReportCheck['outcome'], latencyMs: number) =>
  [
    ['10.244.1.12', 'worker-1'],
    ['10.244.1.13', 'worker-1'],
    ['10.244.2.9', 'worker-2'],
  ].map(([address = '', node = ''], index) =>
    check('endpoint', 'l4', `${address}:8080`, outcome, latencyMs + index, { endpoint: endpoint(address, node) }),
  );

export const vantage = (more: Partial<ReportVantage> = {}): ReportVantage => ({
  id: 'pod',
  kind: 'job',
  namespace: 'shop',
  pod: 'kubesvc-probe-7f3a91c2-x7k2p',
  node: 'worker-2',
  podIPs: ['10.244.2.77'],
  image: 'alpine:3.23',
  startupMs: 1400,
  controls: [
    check('control', 'l4', 'kubernetes.default.svc:443', 'ok', 2),
    check('control', 'dns', 'kubernetes.default.svc', 'ok', 2),
  ],
  cleanup: 'deleted',
  ...more,
});

export const result = (more: Partial<Result> = {}): Result => ({
  service: { namespace: 'shop', name: 'web', type: 'ClusterIP', addresses: ['10.96.14.7'], headless: false },
  port: { name: 'http', port: 80, protocol: 'TCP', targetPort: 8080, detected: 'http' },
  endpoints: { ready: 3, total: 3, nodes: 2 },
  verdict: 'reachable',
  shape: null,
  cause: null,
  message: '',
  checks: [],
  findings: [],
  ...more,
});

export function report(results: Result[], vantages: ReportVantage[], more: Partial<ProbeReport> = {}): ProbeReport {
  return {
    apiVersion: 'kubesvc/v1',
    kind: 'ProbeReport',
    startedAt: '2026-08-24T10:00:00.000Z',
    durationMs: 2100,
    cluster: { domain: 'cluster.local' },
    summary: summaryOf(results, { failOn: 'degraded', expectUnreachable: false, late: false }),
    vantages,
    results,
    skipped: [],
    ...more,
  };
}

/** The screens that the tests keep, and a few more that must not break. */
export const screens: Record<string, ProbeReport> = {
  healthy: report(
    [
      result({
        checks: [
          ...dns(),
          check('clusterIP', 'l4', '10.96.14.7:80', 'ok', 2),
          check('clusterIP', 'l7', '10.96.14.7:80', 'ok', 4, { scheme: 'http', httpStatus: 200 }),
          ...endpoints('ok', 1),
        ],
      }),
    ],
    [vantage()],
  ),
  'selector-typo': report(
    [
      result({
        verdict: 'unreachable',
        shape: 'NO ENDPOINTS',
        cause: 'S01',
        message: 'No pod backs this Service, so connections are refused or time out.',
        endpoints: { ready: 0, total: 0, nodes: 0 },
        findings: [
          finding('S01', 'error', 'selector app=webb,tier=front matches 0 of 14 pods', {
            reason: 'label-mismatch',
            evidence: [
              'closest: 3 Running pods of deploy/web carry app=web,tier=front   (differs: app=webb → app=web)',
            ],
            fix: [{ command: `kubectl -n shop patch svc web -p '{"spec":{"selector":{"app":"web","tier":"front"}}}'` }],
          }),
        ],
      }),
    ],
    [],
    { durationMs: 300 },
  ),
  'loopback-only': report(
    [
      result({
        verdict: 'unreachable',
        shape: 'NOT LISTENING',
        cause: 'S04',
        message: 'The application binds 127.0.0.1. The Service, DNS and the network path are fine.',
        checks: [...dns(), check('clusterIP', 'l4', '10.96.14.7:80', 'refused', 1), ...endpoints('refused', 1)],
        findings: [
          finding(
            'S04',
            'error',
            'port 8080 is open on the loopback of pod web-6c8-x2 (port-forward connected) but not on its pod IP',
            {
              evidence: ['10.244.1.12:8080 refuses, 127.0.0.1:8080 of the same pod does not (container "web")'],
              fix: [
                {
                  command: 'kubectl -n shop rollout restart deploy/web && kubesvc probe web -n shop --wait 2m',
                  why: 'after the server has been made to listen on 0.0.0.0 (or [::]):8080, with --host 0.0.0.0 or HOST=0.0.0.0, for one',
                },
              ],
            },
          ),
          finding('S10', 'info', 'pod web-6c8-x2 serves alone'),
        ],
      }),
    ],
    [vantage()],
  ),
  'network-policy': report(
    [
      result({
        service: { namespace: 'shop', name: 'db', type: 'ClusterIP', addresses: ['10.96.3.3'], headless: false },
        port: { name: 'pg', port: 5432, protocol: 'TCP', targetPort: 5432, detected: 'unknown' },
        endpoints: { ready: 1, total: 1, nodes: 1 },
        verdict: 'unreachable',
        shape: 'BLOCKED',
        cause: 'N01',
        message: 'Packets to the Service and to its endpoints are lost without an answer.',
        checks: [
          ...dns(),
          check('clusterIP', 'l4', '10.96.3.3:5432', 'timeout', 4003),
          check('endpoint', 'l4', '10.244.2.4:5432', 'timeout', 4001),
        ],
        findings: [
          finding(
            'N01',
            'error',
            'NetworkPolicy shop/db-ingress selects db-0 and does not admit this client to TCP 5432',
            {
              evidence: [
                'db-ingress admits pods role=api in namespaces team=shop to TCP 5432',
                'this client: namespace batch, labels app.kubernetes.io/name=kubesvc-probe',
              ],
              fix: [
                {
                  command: `kubectl -n shop patch netpol db-ingress --type=json -p '[{"op":"add","path":"/spec/ingress/-","value":{}}]'`,
                  why: 'admit it',
                },
              ],
            },
          ),
        ],
      }),
    ],
    [vantage({ namespace: 'batch' })],
    { durationMs: 9400 },
  ),
  'image-pull': report(
    [
      result({
        verdict: 'inconclusive',
        cause: 'R01',
        message: 'Nothing was learned over the network.',
        findings: [
          finding(
            'R01',
            'error',
            'image alpine:3.23 cannot be pulled on node worker-1: toomanyrequests: You have reached your pull rate limit',
            {
              reason: 'rate-limit',
              fix: [
                {
                  command: 'kubesvc probe NAME --image REGISTRY/alpine:3.23',
                  why: 'an image that the nodes can pull, or --no-pod',
                },
              ],
            },
          ),
        ],
      }),
    ],
    [vantage({ controls: [], startupMs: undefined, node: 'worker-1' })],
  ),
  hostile: report(
    [
      result({
        verdict: 'reachable',
        checks: [check('clusterIP', 'l4', '10.96.14.7:80', 'ok', 2, { raw: 'x\u001B[31mred\u0007' })],
        findings: [
          finding('S02', 'warning', '1 of 2 pods is not ready\r\n\u001B]0;title\u0007', {
            evidence: ['web-1: \u001B[2J`$(reboot)`'],
          }),
        ],
        cause: 'S02',
        response: '<h1>hi</h1>\r\n\u001B[31mred\n',
      }),
    ],
    [vantage({ image: 'alpine\u001B[1m' })],
  ),
  'a-few': report(
    [
      result({
        checks: [...dns(), check('clusterIP', 'l4', '10.96.14.7:80', 'ok', 2), ...endpoints('ok', 1)],
      }),
      result({
        service: { namespace: 'shop', name: 'typo', type: 'ClusterIP', addresses: ['10.96.14.8'], headless: false },
        port: { name: '80', port: 80, protocol: 'TCP', targetPort: 80, detected: 'unknown' },
        verdict: 'unreachable',
        shape: 'NO ENDPOINTS',
        cause: 'S01',
        message: 'No pod backs this Service, so connections are refused or time out.',
        endpoints: { ready: 0, total: 0, nodes: 0 },
        findings: [finding('S01', 'error', 'selector app=webb matches 0 of 14 pods', { conclusive: true })],
      }),
    ],
    [vantage()],
    { skipped: [{ check: 'nodes', right: 'list nodes' }] },
  ),
  batch: report(
    Array.from({ length: 12 }, (_, index) =>
      result({
        service: {
          namespace: index % 2 ? 'shop' : 'batch',
          name: `svc-${index}`,
          type: 'ClusterIP',
          addresses: ['10.96.0.9'],
        },
        ...(index === 5 && {
          verdict: 'unreachable',
          shape: 'NO ENDPOINTS',
          cause: 'S01',
          findings: [finding('S01', 'error', 'selector app=webb matches 0 of 3 pods')],
        }),
        ...(index === 8 && {
          verdict: 'degraded',
          shape: 'PART',
          cause: 'S03',
          findings: [finding('S03', 'error', 'nothing listens at port 8080 of web-odd-1; 2 other endpoints answer')],
        }),
        ...(index === 9 && {
          verdict: 'inconclusive',
          cause: 'I01',
          findings: [finding('I01', 'warning', 'nothing answered on 53/UDP')],
          port: { port: 53, protocol: 'UDP', detected: 'unknown' },
        }),
      }),
    ),
    [vantage()],
    { durationMs: 6800, skipped: [{ check: 'nodes', right: 'list nodes' }] },
  ),
};
