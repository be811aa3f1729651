package plan

import (
	"os"
	"path/filepath"
)

// Kubeconfig is the administrator's, for use from the host.
func (c *Cluster) Kubeconfig() string { return filepath.Join(c.Dir, "kubeconfig") }

// Inside is the kubeconfig that a component uses, or "admin", from within the
// cluster's network.
func (c *Cluster) Inside(name string) string { return c.Conf(name + ".kubeconfig") }

// Conf is a path in the folder of configuration files.
func (c *Cluster) Conf(parts ...string) string {
	return filepath.Join(append([]string{c.Dir, "conf"}, parts...)...)
}

// State is a path in the folder of what the components keep.
func (c *Cluster) State(parts ...string) string {
	return filepath.Join(append([]string{c.Dir, "state"}, parts...)...)
}

// PKI is a path in the folder of keys and certificates.
func (c *Cluster) PKI(name string) string { return filepath.Join(c.Dir, "pki", name) }

// Log is the path of a component's log.
func (c *Cluster) Log(name string) string { return filepath.Join(c.Dir, "log", name+".log") }

// Clear removes what a cluster keeps. Logs stay for whoever wonders why it
// ended, unless nobody asked for the folder in the first place.
func (c *Cluster) Clear() error {
	if c.Ephemeral {
		return os.RemoveAll(c.Dir)
	}
	// The plan goes last: while it is there, another "down" can go on.
	for _, name := range []string{"state", "kubeconfig", "users", "pki", "conf", file} {
		if err := os.RemoveAll(filepath.Join(c.Dir, name)); err != nil {
			return err
		}
	}
	return nil
}
