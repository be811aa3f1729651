package netpol

import (
	"os/exec"
	"strings"
	"testing"

	v1 "k8s.io/api/core/v1"
	netv1 "k8s.io/api/networking/v1"
	"k8s.io/apimachinery/pkg/labels"
	"sigs.k8s.io/yaml"
)

// The pods that the tables below speak of.
var (
	web    = pod("default", "web", "node1", "app=web", "10.244.0.5", "fd00:10:244::5")
	friend = pod("default", "friend", "node2", "app=client,friend=yes", "10.244.1.6")
	other  = pod("other", "stranger", "node1", "friend=yes", "10.244.0.7")
	spaces = map[string]labels.Set{"default": {"name": "default"}, "other": {"name": "other", "team": "a"}}
)

func pod(namespace, name, node, set string, ips ...string) *v1.Pod {
	p := &v1.Pod{}
	p.Namespace, p.Name, p.Spec.NodeName = namespace, name, node
	p.Labels, _ = labels.ConvertSelectorToLabelsMap(set)
	p.Spec.Containers = []v1.Container{{Ports: []v1.ContainerPort{
		{Name: "http", ContainerPort: 8080, Protocol: v1.ProtocolTCP}, {Name: "dns", ContainerPort: 53, Protocol: v1.ProtocolUDP},
	}}}
	for _, ip := range ips {
		p.Status.PodIPs = append(p.Status.PodIPs, v1.PodIP{IP: ip})
	}
	return p
}

func policy(t *testing.T, spec string) *netv1.NetworkPolicy {
	p := &netv1.NetworkPolicy{}
	p.Namespace, p.Name = "default", "policy"
	if err := yaml.UnmarshalStrict([]byte(spec), &p.Spec); err != nil {
		t.Fatalf("%s: %v", spec, err)
	}
	return p
}

// chain is the body of the first chain of a direction.
func chain(rules, direction string) []string {
	_, body, ok := strings.Cut(rules, "  chain "+direction+"_")
	if !ok {
		return nil
	}
	_, body, _ = strings.Cut(body, "{\n")
	body, _, _ = strings.Cut(body, "  }\n")
	var lines []string
	for _, line := range strings.Split(strings.TrimSpace(body), "\n") {
		lines = append(lines, strings.TrimSpace(line))
	}
	return lines
}

func TestRules(t *testing.T) {
	for _, c := range []struct {
		name, spec string
		ingress    []string
		egress     []string
	}{
		{"deny all ingress", `{podSelector: {}, policyTypes: [Ingress]}`, []string{"drop"}, nil},
		{"deny all egress", `{podSelector: {}, policyTypes: [Egress]}`, nil, []string{"drop"}},
		{"not selected", `{podSelector: {matchLabels: {app: db}}, policyTypes: [Ingress]}`, nil, nil},
		{"allow all", `{podSelector: {}, policyTypes: [Ingress], ingress: [{}]}`, []string{"return", "drop"}, nil},
		{"by label, in the own namespace only", `{podSelector: {}, policyTypes: [Ingress], ingress: [{from: [{podSelector: {matchLabels: {friend: "yes"}}}]}]}`,
			[]string{"ip saddr 10.244.1.6 return", "drop"}, nil},
		{"by namespace", `{podSelector: {}, policyTypes: [Ingress], ingress: [{from: [{namespaceSelector: {matchLabels: {team: a}}}]}]}`,
			[]string{"ip saddr 10.244.0.7 return", "drop"}, nil},
		{"by namespace and label", `{podSelector: {}, policyTypes: [Ingress], ingress: [{from: [{namespaceSelector: {}, podSelector: {matchLabels: {friend: "yes"}}}]}]}`,
			[]string{"ip saddr 10.244.1.6 return", "ip saddr 10.244.0.7 return", "drop"}, nil},
		{"both families", `{podSelector: {}, policyTypes: [Ingress], ingress: [{from: [{podSelector: {matchLabels: {app: web}}}]}]}`,
			[]string{"ip saddr 10.244.0.5 return", "ip6 saddr fd00:10:244::5 return", "drop"}, nil},
		{"block with exceptions", `{podSelector: {}, policyTypes: [Ingress], ingress: [{from: [{ipBlock: {cidr: 10.0.0.0/8, except: [10.1.0.0/16, 10.2.0.0/16]}}]}]}`,
			[]string{"ip saddr 10.0.0.0/8 ip saddr != { 10.1.0.0/16, 10.2.0.0/16 } return", "drop"}, nil},
		{"IPv6 block", `{podSelector: {}, policyTypes: [Egress], egress: [{to: [{ipBlock: {cidr: "fd00::/8"}}]}]}`, nil,
			[]string{"ip6 daddr fd00::/8 return", "drop"}},
		{"ports", `{podSelector: {}, policyTypes: [Ingress], ingress: [{ports: [{port: 80}, {port: 53, protocol: UDP}, {port: 8000, endPort: 8010}, {protocol: UDP}]}]}`,
			[]string{"tcp dport 80 return", "udp dport 53 return", "tcp dport 8000-8010 return", "meta l4proto udp return", "drop"}, nil},
		{"named ingress port is the selected pod's", `{podSelector: {}, policyTypes: [Ingress], ingress: [{ports: [{port: http}]}]}`,
			[]string{"tcp dport 8080 return", "drop"}, nil},
		{"a name with another protocol is another port", `{podSelector: {}, policyTypes: [Ingress], ingress: [{ports: [{port: dns}]}]}`,
			[]string{"drop"}, nil},
		{"named egress port is each peer's", `{podSelector: {}, policyTypes: [Egress], egress: [{to: [{podSelector: {matchLabels: {friend: "yes"}}}], ports: [{port: http}]}]}`, nil,
			[]string{"ip daddr 10.244.1.6 tcp dport 8080 return", "drop"}},
		{"named egress port of anybody", `{podSelector: {matchLabels: {app: web}}, policyTypes: [Egress], egress: [{ports: [{port: http}]}]}`, nil,
			[]string{"ip daddr 10.244.1.6 tcp dport 8080 return", "ip daddr 10.244.0.5 tcp dport 8080 return", "ip6 daddr fd00:10:244::5 tcp dport 8080 return", "ip daddr 10.244.0.7 tcp dport 8080 return", "drop"}},
	} {
		rules := Rules("node1", World{[]*v1.Pod{other, web, friend}, spaces, []*netv1.NetworkPolicy{policy(t, c.spec)}})
		if got := chain(rules, "ingress"); strings.Join(got, "\n") != strings.Join(c.ingress, "\n") {
			t.Errorf("%s: ingress\n%s", c.name, strings.Join(got, "\n"))
		}
		if got := chain(rules, "egress"); strings.Join(got, "\n") != strings.Join(c.egress, "\n") {
			t.Errorf("%s: egress\n%s", c.name, strings.Join(got, "\n"))
		}
		check(t, c.name, rules)
	}
}

