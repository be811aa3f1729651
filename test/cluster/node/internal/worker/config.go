// Package worker runs what makes a node: containerd, kubelet, kube-proxy and
// the agents beside them.
package worker

import (
	"fmt"
	"os"
	"path/filepath"

	"kubesvc.test/node/internal/cni"
	"kubesvc.test/node/internal/plan"
)

// writeConfig writes node i's configuration files.
func writeConfig(c *plan.Cluster, i int) error {
	name := plan.NodeName(i)
	files := map[string]string{
		"resolv.conf":                 "nameserver 127.0.0.1\n",
		"certs.d/_default/hosts.toml": registryHosts(c),
		"cni/10-pods.conflist":        cni.Config(c, i),
		"containerd.toml":             containerdConfig(c, name),
		"kubelet.yaml":                kubeletConfig(c, name),
		"kube-proxy.yaml":             proxyConfig(c, name),
	}
	for file, text := range files {
		path := c.Conf(name, file)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			return err
		}
	}
	return nil
}

// registryHosts has containerd ask the cluster's registry, and nobody else, for
// every image, whatever registry its name says.
func registryHosts(c *plan.Cluster) string {
	return fmt.Sprintf(`server = "http://%[1]s"

[host."http://%[1]s"]
  capabilities = ["pull", "resolve"]
`, c.Registry())
}

// containerdConfig: oom scores cannot be lowered where root lacks
// CAP_SYS_RESOURCE, and the loopback plugin is one binary less.
func containerdConfig(c *plan.Cluster, node string) string {
	return fmt.Sprintf(`version = 4
imports = []

[plugins.'io.containerd.cri.v1.images'.registry]
  config_path = '%s'

[plugins.'io.containerd.cri.v1.runtime']
  restrict_oom_score_adj = true

[plugins.'io.containerd.cri.v1.runtime'.containerd.runtimes.runc]
  runtime_type = 'io.containerd.runc.v2'

[plugins.'io.containerd.cri.v1.runtime'.containerd.runtimes.runc.options]
  BinaryName = '%s'
  SystemdCgroup = false

[plugins.'io.containerd.cri.v1.runtime'.cni]
  bin_dirs = ['%s']
  conf_dir = '%s'
  use_internal_loopback = true

[plugins.'io.containerd.nri.v1.nri']
  disable = true
`, c.Conf(node, "certs.d"), filepath.Join(c.Bin, "runc"), filepath.Join(c.Bin, "cni"), c.Conf(node, "cni"))
}

// kubeletConfig: a full disk or swap on the machine is no reason to evict, and
// cgroup v1 is what many machines still have.
func kubeletConfig(c *plan.Cluster, node string) string {
	return fmt.Sprintf(`apiVersion: kubelet.config.k8s.io/v1beta1
kind: KubeletConfiguration
failCgroupV1: false
cgroupDriver: cgroupfs
cgroupRoot: %s
containerRuntimeEndpoint: unix://%s
authentication:
  anonymous: {enabled: false}
  webhook: {enabled: true}
  x509: {clientCAFile: %q}
authorization: {mode: Webhook}
tlsCertFile: %q
tlsPrivateKeyFile: %q
clusterDNS: [%q]
clusterDomain: cluster.local
resolvConf: %q
failSwapOn: false
evictionHard: {imagefs.available: "0%%", nodefs.available: "0%%", nodefs.inodesFree: "0%%"}
imageGCHighThresholdPercent: 100
serializeImagePulls: false
`, cgroupRoot(c, node), containerdSocket, c.PKI("ca.crt"), c.PKI("kubelet-"+node+".crt"), c.PKI("kubelet-"+node+".key"),
		plan.DNS, c.Conf(node, "resolv.conf"))
}

// proxyConfig: the conntrack limits can only be written in the machine's first
// network namespace; zero leaves them alone.
func proxyConfig(c *plan.Cluster, node string) string {
	return fmt.Sprintf(`apiVersion: kubeproxy.config.k8s.io/v1alpha1
kind: KubeProxyConfiguration
mode: %s
hostnameOverride: %s
clientConnection: {kubeconfig: %q}
clusterCIDR: %q
conntrack: {maxPerCore: 0, min: 0, tcpEstablishedTimeout: 0s, tcpCloseWaitTimeout: 0s}
`, c.ProxyMode, node, c.Inside("kube-proxy"), c.ClusterCIDRs())
}

func cgroupRoot(c *plan.Cluster, node string) string { return c.CgroupRoot + "/" + node }
