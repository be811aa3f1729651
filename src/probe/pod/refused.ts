import type { Finding } from '../../diagnosis/finding.ts';
import type { Limits } from './job.ts';

/**
 * Why a probe pod could not be made or did not run, from the cluster's own words. The tool could not look, which is never
 * the Service's fault: each comes with the way round it.
 */
export function finding(id: string, reason: string, message: string, evidence: string[] = []): Finding {
  const usual = ways[id];
  const tainted = id === 'R02' && /untolerated taint|were unschedulable/.test(message);
  const fix = [...(tainted ? [tolerant] : []), ...(usual ? [usual] : [])];
  return { id, severity: 'error', confidence: 'certain', reason, message, evidence, fix };
}

/** The scheduler's words for taints, of which cordoning a node is one. */
const tolerant = {
  command: 'kubesvc probe NAME --tolerate-all',
  why: 'let the probe pod on nodes that are tainted or cordoned',
};

const ways: Partial<Record<string, Finding['fix'][number]>> = {
  R01: {
    command: 'kubesvc probe NAME --image REGISTRY/alpine:3.23',
    why: 'an image that the nodes can pull (or KUBESVC_PROBE_IMAGE; --image-pull-secret NAME), or --no-pod',
  },
  R02: { command: 'kubectl describe nodes', why: 'what room and which taints the nodes have; --tolerate-all' },
  R03: {
    command: 'kubectl -n NAMESPACE get resourcequota,limitrange',
    why: 'what the namespace allows; --from-namespace, --overrides, --no-pod',
  },
  R04: { command: 'kubesvc probe NAME --print-rbac', why: 'the rights that it needs; or --runner pod, or --no-pod' },
  R05: { command: 'kubesvc probe NAME --dry-run=client', why: 'the object as it is sent; --overrides changes it' },
  R06: { command: 'kubesvc probe NAME --timeout-total 5m', why: 'more time, or fewer Services at once' },
  R07: { command: 'kubesvc probe NAME --print-rbac', why: 'reading logs is one of the rights' },
  R08: { command: 'kubectl get --raw /readyz', why: 'whether the API server answers' },
};

/** The ways out, which are to be pasted, with the namespace that the pod was for. */
export const inNamespace = (trouble: Finding, namespace: string): Finding => ({
  ...trouble,
  fix: trouble.fix.map((way) => ({ ...way, command: way.command.replace('NAMESPACE', namespace) })),
});

/** A refusal of the Job, of its pod, or of a dry run of either; `Error creating: pods "…" is forbidden: …` of an event, too. */
export function refusal(text: string): Finding {
  const message = text.replace(/^Error creating: /, '');
  const [, quota, wanted] = /exceeded quota: ([^,]+), (.*)/.exec(message) ?? [];
  if (quota)
    return finding('R03', 'quota', `ResourceQuota ${quota} has no room for the probe pod: ${wanted}`, [message]);
  const [, must] = /failed quota: ([^:]+: must specify .*)/.exec(message) ?? [];
  if (must) return finding('R03', 'quota', `ResourceQuota ${must}`, [message]);
  const [, account] = /serviceaccount "([^"]+)" not found/.exec(message) ?? [];
  if (account) return finding('R05', 'service-account', `there is no ServiceAccount ${account}`, [message]);
  const [, level, fields] = /violates PodSecurity "([^"]+)": (.*)/.exec(message) ?? [];
  if (level) return finding('R03', 'pod-security', `Pod Security ${level} refuses the probe pod: ${fields}`, [message]);
  const [, hook, said] = /admission webhook "([^"]+)" denied the request:?\s*(.*)/s.exec(message) ?? [];
  if (hook) return ofWebhook(hook, `refuses the probe pod: ${said}`, message);
  const [, silent, why] = /failed calling webhook "([^"]+)": (.*)/s.exec(message) ?? [];
  if (silent) return ofWebhook(silent, `does not answer: ${why}`, message);
  const [, space] = /^namespaces "([^"]+)" not found/.exec(message) ?? [];
  if (space)
    return {
      ...finding('R03', 'no-namespace', `there is no namespace ${space} to run the probe in`, [message]),
      fix: [{ command: 'kubectl get namespaces', why: 'which there are' }],
    };
  if (/is being terminated/.test(message))
    return {
      ...finding('R03', 'terminating', 'the namespace is being deleted, and takes nothing new', [message]),
      fix: [
        {
          command: 'kubesvc probe NAME --from-namespace default',
          why: 'ask from another namespace, as long as it is there',
        },
      ],
    };
  if (/ cannot create resource "(jobs|pods)"/.test(message))
    return finding('R04', 'forbidden', 'the probe pod may not be made: this user lacks the right', [message]);
  if (/ per Container is |max limit to request ratio/.test(message))
    return finding(
      'R03',
      'limit-range',
      `a LimitRange refuses the probe pod: ${message.replace(/^.*? is forbidden: /, '')}`,
      [message],
    );
  return finding('R03', 'refused', message);
}

