// Package controlplane says how etcd, the API server, the controllers and the
// scheduler are called.
package controlplane

import (
	"fmt"

	"kubesvc.test/node/internal/plan"
)

// Etcd is how etcd is called.
func Etcd(c *plan.Cluster) []string {
	client, peer := "http://127.0.0.1:2379", "http://127.0.0.1:2380"
	listenClient, listenPeer := client, peer
	if c.Tier == plan.API {
		// Nobody dials what is advertised, as there are no peers. Etcd up to 3.6
		// wants a host and a port there, and no socket.
		client, peer = "http://127.0.0.1:1", "http://127.0.0.1:1"
		listenClient = "unix://" + c.EtcdSocket()
		listenPeer = listenClient + ".p"
	}
	return []string{
		"--data-dir=" + c.State("etcd"),
		"--unsafe-no-fsync", // nothing here outlives the machine
		"--logger=zap", "--log-level=warn",
		"--listen-client-urls=" + listenClient, "--advertise-client-urls=" + client,
		"--listen-peer-urls=" + listenPeer, "--initial-advertise-peer-urls=" + peer,
		"--initial-cluster=default=" + peer,
	}
}

// APIServer is how kube-apiserver is called.
func APIServer(c *plan.Cluster) []string {
	args := []string{
		"--service-cluster-ip-range=" + c.ServiceCIDRs(),
		"--tls-cert-file=" + c.PKI("apiserver.crt"), "--tls-private-key-file=" + c.PKI("apiserver.key"),
		"--client-ca-file=" + c.PKI("ca.crt"),
		"--service-account-issuer=https://kubernetes.default.svc.cluster.local",
		"--service-account-key-file=" + c.PKI("sa.key"), "--service-account-signing-key-file=" + c.PKI("sa.key"),
		"--requestheader-client-ca-file=" + c.PKI("front-proxy-ca.crt"),
		"--requestheader-allowed-names=front-proxy-client",
		"--requestheader-extra-headers-prefix=X-Remote-Extra-",
		"--requestheader-group-headers=X-Remote-Group",
		"--requestheader-username-headers=X-Remote-User",
		"--proxy-client-cert-file=" + c.PKI("front-proxy-client.crt"), "--proxy-client-key-file=" + c.PKI("front-proxy-client.key"),
		"--enable-admission-plugins=NodeRestriction",
		"--authorization-mode=Node,RBAC",
		"--allow-privileged=true",
	}
	if c.Tier == plan.API {
		return append(args, aloneAPIServer(c)...)
	}
	return append(args,
		"--etcd-servers=http://127.0.0.1:2379",
		"--advertise-address="+plan.NodeIP4(1), "--secure-port=6443",
		"--kubelet-certificate-authority="+c.PKI("ca.crt"),
		"--kubelet-client-certificate="+c.PKI("apiserver-kubelet-client.crt"),
		"--kubelet-client-key="+c.PKI("apiserver-kubelet-client.key"),
		"--kubelet-preferred-address-types=InternalIP",
	)
}

// aloneAPIServer is for an API server that no controller and no node stands by.
func aloneAPIServer(c *plan.Cluster) []string {
	return []string{
		"--etcd-servers=unix://" + c.EtcdSocket(),
		"--bind-address=127.0.0.1", fmt.Sprintf("--secure-port=%d", c.Port),
		// The supervisor holds the port, also while the API server restarts.
		"--permit-port-sharing=true",
		// Endpoints of Service "kubernetes" must not be loopback's, and there may
		// be no other: an address that is reserved for documentation.
		"--advertise-address=192.0.2.1",
		// No controller makes ServiceAccount "default", without which this
		// plugin refuses every pod.
		"--disable-admission-plugins=ServiceAccount",
	}
}

// ControllerManager is how kube-controller-manager is called.
func ControllerManager(c *plan.Cluster) []string {
	return append(asUser(c, "kube-controller-manager"),
		"--use-service-account-credentials=true",
		"--controllers=*,bootstrapsigner,tokencleaner",
		"--allocate-node-cidrs=false",
		"--service-cluster-ip-range="+c.ServiceCIDRs(),
		"--cluster-signing-cert-file="+c.PKI("ca.crt"), "--cluster-signing-key-file="+c.PKI("ca.key"),
		"--root-ca-file="+c.PKI("ca.crt"),
		"--service-account-private-key-file="+c.PKI("sa.key"),
		"--requestheader-client-ca-file="+c.PKI("front-proxy-ca.crt"),
	)
}

// Scheduler is how kube-scheduler is called.
func Scheduler(c *plan.Cluster) []string { return asUser(c, "kube-scheduler") }

func asUser(c *plan.Cluster, name string) []string {
	config := c.Inside(name)
	return []string{
		"--kubeconfig=" + config, "--authentication-kubeconfig=" + config, "--authorization-kubeconfig=" + config,
		"--bind-address=127.0.0.1", "--leader-elect=false",
		// At start some 40 ServiceAccounts and tokens are made: 6 s at the
		// default of 20 requests a second.
		"--kube-api-qps=500", "--kube-api-burst=1000",
	}
}
