package supervisor

import (
	"fmt"
	"os"

	"kubesvc.test/node/internal/balance"
	"kubesvc.test/node/internal/cgroup"
	"kubesvc.test/node/internal/client"
	"kubesvc.test/node/internal/component"
	"kubesvc.test/node/internal/controlplane"
	"kubesvc.test/node/internal/network"
	"kubesvc.test/node/internal/pki"
	"kubesvc.test/node/internal/plan"
	"kubesvc.test/node/internal/registry"
	"kubesvc.test/node/internal/worker"
)

// bootFull starts a whole cluster in the namespaces that this process is in.
func bootFull(c *plan.Cluster, r *component.Runner, listener *os.File, say func(string)) error {
	bridge, err := network.AddBridge()
	if err != nil {
		return err
	}
	if err := network.SetUpNode(c, 1, bridge); err != nil {
		return err
	}
	if err := pki.Make(c); err != nil {
		return err
	}
	if err := cgroup.Make(c.CgroupRoot); err != nil {
		return err
	}
	run := func(name string, args []string) error {
		return r.Run(component.Command(c.Bin, name, args...), name, c.Log(name))
	}
	if err := run("etcd", controlplane.Etcd(c)); err != nil {
		return err
	}
	if err := run("kube-apiserver", controlplane.APIServer(c)); err != nil {
		return err
	}
	say("etcd and kube-apiserver started")
	images := make(chan error, 1)
	go func() { images <- registry.Serve(c.Registry(), c.Images, c.State("registry")) }()
	if err := worker.Start(c, r, 1); err != nil {
		return err
	}
	if err := client.AwaitReady(c); err != nil {
		return err
	}
	say("kube-apiserver is ready")
	// Started before, these two would be refused once and then wait for seconds.
	if err := run("kube-controller-manager", controlplane.ControllerManager(c)); err != nil {
		return err
	}
	if err := run("kube-scheduler", controlplane.Scheduler(c)); err != nil {
		return err
	}
	go func() { r.Ended <- forward(listener, c.APIInside()) }()
	for i := 2; i <= c.Nodes; i++ {
		if err := addNode(c, r, i, bridge); err != nil {
			return err
		}
	}
	if err := <-images; err != nil {
		return err
	}
	say("registry has the images")
	api, err := client.New(c)
	if err != nil {
		return err
	}
	if c.Balance {
		go func() { r.Ended <- fmt.Errorf("balancer ended: %w", balance.Run(api)) }()
	}
	return settle(c, api, say)
}
