package plan

import "fmt"

// The networks of a cluster. They are the same in every cluster: each has a
// network namespace of its own.
const (
	serviceCIDR4, serviceCIDR6 = "10.96.0.0/16", "fd00:10:96::/112"
	podCIDR4, podCIDR6         = "10.244.0.0/16", "fd00:10:244::/56"
	registryPort               = 5000

	// DNS is the address of the cluster's name service.
	DNS = "10.96.0.10"
	// FirstService4 and FirstService6 are the addresses of Service "kubernetes".
	FirstService4, FirstService6 = "10.96.0.1", "fd00:10:96::1"
	// MaxNodes keeps the nodes' addresses below the load balancers'.
	MaxNodes = 9
)

// NodeName is the name of node i, which counts from 1.
func NodeName(i int) string { return fmt.Sprintf("node%d", i) }

// NodeIP4 is the IPv4 address of node i.
func NodeIP4(i int) string { return fmt.Sprintf("10.200.0.%d", i+1) }

// NodeIP6 is the IPv6 address of node i.
func NodeIP6(i int) string { return fmt.Sprintf("fd00:10:200::%d", i+1) }

// NodeIPs are the addresses of node i, in the cluster's families.
func (c *Cluster) NodeIPs(i int) string { return c.both(NodeIP4(i), NodeIP6(i)) }

// ServiceCIDRs are the networks of cluster addresses.
func (c *Cluster) ServiceCIDRs() string { return c.both(serviceCIDR4, serviceCIDR6) }

// ClusterCIDRs are the networks that all pods share.
func (c *Cluster) ClusterCIDRs() string { return c.both(podCIDR4, podCIDR6) }

// PodCIDRs are the networks of the pods of node i. They are given, not
// allocated by a controller, so that the CNI configuration is there before the
// kubelet first looks: it looks again only after 5 s.
func (c *Cluster) PodCIDRs(i int) []string {
	cidrs := []string{fmt.Sprintf("10.244.%d.0/24", i-1)}
	if c.IPv6 {
		cidrs = append(cidrs, fmt.Sprintf("fd00:10:244:%x::/64", i-1))
	}
	return cidrs
}

// Registry is where the images come from, as seen from within.
func (c *Cluster) Registry() string { return fmt.Sprintf("%s:%d", NodeIP4(1), registryPort) }

// APIInside is the API server's address, as seen from within.
func (c *Cluster) APIInside() string {
	if c.Tier == API {
		return c.APIOutside()
	}
	return NodeIP4(1) + ":6443"
}

// APIOutside is the API server's address, as seen from the host.
func (c *Cluster) APIOutside() string { return fmt.Sprintf("127.0.0.1:%d", c.Port) }

func (c *Cluster) both(v4, v6 string) string {
	if c.IPv6 {
		return v4 + "," + v6
	}
	return v4
}
