// Package plan says what a cluster is to look like: its options, its addresses
// and where its files lie. Every process of a cluster reads the same plan.
package plan

import (
	"encoding/json"
	"os"
	"path/filepath"

	"kubesvc.test/node/internal/process"
)

// Tier is how much of a cluster runs.
type Tier string

const (
	// API is etcd and kube-apiserver alone, as an ordinary user.
	API Tier = "api"
	// Full is a whole cluster with nodes, in namespaces of its own.
	Full Tier = "full"
)

// Cluster is the plan of one cluster, kept as JSON in its work dir.
type Cluster struct {
	Dir        string // state, logs, kubeconfig
	Bin        string // folder of the binaries
	Images     string // folder of the image tars
	Tier       Tier
	Port       int    // API server's port on the host's 127.0.0.1
	ProxyMode  string // nftables or iptables
	Nodes      int
	IPv6       bool
	Policy     bool // enforce NetworkPolicy
	Balance    bool // give LoadBalancer Services addresses
	Foreground bool // ends with the process that asked for it
	Ephemeral  bool // the whole work dir goes when it ends
	CgroupRoot string
	Since      string           // when it was asked for, RFC 3339
	Main       process.Identity // the process whose end is the cluster's end
}

const file = "cluster.json"

// Save writes the plan, whole or not at all: other processes read it meanwhile.
func (c *Cluster) Save() error {
	text, err := json.MarshalIndent(c, "", "  ")
	if err != nil {
		return err
	}
	draft := filepath.Join(c.Dir, "."+file)
	if err := os.WriteFile(draft, text, 0o600); err != nil {
		return err
	}
	return os.Rename(draft, filepath.Join(c.Dir, file))
}

// Load reads the plan of a work dir.
func Load(dir string) (*Cluster, error) {
	text, err := os.ReadFile(filepath.Join(dir, file))
	if err != nil {
		return nil, err
	}
	c := &Cluster{}
	return c, json.Unmarshal(text, c)
}
