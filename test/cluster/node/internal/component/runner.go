// Package component starts the programs of a cluster and tells when one ends.
package component

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"syscall"
)

// The components that the one big binary holds; it goes by the name it is
// called by.
var inHyperkube = map[string]bool{
	"etcd": true, "kube-apiserver": true, "kube-controller-manager": true,
	"kube-scheduler": true, "kubelet": true, "kube-proxy": true, "kubectl": true,
}

// Command is how a program of the folder bin is called.
func Command(bin, name string, args ...string) *exec.Cmd {
	if !inHyperkube[name] {
		return exec.Command(filepath.Join(bin, name), args...)
	}
	cmd := exec.Command(filepath.Join(bin, "hyperkube"), args...)
	cmd.Args[0] = name
	return cmd
}

// Runner starts programs that end no later than this process.
type Runner struct {
	Ended chan error // the first word of each program that ended
	todo  chan func()
}

// NewRunner makes a runner. The kernel sends a program its death signal when
// the thread that started it ends, so one goroutine keeps a thread for good
// and starts them all.
func NewRunner() *Runner {
	r := &Runner{make(chan error, 32), make(chan func())}
	go func() {
		runtime.LockOSThread()
		for do := range r.todo {
			do()
		}
	}()
	return r
}

// Start starts a command whose output goes to the file log.
func (r *Runner) Start(cmd *exec.Cmd, log string) error {
	file, err := os.OpenFile(log, os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o644)
	if err != nil {
		return err
	}
	defer file.Close() // the program has its own
	cmd.Stdout, cmd.Stderr = file, file
	if cmd.SysProcAttr == nil {
		cmd.SysProcAttr = &syscall.SysProcAttr{}
	}
	cmd.SysProcAttr.Pdeathsig = syscall.SIGKILL
	started := make(chan error)
	r.todo <- func() { started <- cmd.Start() }
	return <-started
}

// Watch reports the end of a started command as the end of the cluster.
func (r *Runner) Watch(cmd *exec.Cmd, name, log string) {
	go func() { r.Ended <- fmt.Errorf("%s ended: %w; see %s", name, ended(cmd.Wait()), log) }()
}

// Run starts a command and watches it.
func (r *Runner) Run(cmd *exec.Cmd, name, log string) error {
	if err := r.Start(cmd, log); err != nil {
		return err
	}
	r.Watch(cmd, name, log)
	return nil
}

func ended(err error) error {
	if err == nil {
		return fmt.Errorf("exit status 0")
	}
	return err
}
