package supervisor

import (
	"fmt"
	"os"
	"os/exec"
	"syscall"

	"github.com/vishvananda/netlink"

	"kubesvc.test/node/internal/component"
	"kubesvc.test/node/internal/network"
	"kubesvc.test/node/internal/plan"
	"kubesvc.test/node/internal/sandbox"
	"kubesvc.test/node/internal/worker"
)

// addNode starts the process of another node and joins it to the bridge.
func addNode(c *plan.Cluster, r *component.Runner, i int, bridge netlink.Link) error {
	self, err := os.Executable()
	if err != nil {
		return err
	}
	name := plan.NodeName(i)
	node := exec.Command(self, "node", c.Dir, fmt.Sprint(i))
	node.SysProcAttr = &syscall.SysProcAttr{Cloneflags: syscall.CLONE_NEWNS | syscall.CLONE_NEWNET | syscall.CLONE_NEWUTS}
	if err := r.Run(node, name, c.Log(name)); err != nil {
		return err
	}
	return network.Join(bridge, i, node.Process.Pid)
}

// Node is the process of every node but the first, in a network and a mount
// namespace of its own.
func Node(dir string, i int) error {
	c, err := plan.Load(dir)
	if err != nil {
		return err
	}
	if err := enterNode(c, i); err != nil {
		return fmt.Errorf("%s: %w", plan.NodeName(i), err)
	}
	return runNode(c, i)
}

func enterNode(c *plan.Cluster, i int) error {
	if err := sandbox.Enter(c, i); err != nil {
		return err
	}
	if err := syscall.Sethostname([]byte(plan.NodeName(i))); err != nil {
		return err
	}
	device, err := network.AwaitDevice()
	if err != nil {
		return err
	}
	return network.SetUpNode(c, i, device)
}

func runNode(c *plan.Cluster, i int) error {
	r := component.NewRunner()
	if err := worker.Start(c, r, i); err != nil {
		return err
	}
	return <-r.Ended
}
