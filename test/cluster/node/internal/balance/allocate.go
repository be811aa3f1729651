// Package balance gives LoadBalancer Services their addresses.
package balance

import (
	"fmt"

	v1 "k8s.io/api/core/v1"
)

// The last part of the addresses that are given out, in the nodes' networks.
const first, last = 200, 249

// wants says whether a Service still waits for its addresses. One with a class
// waits for another balancer.
func wants(s *v1.Service) bool {
	return s.Spec.Type == v1.ServiceTypeLoadBalancer && s.Spec.LoadBalancerClass == nil &&
		len(s.Status.LoadBalancer.Ingress) == 0 && s.DeletionTimestamp == nil
}

// taken are the addresses that Services have.
func taken(services []*v1.Service) map[string]bool {
	used := map[string]bool{}
	for _, s := range services {
		for _, ingress := range s.Status.LoadBalancer.Ingress {
			used[ingress.IP] = true
		}
	}
	return used
}

// allocate picks one free address per family and marks it as used; a Service
// gets all of its families or none.
func allocate(families []v1.IPFamily, used map[string]bool) ([]string, bool) {
	var picked []string
	for _, family := range families {
		ip, ok := free(family, used)
		if !ok {
			return nil, false
		}
		picked = append(picked, ip)
	}
	for _, ip := range picked {
		used[ip] = true
	}
	return picked, true
}

func free(family v1.IPFamily, used map[string]bool) (string, bool) {
	format := "10.200.0.%d"
	if family == v1.IPv6Protocol {
		format = "fd00:10:200::%x"
	}
	for n := first; n <= last; n++ {
		if ip := fmt.Sprintf(format, n); !used[ip] {
			return ip, true
		}
	}
	return "", false
}
