import { isOfItsPort } from './checks.ts';
import type { ReportCheck, ReportVantage, Result } from './model.ts';
import type { TextWishes } from './look.ts';

/** From every node: a row for each, a column for each path, and what the pattern says. */

interface Column {
  title: string;
  node?: string | undefined;
  at: (check: ReportCheck) => boolean;
}

export function nodeTable(
  result: Result,
  vantages: readonly ReportVantage[],
  { paint }: Pick<TextWishes, 'paint'>,
): string {
  const columns = columnsOf(result.checks);
  const width = Math.max(6, ...vantages.map(({ node = '' }) => node.length));
  const widths = columns.map(({ title }) => title.length);
  const head = `  ${'from'.padEnd(width)}  ${columns.map(({ title }) => title).join('  ')}`;
  const rows = vantages.map(({ id, node = id, finding }) => {
    const own = result.checks.filter(({ vantage }) => vantage === id);
    const cells = columns.map((column, index) => cellOf(own.filter(column.at)).padEnd(widths[index] ?? 0));
    const line = `  ${node.padEnd(width)}  ${cells.join('  ')}`.trimEnd();
    return `${line.replaceAll(/(?<= )X(?= |$)/g, paint.bad('X'))}${finding ? `  ${finding.id} ${finding.message}` : ''}`;
  });
  return [head, ...rows, ...judgement(result, vantages).map((text) => `  ${text}`)].join('\n');
}

function columnsOf(checks: readonly ReportCheck[]): Column[] {
  const connections = checks.filter(({ layer }) => layer === 'l4');
  const has = (via: ReportCheck['via']) => connections.some((check) => check.via === via);
  const nodes = [
    ...new Set(
      connections.flatMap(({ via, endpoint }) =>
        via === 'endpoint' && endpoint ? [endpoint.node ?? '(no node)'] : [],
      ),
    ),
  ].sort();
  return [
    { title: 'dns', at: ({ via, layer }) => via === 'dns' && layer === 'dns' },
    ...(has('clusterIP')
      ? [{ title: 'cluster-ip', at: ({ via, layer }: ReportCheck) => via === 'clusterIP' && layer === 'l4' }]
      : []),
    ...(has('externalName')
      ? [{ title: 'external-name', at: ({ via, layer }: ReportCheck) => via === 'externalName' && layer === 'l4' }]
      : []),
    ...nodes.map((node): Column => ({
      title: `endpoints@${node}`,
      node,
      at: (check) =>
        check.via === 'endpoint' &&
        check.layer === 'l4' &&
        isOfItsPort(check) &&
        (check.endpoint?.node ?? '(no node)') === node,
    })),
    ...(has('nodePort')
      ? [{ title: 'node-port', at: ({ via, layer }: ReportCheck) => via === 'nodePort' && layer === 'l4' }]
      : []),
    ...(has('loadBalancer')
      ? [{ title: 'load-balancer', at: ({ via, layer }: ReportCheck) => via === 'loadBalancer' && layer === 'l4' }]
      : []),
  ];
}

/** `.` all well, `X` all failed, `/` some, `?` not known. */
function cellOf(checks: readonly ReportCheck[]): string {
  const ran = checks.filter(({ outcome }) => outcome !== 'not-run');
  if (ran.length === 0) return '?';
  const good = ran.filter(({ outcome }) => outcome === 'ok').length;
  return good === ran.length ? '.' : good === 0 ? 'X' : '/';
}

/** What the pattern of failures says: a column is a backend, a row is a node, all but the diagonal is the network between. */
export function judgement(result: Result, vantages: readonly ReportVantage[]): string[] {
  const nodes = vantages.filter(({ finding }) => !finding);
  const cell = (id: string, at: Column['at']) =>
    cellOf(result.checks.filter((check) => check.vantage === id && at(check)));
  const endpoints = columnsOf(result.checks).filter(({ node }) => node !== undefined);
  const fronts = columnsOf(result.checks).filter(({ title }) => title === 'cluster-ip');
  const said: string[] = [];
  const isBad = (id: string, column: Column) => ['X', '/'].includes(cell(id, column.at));
  const deadColumns = endpoints.filter((column) => nodes.every(({ id }) => cell(id, column.at) === 'X'));
  for (const { node } of deadColumns) said.push(`endpoints on ${node} answer nobody: look at those pods`);
  const living = endpoints.filter((column) => !deadColumns.includes(column));
  const off = nodes.flatMap(({ id, node }) => living.filter((column) => column.node !== node && isBad(id, column)));
  const diagonal = nodes.flatMap(({ id, node }) =>
    living.filter((column) => column.node === node && isBad(id, column)),
  );
  if (off.length > 0 && diagonal.length === 0)
    said.push(
      'pods of the same node reach each other, those of different nodes do not: the network between nodes (K02)',
    );
  const deadRows = nodes.filter(({ id }) => fronts.some((column) => cell(id, column.at) === 'X'));
  if (deadRows.length > 0 && deadRows.length < nodes.length) {
    const names = deadRows.map(({ node }) => node).join(', ');
    const local = deadRows.every(({ node }) => !endpoints.some((column) => column.node === node));
    const rest = nodes.filter((one) => !deadRows.includes(one));
    const bound = local && rest.every(({ node }) => endpoints.some((column) => column.node === node));
    said.push(
      bound
        ? `the Service fails exactly on the nodes without an endpoint of their own (${names}): a traffic policy of Local (T02)`
        : `the Service fails on ${names} alone: the proxy or the network of that node (K01)`,
    );
  }
  if (
    deadRows.length > 0 &&
    deadRows.length === nodes.length &&
    living.some((column) => nodes.every(({ id }) => cell(id, column.at) === '.'))
  )
    said.push('endpoints answer everywhere, the Service nowhere: the Service proxy (K01)');
  return said;
}
