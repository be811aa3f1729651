import type { ReportVantage, Result } from './model.ts';

const between = '  ·  ';

/** `Service shop/web  ClusterIP 10.96.14.7  ·  80/http → 8080  ·  3 endpoints ready (2 nodes)`. */
export function heading(results: readonly Result[]): string {
  const [first] = results;
  if (!first) return '';
  const { namespace, name, type, addresses = [], headless } = first.service;
  if (type === undefined) return `Service ${namespace}/${name}`;
  const address = headless ? 'headless' : addresses.join(' ');
  const ports = results.flatMap((result) => (result.port ? [portText(result)] : []));
  return [
    `Service ${namespace}/${name}  ${type} ${address}`.trimEnd(),
    ...(ports.length > 0 ? [ports.join(', ')] : []),
    ...endpointsText(results),
  ].join(between);
}

function endpointsText(results: readonly Result[]): string[] {
  const counts = results.flatMap(({ endpoints }) => endpoints ?? []);
  if (counts.length === 0) return [];
  const ready = Math.max(...counts.map((count) => count.ready));
  const nodes = Math.max(...counts.map((count) => count.nodes));
  const total = Math.max(...counts.map((count) => count.total));
  if (total === 0) return ['no endpoints'];
  const count = ready === total ? String(ready) : `${ready} of ${total}`;
  return [`${count} ${total === 1 ? 'endpoint' : 'endpoints'} ready${nodes > 1 ? ` (${nodes} nodes)` : ''}`];
}

export function portText({ port }: Result): string {
  if (!port) return '';
  const { port: number, name, protocol, targetPort } = port;
  // kubectl names a port after its numbers, `80-8080`, where it is given no name: that says nothing more.
  const called = name && !/^[\d-]+$/.test(name) ? `/${name}` : '';
  const target = targetPort === undefined || targetPort === number ? '' : ` → ${targetPort}`;
  return `${number}${called}${protocol === 'TCP' ? '' : `/${protocol}`}${target}`;
}

export function fromText(
  { kind, pod = '', namespace = '', node, image = '', startupMs }: ReportVantage,
  all: readonly ReportVantage[],
): string {
  if (kind === 'local') return 'From    this machine; no pod was made';
  const where = all.length > 1 ? `${all.length} nodes, ` : node === undefined ? '' : `node ${node}, `;
  const start = startupMs === undefined ? '' : `  started in ${(startupMs / 1000).toFixed(1)} s`;
  return `From    ${kind} ${kind === 'job' ? pod.replace(/(kubesvc-probe-[0-9a-f]+)-.*/, '$1') : pod} (${namespace}, ${where}${image})${start}`;
}
