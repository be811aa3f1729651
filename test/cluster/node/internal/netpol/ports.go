package netpol

import (
	"fmt"
	"slices"
	"strings"

	v1 "k8s.io/api/core/v1"
	netv1 "k8s.io/api/networking/v1"
	"k8s.io/apimachinery/pkg/util/intstr"
)

// portMatches are the matches for a rule's ports; no port means every port. A
// named port that the server does not have matches nothing.
func portMatches(ports []netv1.NetworkPolicyPort, server *v1.Pod) []string {
	if len(ports) == 0 {
		return []string{""}
	}
	var matches []string
	for _, port := range ports {
		protocol := v1.ProtocolTCP
		if port.Protocol != nil {
			protocol = *port.Protocol
		}
		word := strings.ToLower(string(protocol))
		switch {
		case port.Port == nil:
			matches = append(matches, fmt.Sprintf("meta l4proto %s ", word))
		case port.Port.Type == intstr.Int && port.EndPort != nil:
			matches = append(matches, fmt.Sprintf("%s dport %d-%d ", word, port.Port.IntVal, *port.EndPort))
		case port.Port.Type == intstr.Int:
			matches = append(matches, fmt.Sprintf("%s dport %d ", word, port.Port.IntVal))
		default:
			for _, number := range containerPorts(server, port.Port.StrVal, protocol) {
				matches = append(matches, fmt.Sprintf("%s dport %d ", word, number))
			}
		}
	}
	return matches
}

func containerPorts(pod *v1.Pod, name string, protocol v1.Protocol) []int32 {
	if pod == nil {
		return nil // a network has no named ports
	}
	var numbers []int32
	for _, container := range pod.Spec.Containers {
		for _, port := range container.Ports {
			if port.Name == name && port.Protocol == protocol {
				numbers = append(numbers, port.ContainerPort)
			}
		}
	}
	return numbers
}

func named(ports []netv1.NetworkPolicyPort) bool {
	return slices.ContainsFunc(ports, func(p netv1.NetworkPolicyPort) bool {
		return p.Port != nil && p.Port.Type == intstr.String
	})
}
