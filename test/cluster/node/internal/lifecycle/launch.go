package lifecycle

import (
	"os"
	"os/exec"
	"syscall"

	"kubesvc.test/node/internal/plan"
	"kubesvc.test/node/internal/process"
)

// first is a cluster's first process, as its parent holds it.
type first struct {
	progress *os.File
	alive    *os.File // while it is open, the cluster has an asker
	ended    chan error
}

// release lets the cluster live on without its asker.
func (f *first) release() error {
	_, err := f.alive.Write([]byte{'!'})
	return err
}

// launch starts a cluster's first process, in tier full in namespaces of its
// own, and writes down which it is.
func launch(c *plan.Cluster) (*first, error) {
	listener, port, err := reserve(c)
	if err != nil {
		return nil, err
	}
	defer listener.Close()
	c.Port = port
	if err := c.Save(); err != nil {
		return nil, err
	}
	progress, tell, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	defer tell.Close()
	watch, alive, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	defer watch.Close()
	log, err := os.Create(c.Log("cluster"))
	if err != nil {
		return nil, err
	}
	defer log.Close()
	cmd, err := command(c)
	if err != nil {
		return nil, err
	}
	cmd.Stdout, cmd.Stderr = log, log
	cmd.ExtraFiles = []*os.File{listener, tell, watch} // as supervisor's …FD say
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	f := &first{progress, alive, make(chan error, 1)}
	go func() { f.ended <- cmd.Wait() }()
	c.Main = process.Of(cmd.Process.Pid)
	return f, c.Save()
}

// command: "init" names the cgroup, too, so that whoever looks for orphans can
// see that it is not one.
func command(c *plan.Cluster) (*exec.Cmd, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	session := &syscall.SysProcAttr{Setsid: true} // a terminal's Ctrl-C is the asker's
	if c.Tier == plan.API {
		cmd := exec.Command(self, "supervise", c.Dir)
		cmd.SysProcAttr = session
		return cmd, nil
	}
	cmd := exec.Command(self, "init", c.Dir, c.CgroupRoot)
	session.Cloneflags = syscall.CLONE_NEWNS | syscall.CLONE_NEWPID | syscall.CLONE_NEWNET | syscall.CLONE_NEWIPC | syscall.CLONE_NEWUTS
	cmd.SysProcAttr = session
	return cmd, nil
}
