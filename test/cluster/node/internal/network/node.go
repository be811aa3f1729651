// Package network builds the links, addresses and routes of a cluster, all of
// them inside network namespaces that nothing leads out of.
package network

import (
	"fmt"
	"net"
	"os"
	"strings"

	"github.com/vishvananda/netlink"
	"golang.org/x/sys/unix"

	"kubesvc.test/node/internal/plan"
)

// SetUpNode configures the network namespace that this process is in as node
// i's: lo, the node's addresses on dev, a default route into the void and a
// route to every other node's pods.
func SetUpNode(c *plan.Cluster, i int, dev netlink.Link) error {
	lo, err := netlink.LinkByName("lo")
	if err != nil {
		return err
	}
	if err := netlink.LinkSetUp(lo); err != nil {
		return err
	}
	if err := setSysctls(); err != nil {
		return err
	}
	addresses := []string{plan.NodeIP4(i) + "/24"}
	if c.IPv6 {
		addresses = append(addresses, plan.NodeIP6(i)+"/64")
	}
	for _, address := range addresses {
		if err := addAddress(dev, address); err != nil {
			return fmt.Errorf("address %s: %w", address, err)
		}
	}
	if err := netlink.LinkSetUp(dev); err != nil {
		return err
	}
	if err := addVoid(c, dev); err != nil {
		return err
	}
	return addPodRoutes(c, i)
}

func setSysctls() error {
	for key, value := range map[string]string{
		"net.ipv4.ip_forward":              "1",
		"net.ipv6.conf.all.forwarding":     "1",
		"net.ipv6.conf.all.accept_dad":     "0",
		"net.ipv6.conf.default.accept_dad": "0",
		"net.ipv4.conf.all.rp_filter":      "0",
	} {
		if err := SetSysctl(key, value); err != nil {
			return err
		}
	}
	// Only there while the br_netfilter module is; pods are routed, so the
	// bridge between nodes needs no filter.
	for _, key := range []string{"net.bridge.bridge-nf-call-iptables", "net.bridge.bridge-nf-call-ip6tables"} {
		if err := SetSysctl(key, "0"); err != nil && !os.IsNotExist(err) {
			return err
		}
	}
	return nil
}

// SetSysctl sets a value of the network namespace that this thread is in.
func SetSysctl(key, value string) error {
	return os.WriteFile("/proc/sys/"+strings.ReplaceAll(key, ".", "/"), []byte(value), 0o644)
}

func addAddress(link netlink.Link, cidr string) error {
	address, err := netlink.ParseAddr(cidr)
	if err != nil {
		return err
	}
	if address.IP.To4() == nil {
		address.Flags = unix.IFA_F_NODAD // usable at once
	}
	return netlink.AddrAdd(link, address)
}

// addVoid sends what is not the cluster's where it vanishes without an answer,
// as behind a firewall that drops: into a veth without ARP, whose other end is a
// port that nothing is addressed to. That end also gives the bridge a carrier,
// without which IPv6 addresses stay tentative. (A dummy link would be simpler,
// but not every kernel has one.)
func addVoid(c *plan.Cluster, dev netlink.Link) error {
	uplink := &netlink.Veth{LinkAttrs: netlink.NewLinkAttrs(), PeerName: "uplink1"}
	uplink.Name = "uplink0"
	if err := netlink.LinkAdd(uplink); err != nil {
		return fmt.Errorf("uplink0: %w", err)
	}
	end, err := netlink.LinkByName("uplink1")
	if err != nil {
		return err
	}
	if dev.Type() == "bridge" {
		if err := netlink.LinkSetMaster(end, dev); err != nil {
			return err
		}
	}
	if err := netlink.LinkSetARPOff(uplink); err != nil {
		return err
	}
	for _, link := range []netlink.Link{uplink, end} {
		if err := netlink.LinkSetUp(link); err != nil {
			return err
		}
	}
	everywhere := []*net.IPNet{{IP: net.IPv4zero.To4(), Mask: net.CIDRMask(0, 32)}}
	if c.IPv6 {
		everywhere = append(everywhere, &net.IPNet{IP: net.IPv6zero, Mask: net.CIDRMask(0, 128)})
	}
	for _, target := range everywhere {
		if err := netlink.RouteAdd(&netlink.Route{LinkIndex: uplink.Attrs().Index, Dst: target}); err != nil {
			return fmt.Errorf("default route %s: %w", target, err)
		}
	}
	return nil
}

// addPodRoutes sends every other node's pod addresses to that node.
func addPodRoutes(c *plan.Cluster, i int) error {
	for other := 1; other <= c.Nodes; other++ {
		if other == i {
			continue
		}
		gateways := []string{plan.NodeIP4(other), plan.NodeIP6(other)}
		for family, cidr := range c.PodCIDRs(other) {
			_, target, err := net.ParseCIDR(cidr)
			if err != nil {
				return err
			}
			if err := netlink.RouteReplace(&netlink.Route{Dst: target, Gw: net.ParseIP(gateways[family])}); err != nil {
				return fmt.Errorf("route to %s: %w", cidr, err)
			}
		}
	}
	return nil
}
