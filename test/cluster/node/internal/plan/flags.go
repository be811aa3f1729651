package plan

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"path/filepath"
	"strings"
	"time"
)

// covered are the folders that a node has of its own: nothing that it must see
// can lie in the host's.
var covered = []string{"/run", "/var/lib", "/var/log"}

// Parse reads the flags of "up".
func Parse(args []string) (*Cluster, time.Duration, error) {
	c := &Cluster{}
	flags := flag.NewFlagSet("up", flag.ContinueOnError)
	flags.SetOutput(io.Discard) // errors are worded once, by main
	flags.StringVar(&c.Dir, "dir", "", "work dir")
	flags.StringVar(&c.Bin, "bin", "", "folder of the binaries")
	flags.StringVar(&c.Images, "images", "", "folder of the image tars (tier full)")
	tier := flags.String("tier", string(Full), "full, or api: etcd and kube-apiserver alone")
	flags.IntVar(&c.Port, "port", 0, "the API server's port on 127.0.0.1 (0: any)")
	flags.StringVar(&c.ProxyMode, "proxy-mode", "nftables", "kube-proxy's mode: nftables or iptables")
	flags.IntVar(&c.Nodes, "nodes", 1, "number of nodes")
	flags.BoolVar(&c.IPv6, "ipv6", true, "dual stack")
	flags.BoolVar(&c.Policy, "policy", true, "enforce NetworkPolicy")
	flags.BoolVar(&c.Balance, "balance", true, "give LoadBalancer Services addresses")
	flags.BoolVar(&c.Foreground, "foreground", false, "stay, and end the cluster when standard input closes or this process dies")
	flags.BoolVar(&c.Ephemeral, "ephemeral", false, "remove the whole work dir in the end, logs too")
	wait := flags.Duration("wait", 3*time.Minute, "give up after this long")
	if err := flags.Parse(args); err != nil {
		return nil, 0, err
	}
	if flags.NArg() > 0 {
		return nil, 0, fmt.Errorf("up takes no argument: %q", flags.Arg(0))
	}
	c.Tier = Tier(*tier)
	for _, path := range []*string{&c.Dir, &c.Bin, &c.Images} {
		if *path == "" {
			continue
		}
		absolute, err := filepath.Abs(*path)
		if err != nil {
			return nil, 0, err
		}
		*path = absolute
	}
	return c, *wait, c.check()
}

func (c *Cluster) check() error {
	switch {
	case c.Tier != API && c.Tier != Full:
		return fmt.Errorf("no tier %q: it is api or full", c.Tier)
	case c.Dir == "" || c.Bin == "":
		return errors.New("up needs -dir and -bin")
	case c.Tier == Full && c.Images == "":
		return errors.New("tier full needs -images")
	case c.ProxyMode != "nftables" && c.ProxyMode != "iptables":
		return fmt.Errorf("no proxy mode %q: it is nftables or iptables", c.ProxyMode)
	case c.Nodes < 1 || c.Nodes > MaxNodes:
		return fmt.Errorf("%d nodes: it is 1 to %d", c.Nodes, MaxNodes)
	case c.Tier == API && c.Nodes > 1:
		return errors.New("tier api has no nodes")
	case c.Tier == API:
		return socketFits(c.EtcdSocket())
	}
	for _, folder := range covered {
		for _, path := range []string{c.Dir, c.Bin, c.Images} {
			if strings.HasPrefix(path+"/", folder+"/") {
				return fmt.Errorf("%s cannot be used: a node has a %s of its own", path, folder)
			}
		}
	}
	return nil
}

// EtcdSocket is where etcd listens in tier api: no port that another cluster,
// or another program, could want.
func (c *Cluster) EtcdSocket() string { return filepath.Join(c.Dir, "state", "etcd.sock") }

// socketFits refuses what the kernel would: a socket's path has 107 bytes. The
// one that etcd makes for its peers has a longer name.
func socketFits(path string) error {
	if len(path) > 100 {
		return fmt.Errorf("the work dir's path is too long for a socket: %s", filepath.Dir(filepath.Dir(path)))
	}
	return nil
}
