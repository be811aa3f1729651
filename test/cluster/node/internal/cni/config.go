// Package cni gives pods their network: the chain of plugins that containerd
// calls, and the two of them that are this cluster's own.
package cni

import (
	"encoding/json"

	"kubesvc.test/node/internal/plan"
)

type object = map[string]any

// Config is node i's chain. ptp, not bridge: pods on one node are routed to one
// another, so that their traffic passes the forward hook, where NetworkPolicy
// is enforced.
func Config(c *plan.Cluster, i int) string {
	var ranges [][]object
	for _, cidr := range c.PodCIDRs(i) {
		ranges = append(ranges, []object{{"subnet": cidr}})
	}
	routes := []object{{"dst": "0.0.0.0/0"}}
	var plugins []object
	if c.IPv6 {
		routes = append(routes, object{"dst": "::/0"})
		plugins = append(plugins, object{"type": noDAD})
	}
	plugins = append(plugins,
		object{"type": "ptp", "mtu": 1500, "ipam": object{
			"type": "host-local", "dataDir": "/var/lib/cni/networks", "ranges": ranges, "routes": routes,
		}},
		object{"type": "portmap", "capabilities": object{"portMappings": true}},
	)
	if c.Policy {
		plugins = append(plugins, object{"type": networkPolicy})
	}
	text, err := json.MarshalIndent(object{"cniVersion": "1.0.0", "name": "pods", "plugins": plugins}, "", "  ")
	if err != nil {
		panic(err) // of maps and strings alone: it cannot be
	}
	return string(text)
}
