package lifecycle

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"syscall"

	"golang.org/x/sys/unix"

	"kubesvc.test/node/internal/client"
	"kubesvc.test/node/internal/plan"
	"kubesvc.test/node/internal/process"
)

// Running is the plan of the cluster that runs in a work dir.
func Running(dir string) (*plan.Cluster, error) {
	c, err := plan.Load(dir)
	if errors.Is(err, os.ErrNotExist) || err == nil && !c.Main.Alive() {
		return nil, fmt.Errorf("no cluster runs in %s", dir)
	}
	return c, err
}

// Exec becomes a command in node 1's network namespace, and in that one alone:
// it sees the host's files. In tier api that is the host's network.
func Exec(dir string, argv []string) error {
	c, err := Running(dir)
	if err != nil {
		return err
	}
	path, err := exec.LookPath(argv[0])
	if err != nil {
		return err
	}
	if c.Tier == plan.Full {
		runtime.LockOSThread()
		namespace, err := os.Open(fmt.Sprintf("/proc/%d/ns/net", c.Main.PID))
		if err != nil {
			return err
		}
		if err := unix.Setns(int(namespace.Fd()), unix.CLONE_NEWNET); err != nil {
			return err
		}
	}
	return syscall.Exec(path, argv, append(os.Environ(), "KUBECONFIG="+c.Inside("admin")))
}

// RestartAPIServer kills the API server of a tier api cluster and waits until
// the next one, at the same address with the same data, is ready.
func RestartAPIServer(dir string) error {
	c, err := Running(dir)
	if err != nil {
		return err
	}
	if c.Tier != plan.API {
		return errors.New("only tier api's API server can be restarted")
	}
	for _, child := range process.Children(c.Main.PID) {
		if child.Name() != "kube-apiserver" {
			continue
		}
		if err := child.Kill(); err != nil {
			return err
		}
		return client.AwaitReady(c)
	}
	return errors.New("no API server is there to restart")
}
