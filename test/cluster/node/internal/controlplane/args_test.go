package controlplane

import (
	"slices"
	"strings"
	"testing"

	"kubesvc.test/node/internal/plan"
)

func TestTierAPIListensNowhereButOnItsOwnPort(t *testing.T) {
	c := &plan.Cluster{Dir: "/w", Tier: plan.API, Port: 4711, IPv6: true}
	args := strings.Join(append(Etcd(c), APIServer(c)...), " ")
	for _, port := range []string{"2379", "2380", "6443"} {
		if strings.Contains(args, port) {
			t.Errorf("port %s in %s", port, args)
		}
	}
	for _, want := range []string{
		"--secure-port=4711", "--bind-address=127.0.0.1", "--etcd-servers=unix:///w/state/etcd.sock",
		"--listen-client-urls=unix:///w/state/etcd.sock ", "--listen-peer-urls=unix:///w/state/etcd.sock.p ",
	} {
		if !strings.Contains(args, want) {
			t.Errorf("no %s in %s", want, args)
		}
	}
}

func TestBothTiersServeTheSameServices(t *testing.T) {
	for _, tier := range []plan.Tier{plan.API, plan.Full} {
		args := APIServer(&plan.Cluster{Tier: tier, IPv6: true})
		for _, want := range []string{"--service-cluster-ip-range=10.96.0.0/16,fd00:10:96::/112", "--authorization-mode=Node,RBAC"} {
			if !slices.Contains(args, want) {
				t.Errorf("%s: no %s", tier, want)
			}
		}
	}
}
