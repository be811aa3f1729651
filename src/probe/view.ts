import { type Finding, portKey } from '../diagnosis/finding.ts';
import type { ServicePort } from '../service/types.ts';
import type { Check } from './judge/checks.ts';

/** What one vantage has seen. */
export interface View {
  /** Its id in the report. */
  id: string;
  namespace: string;
  node: string;
  addresses: string[];
  checks: readonly Check[];
  /** What fronts answered, by target id. */
  bodies: ReadonlyMap<string, Uint8Array>;
  /** Why it saw nothing, or not all. */
  trouble?: Finding | undefined;
  /** It is the machine that runs kubesvc, and no pod. */
  outside?: boolean | undefined;
}

/** Checks of one Service and port from one vantage, with the controls; built once for all Services. */
export type Index = (view: View, service: string, port: ServicePort | undefined) => Check[];

export function indexed(views: readonly View[]): Index {
  const key = (view: string, service: string, port: string) => `${view}\0${service}\0${port}`;
  const map = new Map<string, Check[]>();
  for (const { id, checks } of views) {
    for (const check of checks) {
      const at = key(id, check.service ?? '', check.servicePort ? portKey(check.servicePort) : '');
      const list = map.get(at);
      if (list) list.push(check);
      else map.set(at, [check]);
    }
  }
  const get = (view: View, service: string, port: string) => map.get(key(view.id, service, port)) ?? [];
  return (view, service, port) => [
    ...get(view, '', ''),
    ...get(view, service, ''),
    ...(port ? get(view, service, portKey(port)) : []),
  ];
}

const mostShown = 2048;

/** What was answered to these checks. */
export const textsOf = (checks: readonly Check[], { bodies }: View): string[] =>
  checks.flatMap(({ id }) => {
    const body = bodies.get(id);
    return body ? [new TextDecoder().decode(body)] : [];
  });

/** The beginning of the first answer that came with a body. */
export function responseOf(checks: readonly Check[], views: readonly View[]): string | undefined {
  for (const view of views) {
    for (const { id, vantage } of checks) {
      const body = vantage === view.id ? view.bodies.get(id) : undefined;
      if (body && body.length > 0) return new TextDecoder().decode(body.subarray(0, mostShown));
    }
  }
  return undefined;
}