// check asks nft itself, where it is there and may be asked.
func check(t *testing.T, name, rules string) {
	nft := exec.Command("unshare", "-n", "nft", "-c", "-f", "-")
	if exec.Command("unshare", "-n", "nft", "list", "ruleset").Run() != nil {
		return
	}
	nft.Stdin = strings.NewReader(rules)
	if output, err := nft.CombinedOutput(); err != nil {
		t.Errorf("%s: nft refuses: %s\n%s", name, output, rules)
	}
}

func TestOnlyIsolatedPodsOfTheNodeAreJumpedTo(t *testing.T) {
	deny := policy(t, `{podSelector: {}, policyTypes: [Ingress, Egress]}`)
	rules := Rules("node1", World{[]*v1.Pod{web, friend, other}, spaces, []*netv1.NetworkPolicy{deny}})
	for _, want := range []string{"ip daddr 10.244.0.5 jump ingress_", "ip6 daddr fd00:10:244::5 jump ingress_", "ip saddr 10.244.0.5 jump egress_"} {
		if strings.Count(rules, want) != 2 { // forward and input
			t.Errorf("%q stands %d times in\n%s", want, strings.Count(rules, want), rules)
		}
	}
	for _, stranger := range []string{"10.244.1.6", "10.244.0.7"} {
		if strings.Contains(rules, stranger) {
			t.Errorf("%s in\n%s", stranger, rules)
		}
	}
}

func TestTwoPoliciesAdd(t *testing.T) {
	first := policy(t, `{podSelector: {}, policyTypes: [Ingress], ingress: [{ports: [{port: 1}]}]}`)
	second := policy(t, `{podSelector: {}, policyTypes: [Ingress], ingress: [{ports: [{port: 2}]}]}`)
	second.Name = "another"
	rules := Rules("node1", World{[]*v1.Pod{web}, spaces, []*netv1.NetworkPolicy{first, second}})
	if got := strings.Join(chain(rules, "ingress"), "\n"); got != "tcp dport 2 return\ntcp dport 1 return\ndrop" {
		t.Error(got)
	}
}

func TestLiving(t *testing.T) {
	host, done, unborn := web.DeepCopy(), web.DeepCopy(), web.DeepCopy()
	host.Spec.HostNetwork = true
	done.Status.Phase = v1.PodSucceeded
	unborn.Status.PodIPs = nil
	if got := living([]*v1.Pod{host, done, unborn, web}); len(got) != 1 || got[0] != web {
		t.Errorf("%v", got)
	}
	if got := living([]*v1.Pod{withAddresses(unborn, []string{"10.244.0.9"})}); len(got) != 1 {
		t.Error("a pod that CNI told of is not policed")
	}
}
