// Package sandbox gives a node the folders and kernel settings that its
// components expect, without changing the host's.
package sandbox

import (
	"fmt"
	"os"
	"path/filepath"

	"golang.org/x/sys/unix"

	"kubesvc.test/node/internal/plan"
)

// kept are the folders whose content is too large for memory: they lie in the
// work dir and appear at their usual places.
var kept = []string{"/var/lib/kubelet", "/var/lib/containerd", "/var/lib/cni", "/var/log/pods", "/var/log/containers"}

// Enter makes the mount namespace that this process is in a node's own: its
// /proc, /run, /var/lib and /var/log. Every mount goes with the namespace.
func Enter(c *plan.Cluster, node int) error {
	// Nothing that is mounted from here on may reach the host.
	if err := unix.Mount("", "/", "", unix.MS_REC|unix.MS_PRIVATE, ""); err != nil {
		return err
	}
	if err := unix.Mount("proc", "/proc", "proc", 0, ""); err != nil {
		return err
	}
	for _, dir := range []string{"/run", "/var/lib", "/var/log"} {
		if err := unix.Mount("tmpfs", dir, "tmpfs", 0, "mode=755"); err != nil {
			return fmt.Errorf("tmpfs on %s: %w", dir, err)
		}
	}
	for _, dir := range kept {
		if err := bind(c.State(plan.NodeName(node), filepath.Base(dir)), dir); err != nil {
			return err
		}
	}
	if err := os.MkdirAll("/run/lock", 0o755); err != nil { // iptables's
		return err
	}
	if err := coverTunables(); err != nil {
		return err
	}
	// Containers' volumes need mount propagation, inside.
	return unix.Mount("", "/", "", unix.MS_REC|unix.MS_SHARED, "")
}

func bind(from, to string) error {
	for _, dir := range []string{from, to} {
		if err := os.MkdirAll(dir, 0o755); err != nil {
			return err
		}
	}
	if err := unix.Mount(from, to, "", unix.MS_BIND, ""); err != nil {
		return fmt.Errorf("bind %s: %w", to, err)
	}
	return nil
}
