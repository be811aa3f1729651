package network

import (
	"time"

	"github.com/vishvananda/netlink"

	"kubesvc.test/node/internal/plan"
)

// AddBridge makes the bridge that all nodes are joined to. It is node 1's own
// device.
func AddBridge() (netlink.Link, error) {
	bridge := &netlink.Bridge{LinkAttrs: netlink.NewLinkAttrs()}
	bridge.Name = "br0"
	return bridge, netlink.LinkAdd(bridge)
}

// Join joins node i, whose network namespace is that of process pid, to the
// bridge. In there the device is called eth0.
func Join(bridge netlink.Link, i, pid int) error {
	veth := &netlink.Veth{
		LinkAttrs:     netlink.LinkAttrs{Name: "v" + plan.NodeName(i), MasterIndex: bridge.Attrs().Index},
		PeerName:      "eth0",
		PeerNamespace: netlink.NsPid(pid),
	}
	if err := netlink.LinkAdd(veth); err != nil {
		return err
	}
	return netlink.LinkSetUp(veth)
}

// AwaitDevice waits for the device that Join brings.
func AwaitDevice() (netlink.Link, error) {
	for deadline := time.Now().Add(5 * time.Second); ; time.Sleep(20 * time.Millisecond) {
		link, err := netlink.LinkByName("eth0")
		if err == nil || time.Now().After(deadline) {
			return link, err
		}
	}
}
