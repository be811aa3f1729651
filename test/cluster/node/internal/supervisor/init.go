package supervisor

import (
	"errors"
	"os"
	"syscall"

	"kubesvc.test/node/internal/cgroup"
	"kubesvc.test/node/internal/plan"
	"kubesvc.test/node/internal/sandbox"
)

// Init is the first process of tier full's PID namespace: it prepares the
// mounts, starts the supervisor and reaps. When it ends, the kernel ends every
// process of the cluster.
func Init(dir string) error {
	listener, ready, alive := inherited(ListenerFD, "listener"), inherited(ReadyFD, "ready"), inherited(AliveFD, "alive")
	c, err := plan.Load(dir)
	if err != nil {
		return err
	}
	if err := sandbox.Enter(c, 1); err != nil {
		return err
	}
	if err := syscall.Sethostname([]byte(plan.NodeName(1))); err != nil {
		return err
	}
	// containerd finds its shim in PATH: ours must come before the machine's.
	if err := os.Setenv("PATH", c.Bin+":/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"); err != nil {
		return err
	}
	self, err := os.Executable()
	if err != nil {
		return err
	}
	supervisor, err := os.StartProcess(self, []string{self, "supervise", dir}, &os.ProcAttr{
		Files: []*os.File{os.Stdin, os.Stdout, os.Stderr, listener, ready},
		Env:   os.Environ(),
	})
	if err != nil {
		return err
	}
	listener.Close()
	ready.Close()
	reaped, gone := make(chan error, 1), make(chan struct{})
	go func() { reaped <- sandbox.Reap(supervisor.Pid) }()
	go func() {
		if !sandbox.Released(alive) {
			close(gone)
		}
	}()
	select {
	case err := <-reaped:
		return err
	case <-gone:
		return clearAway(c) // which ends the supervisor, too
	}
}

// clearAway does what "down" would do, when whoever would have called it is gone.
func clearAway(c *plan.Cluster) error {
	sandbox.Empty()
	return errors.Join(
		errors.New("whoever asked for the cluster is gone"),
		cgroup.Remove(c.CgroupRoot),
		c.Clear(),
	)
}
