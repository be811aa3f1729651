package worker

import (
	"fmt"
	"net"
	"time"

	"kubesvc.test/node/internal/cgroup"
	"kubesvc.test/node/internal/client"
	"kubesvc.test/node/internal/component"
	"kubesvc.test/node/internal/netpol"
	"kubesvc.test/node/internal/plan"
)

const containerdSocket = "/run/containerd/containerd.sock"

// Start starts node i in this process's namespaces: containerd at once, the
// rest as soon as the API server is ready. A failure goes to the runner.
func Start(c *plan.Cluster, r *component.Runner, i int) error {
	name := plan.NodeName(i)
	if err := cgroup.Make(cgroupRoot(c, name)); err != nil {
		return err
	}
	if err := writeConfig(c, i); err != nil {
		return err
	}
	if err := run(c, r, i, "containerd", "--config="+c.Conf(name, "containerd.toml")); err != nil {
		return err
	}
	go func() {
		if err := startRest(c, r, i); err != nil {
			r.Ended <- fmt.Errorf("%s: %w", name, err)
		}
	}()
	return nil
}

func startRest(c *plan.Cluster, r *component.Runner, i int) error {
	name := plan.NodeName(i)
	if err := awaitSocket(containerdSocket); err != nil {
		return err
	}
	if err := client.AwaitReady(c); err != nil {
		return err
	}
	if c.Policy {
		api, err := client.New(c)
		if err != nil {
			return err
		}
		agent, err := netpol.Listen(api, name)
		if err != nil {
			return err
		}
		go func() { r.Ended <- fmt.Errorf("policy agent of %s ended: %w", name, agent.Run()) }()
	}
	if err := run(c, r, i, "kubelet", "--config="+c.Conf(name, "kubelet.yaml"),
		"--kubeconfig="+c.Inside("kubelet-"+name), "--hostname-override="+name, "--node-ip="+c.NodeIPs(i)); err != nil {
		return err
	}
	return run(c, r, i, "kube-proxy", "--config="+c.Conf(name, "kube-proxy.yaml"))
}

// run starts a component; only node 1's logs go by its plain name.
func run(c *plan.Cluster, r *component.Runner, i int, name string, args ...string) error {
	log := name
	if i > 1 {
		log += "-" + plan.NodeName(i)
	}
	return r.Run(component.Command(c.Bin, name, args...), log, c.Log(log))
}

func awaitSocket(path string) error {
	for deadline := time.Now().Add(30 * time.Second); ; time.Sleep(20 * time.Millisecond) {
		conn, err := net.Dial("unix", path)
		if err == nil {
			return conn.Close()
		}
		if time.Now().After(deadline) {
			return err
		}
	}
}
