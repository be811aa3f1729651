// Package netpol enforces NetworkPolicy with one nftables table on each node.
package netpol

import (
	"fmt"
	"hash/fnv"
	"slices"
	"strings"

	v1 "k8s.io/api/core/v1"
	netv1 "k8s.io/api/networking/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/labels"
)

// World is what policies speak of.
type World struct {
	Pods       []*v1.Pod
	Namespaces map[string]labels.Set // labels, by name
	Policies   []*netv1.NetworkPolicy
}

// A direction of traffic, as seen from the pod that a policy selects.
type direction struct {
	kind      netv1.PolicyType
	pod, peer string // where the pod's, and the other side's, address stands
}

var directions = []direction{
	{netv1.PolicyTypeIngress, "daddr", "saddr"},
	{netv1.PolicyTypeEgress, "saddr", "daddr"},
}

// Established connections survive a new policy, and without neighbour
// discovery there is no IPv6.
const always = "    ct state established,related accept\n    meta l4proto ipv6-icmp accept\n"

// Rules is the table that enforces all policies for the pods of one node, in
// nft's words. Every isolated pod has a chain per direction: what a policy
// allows returns from it, the rest is dropped. The hooks come after
// kube-proxy's destination NAT, so they see pods, not Services. What the node
// itself sends to its pods passes neither hook: the API always allows it.
func Rules(node string, w World) string {
	live := living(w.Pods)
	policies := slices.SortedFunc(slices.Values(w.Policies), byName)
	var chains, jumps strings.Builder
	for _, pod := range live {
		if pod.Spec.NodeName != node {
			continue
		}
		for _, d := range directions {
			selecting := selectingPolicies(policies, pod, d)
			if len(selecting) == 0 {
				continue // not isolated
			}
			chain := chainName(pod, d)
			fmt.Fprintf(&chains, "  chain %s {\n", chain)
			for _, policy := range selecting {
				for _, rule := range rulesOf(policy, d) {
					writeRule(&chains, world{live, w.Namespaces}, policy.Namespace, d, rule, pod)
				}
			}
			chains.WriteString("    drop\n  }\n")
			for _, ip := range pod.Status.PodIPs {
				fmt.Fprintf(&jumps, "    %s %s %s jump %s\n", family(ip.IP), d.pod, ip.IP, chain)
			}
		}
	}
	// Added first, so that deleting it never fails: the whole is one transaction.
	return "add table inet networkpolicy\ndelete table inet networkpolicy\ntable inet networkpolicy {\n" + chains.String() +
		hook("forward", jumps.String()) + hook("input", jumps.String()) + "}\n"
}

func hook(name, jumps string) string {
	return fmt.Sprintf("  chain %[1]s {\n    type filter hook %[1]s priority 10; policy accept;\n%[2]s%[3]s  }\n", name, always, jumps)
}

// living are the pods that have addresses of their own and may yet use them,
// in a settled order.
func living(pods []*v1.Pod) []*v1.Pod {
	var live []*v1.Pod
	for _, pod := range pods {
		over := pod.Status.Phase == v1.PodSucceeded || pod.Status.Phase == v1.PodFailed
		if !pod.Spec.HostNetwork && len(pod.Status.PodIPs) > 0 && !over {
			live = append(live, pod)
		}
	}
	slices.SortFunc(live, byName)
	return live
}

func selectingPolicies(policies []*netv1.NetworkPolicy, pod *v1.Pod, d direction) []*netv1.NetworkPolicy {
	var selecting []*netv1.NetworkPolicy
	for _, policy := range policies {
		if policy.Namespace == pod.Namespace && slices.Contains(policy.Spec.PolicyTypes, d.kind) &&
			matches(&policy.Spec.PodSelector, pod.Labels) {
			selecting = append(selecting, policy)
		}
	}
	return selecting
}

// chainName fits nft's rules for names, whatever the pod is called.
func chainName(pod *v1.Pod, d direction) string {
	hash := fnv.New64a()
	hash.Write([]byte(pod.Namespace + "/" + pod.Name))
	return fmt.Sprintf("%s_%x", strings.ToLower(string(d.kind)), hash.Sum64())
}

func byName[T metav1.Object](a, b T) int {
	if order := strings.Compare(a.GetNamespace(), b.GetNamespace()); order != 0 {
		return order
	}
	return strings.Compare(a.GetName(), b.GetName())
}

func matches(selector *metav1.LabelSelector, of labels.Set) bool {
	s, err := metav1.LabelSelectorAsSelector(selector)
	return err == nil && s.Matches(of)
}
