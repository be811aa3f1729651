import type { Service } from '../types.ts';
import type { Effects } from './effects.ts';
import type { Form } from './form.ts';
import { portKey } from './kept-node-ports.ts';

const headings: [keyof Effects, string][] = [
  ['stays', 'stays'],
  ['becomes', 'becomes'],
  ['allocated', 'allocated'],
  ['wiped', 'wiped'],
  ['lost', 'lost for good'],
  ['unused', 'left without meaning'],
  ['notes', 'note'],
];

/** The preview of one change, in lines. */
export function describe(service: Service, { from, to, effects }: { from: Form; to: Form; effects: Effects }): string {
  const head = `service/${service.metadata.name}: ${from === to ? from : `${from} -> ${to}`}\n`;
  return headings.reduce(
    (text, [key, title]) => text + effects[key].map((line) => `  ${title}: ${line}\n`).join(''),
    head,
  );
}

/** What the server chose for the places that a change left to it; with the values that it only invents for a dry run too. */
export function chosen(service: Service, allocated: readonly string[]): string[] {
  const { spec } = service;
  const ports = (spec.ports ?? []).flatMap((port, index) =>
    allocated.includes(`spec.ports[${index}].nodePort`) && port.nodePort ? [`${portKey(port)}:${port.nodePort}`] : [],
  );
  const ips = allocated.includes('spec.clusterIPs') ? (spec.clusterIPs ?? []) : [];
  const check = allocated.includes('spec.healthCheckNodePort') && spec.healthCheckNodePort;
  return [
    ...(ips.length > 0 ? [`cluster IP ${ips.join(', ')}`] : []),
    ...(ports.length > 0 ? [`node port${ports.length > 1 ? 's' : ''} ${ports.join(', ')}`] : []),
    ...(check ? [`health check node port ${check}`] : []),
  ];
}
