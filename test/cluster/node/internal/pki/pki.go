package pki

import (
	"os"
	"path/filepath"

	"kubesvc.test/node/internal/plan"
)

// Make writes every key pair and kubeconfig that a cluster needs.
func Make(c *plan.Cluster) error {
	for _, dir := range []string{c.PKI(""), c.Conf()} {
		if err := os.MkdirAll(dir, 0o755); err != nil {
			return err
		}
	}
	ca, err := newAuthority(c.PKI("ca"), "kubernetes")
	if err != nil {
		return err
	}
	if err := makeFrontProxy(c); err != nil {
		return err
	}
	if err := makeServiceAccountKey(c); err != nil {
		return err
	}
	for name, s := range subjects(c) {
		cert, key, err := ca.issue(s)
		if err != nil {
			return err
		}
		if err := writePair(c.PKI(name), cert, key); err != nil {
			return err
		}
		if err := ca.writeKubeconfig(c.Inside(name), c.APIInside(), s.user, cert, key); err != nil {
			return err
		}
		if name != "admin" {
			continue
		}
		if err := ca.writeKubeconfig(c.Kubeconfig(), c.APIOutside(), s.user, cert, key); err != nil {
			return err
		}
	}
	return nil
}

// AddUser writes the kubeconfig of one more user and answers its path. What the
// user may do is for RBAC to say.
func AddUser(c *plan.Cluster, name string, groups []string) (string, error) {
	ca, err := readAuthority(c.PKI("ca"))
	if err != nil {
		return "", err
	}
	cert, key, err := ca.issue(subject{user: name, groups: groups})
	if err != nil {
		return "", err
	}
	dir := filepath.Join(c.Dir, "users")
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return "", err
	}
	path := filepath.Join(dir, filepath.Base(name)+".kubeconfig")
	return path, ca.writeKubeconfig(path, c.APIOutside(), name, cert, key)
}

// subjects are the holders of certificates, by file name.
func subjects(c *plan.Cluster) map[string]subject {
	all := map[string]subject{
		"apiserver": {user: "kube-apiserver", hosts: []string{
			"kubernetes", "kubernetes.default", "kubernetes.default.svc", "kubernetes.default.svc.cluster.local",
			"localhost", "127.0.0.1", "::1", plan.FirstService4, plan.FirstService6, plan.NodeIP4(1), plan.NodeIP6(1),
		}},
		"admin": {user: "kubernetes-admin", groups: []string{"system:masters"}},
	}
	if c.Tier == plan.API {
		return all
	}
	loopback := []string{"localhost", "127.0.0.1"}
	all["apiserver-kubelet-client"] = subject{user: "kube-apiserver-kubelet-client", groups: []string{"system:masters"}}
	all["kube-controller-manager"] = subject{user: "system:kube-controller-manager", hosts: loopback}
	all["kube-scheduler"] = subject{user: "system:kube-scheduler", hosts: loopback}
	all["kube-proxy"] = subject{user: "system:kube-proxy"}
	for i := 1; i <= c.Nodes; i++ {
		name := plan.NodeName(i)
		all["kubelet-"+name] = subject{"system:node:" + name, []string{"system:nodes"}, []string{name, plan.NodeIP4(i), plan.NodeIP6(i)}}
	}
	return all
}

// makeFrontProxy makes what the aggregation layer identifies itself with.
func makeFrontProxy(c *plan.Cluster) error {
	front, err := newAuthority(c.PKI("front-proxy-ca"), "front-proxy-ca")
	if err != nil {
		return err
	}
	cert, key, err := front.issue(subject{user: "front-proxy-client"})
	if err != nil {
		return err
	}
	return writePair(c.PKI("front-proxy-client"), cert, key)
}

// makeServiceAccountKey makes the key that ServiceAccount tokens are signed with.
func makeServiceAccountKey(c *plan.Cluster) error {
	_, key, err := newKey()
	if err != nil {
		return err
	}
	return os.WriteFile(c.PKI("sa.key"), key, 0o600)
}
