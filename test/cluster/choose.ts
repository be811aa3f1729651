/** Which cluster the tests run against; decided from facts alone. */

export type Tier = 'api' | 'full';

export type Choice = { use: 'given'; kubeconfig: string } | { use: 'own' } | { use: 'none'; missing: string };

/** What a choice depends on. */
export interface Facts {
  env: Readonly<Record<string, string | undefined>>;
  platform: string;
  uid: number;
  /** The process may make namespaces (CAP_SYS_ADMIN): root in a container often may not. */
  admin: boolean;
  /** Go's version as it says it, `go1.26.8`, or why there is none. */
  go: { version: string } | { missing: string };
}

/** What both Go modules ask for. */
const goNeeded = [1, 26] as const;

const wayOut = 'or set KUBESVC_TEST_KUBECONFIG to the kubeconfig of a cluster that tests may use';

export function choose(tier: Tier, facts: Facts): Choice {
  const given = facts.env.KUBESVC_TEST_KUBECONFIG;
  if (given) return { use: 'given', kubeconfig: given };
  const missing = whatIsMissing(tier, facts);
  return missing === undefined ? { use: 'own' } : { use: 'none', missing: `${missing}, ${wayOut}.` };
}

function whatIsMissing(tier: Tier, { platform, uid, admin, go }: Facts): string | undefined {
  if (platform !== 'linux') return `A cluster of our own needs Linux, and this is ${platform}: run the tests there`;
  if ('missing' in go)
    return `A cluster of our own is built with Go, and ${go.missing}: put Go ${goNeeded.join('.')} on PATH`;
  if (!newEnough(go.version)) {
    return `A cluster of our own is built with Go ${goNeeded.join('.')}, and this is ${go.version}: put a newer one on PATH`;
  }
  if (tier === 'api') return undefined;
  if (uid !== 0) return 'A whole cluster makes network namespaces, for which it must be root: run the tests as root';
  if (!admin)
    return 'A whole cluster makes namespaces, which root may not do here (CAP_SYS_ADMIN): run in a privileged container';
  return undefined;
}

function newEnough(version: string): boolean {
  const [, major, minor] = /^go(\d+)\.(\d+)/.exec(version) ?? [];
  if (major === undefined || minor === undefined) return version.startsWith('devel');
  return Number(major) > goNeeded[0] || (Number(major) === goNeeded[0] && Number(minor) >= goNeeded[1]);
}