function ofWebhook(name: string, does: string, message: string): Finding {
  const kinds = 'validatingwebhookconfigurations,mutatingwebhookconfigurations';
  return {
    ...finding('R03', 'webhook', `admission webhook ${name} ${does}`, [message]),
    fix: [
      {
        command: `kubectl get ${kinds} -o wide`,
        why: 'find the one that has it; else --from-namespace, --overrides, --no-pod',
      },
    ],
  };
}

/**
 * The limits under which a quota or a LimitRange would take the pod after all, read from its refusal; undefined where more
 * than numbers is wrong. A quota that insists on limits names them; a LimitRange names its own numbers.
 */
export function limitsFor(text: string): Limits | undefined {
  const limits: Limits = { requests: { cpu: '20m', memory: '16Mi' }, limits: { memory: '128Mi' } };
  const [, must] = /failed quota: [^:]+: must specify (.*)/.exec(text) ?? [];
  if (must) {
    if (/limits\.cpu/.test(must)) limits.limits['cpu'] = '500m';
    if (/limits\.ephemeral-storage/.test(must)) limits.limits['ephemeral-storage'] = '64Mi';
    if (/requests\.ephemeral-storage/.test(must)) limits.requests['ephemeral-storage'] = '8Mi';
    return limits;
  }
  let changed = false;
  const set = (of: Record<string, string>, resource: string, value: string) => {
    of[resource] = value;
    changed = true;
  };
  const bound = /(minimum|maximum) (cpu|memory) usage per (?:Container|Pod) is (\S+?), but (request|limit) is /g;
  for (const [, side, resource = '', value = ''] of text.matchAll(bound)) {
    if (side === 'minimum') set(limits.requests, resource, value);
    else set(limits.limits, resource, value);
  }
  for (const [, resource = '', value = ''] of text.matchAll(
    /maximum (cpu|memory) usage per (?:Container|Pod) is (\S+?)\.?\s*No limit is specified/g,
  ))
    set(limits.limits, resource, value);
  for (const [, resource = '', ratio = '1'] of text.matchAll(
    /(cpu|memory) max limit to request ratio per (?:Container|Pod) is (\d+)/g,
  )) {
    // A request as large as the limit meets every ratio.
    const limit = limits.limits[resource] ?? (resource === 'cpu' ? '100m' : '128Mi');
    limits.limits[resource] = limit;
    set(limits.requests, resource, Number(ratio) >= 1 ? limit : limit);
  }
  if (!changed) return undefined;
  for (const resource of ['cpu', 'memory'] as const) {
    const [request, limit] = [limits.requests[resource], limits.limits[resource]];
    if (request !== undefined && limit !== undefined && quantity(request) > quantity(limit)) {
      // Whichever the LimitRange has named stays; the other follows.
      if (/minimum/.test(text) && !new RegExp(`maximum ${resource}`).test(text)) limits.limits[resource] = request;
      else limits.requests[resource] = limit;
    }
  }
  return limits;
}

const units: Record<string, number> = {
  '': 1,
  m: 1e-3,
  k: 1e3,
  K: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
};

function quantity(text: string): number {
  const [, number = '0', unit = ''] = /^([\d.]+)([A-Za-z]*)$/.exec(text) ?? [];
  return Number(number) * (units[unit] ?? 1);
}
