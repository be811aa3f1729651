package netpol

import (
	"fmt"
	"net/netip"
	"strings"

	v1 "k8s.io/api/core/v1"
	netv1 "k8s.io/api/networking/v1"
	"k8s.io/apimachinery/pkg/labels"
)

// world is what a rule's peers are looked for in.
type world struct {
	live       []*v1.Pod
	namespaces map[string]labels.Set
}

// A rule is what an ingress and an egress rule have in common.
type rule struct {
	peers []netv1.NetworkPolicyPeer
	ports []netv1.NetworkPolicyPort
}

func rulesOf(policy *netv1.NetworkPolicy, d direction) []rule {
	var rules []rule
	if d.kind == netv1.PolicyTypeIngress {
		for _, r := range policy.Spec.Ingress {
			rules = append(rules, rule{r.From, r.Ports})
		}
		return rules
	}
	for _, r := range policy.Spec.Egress {
		rules = append(rules, rule{r.To, r.Ports})
	}
	return rules
}

// A peer is one address or network of the other side, and the pod that has it,
// if it is one. Its match is empty for "anybody".
type peer struct {
	match string
	pod   *v1.Pod
}

// writeRule writes the lines that let through what one rule of a policy in
// namespace allows.
func writeRule(out *strings.Builder, w world, namespace string, d direction, r rule, pod *v1.Pod) {
	for _, p := range w.peersOf(r, namespace, d) {
		server := p.pod // whose ports a named port means
		if d.kind == netv1.PolicyTypeIngress {
			server = pod
		}
		for _, port := range portMatches(r.ports, server) {
			fmt.Fprintf(out, "    %s%sreturn\n", p.match, port)
		}
	}
}

func (w world) peersOf(r rule, namespace string, d direction) []peer {
	if len(r.peers) == 0 {
		anybody := []peer{{}}
		if d.kind == netv1.PolicyTypeEgress && named(r.ports) {
			for _, pod := range w.live { // each has its own idea of the name
				anybody = append(anybody, addressesOf(pod, d)...)
			}
		}
		return anybody
	}
	var peers []peer
	for _, p := range r.peers {
		if p.IPBlock != nil {
			peers = append(peers, block(p.IPBlock, d))
			continue
		}
		for _, pod := range w.live {
			if w.selects(p, namespace, pod) {
				peers = append(peers, addressesOf(pod, d)...)
			}
		}
	}
	return peers
}

// selects: without a namespace selector a peer is of the policy's own namespace.
func (w world) selects(p netv1.NetworkPolicyPeer, namespace string, pod *v1.Pod) bool {
	if p.NamespaceSelector == nil {
		if pod.Namespace != namespace {
			return false
		}
	} else if !matches(p.NamespaceSelector, w.namespaces[pod.Namespace]) {
		return false
	}
	return p.PodSelector == nil || matches(p.PodSelector, pod.Labels)
}

func block(b *netv1.IPBlock, d direction) peer {
	at := family(b.CIDR) + " " + d.peer
	match := fmt.Sprintf("%s %s ", at, b.CIDR)
	if len(b.Except) > 0 {
		match += fmt.Sprintf("%s != { %s } ", at, strings.Join(b.Except, ", "))
	}
	return peer{match, nil}
}

func addressesOf(pod *v1.Pod, d direction) []peer {
	var peers []peer
	for _, ip := range pod.Status.PodIPs {
		peers = append(peers, peer{fmt.Sprintf("%s %s %s ", family(ip.IP), d.peer, ip.IP), pod})
	}
	return peers
}

// family is nft's word for the family of an address or a network.
func family(address string) string {
	address, _, _ = strings.Cut(address, "/")
	if ip, err := netip.ParseAddr(address); err == nil && ip.Is6() {
		return "ip6"
	}
	return "ip"
}
