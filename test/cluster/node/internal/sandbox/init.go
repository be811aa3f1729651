package sandbox

import (
	"errors"
	"fmt"
	"os"
	"syscall"

	"golang.org/x/sys/unix"
)

// Reap waits for every process that nobody else waits for, as the first
// process of a PID namespace must, until the process main ends.
func Reap(main int) error {
	for {
		var status syscall.WaitStatus
		pid, err := syscall.Wait4(-1, &status, 0, nil)
		switch {
		case errors.Is(err, syscall.EINTR):
		case err != nil:
			return err
		case pid == main:
			return fmt.Errorf("the supervisor ended: exit status %d", status.ExitStatus())
		}
	}
}

// Empty ends every other process of the PID namespace, whose first process
// this is, and takes the mounts out of the way of the work dir's removal.
func Empty() {
	// New ones may start while the old ones end; there is an end to it, as
	// nobody is left to start any.
	for syscall.Kill(-1, syscall.SIGKILL) == nil {
		_, err := syscall.Wait4(-1, nil, 0, nil)
		if errors.Is(err, syscall.ECHILD) {
			break
		}
	}
	for _, dir := range append(kept, "/run") {
		_ = unix.Unmount(dir, unix.MNT_DETACH) // with all that is mounted below
	}
}

// Released waits at a pipe whose other end a cluster's asker holds. It answers
// true when the asker has let the cluster go, and false when the asker is
// gone, however that came.
func Released(pipe *os.File) bool {
	n, _ := pipe.Read(make([]byte, 1))
	return n == 1
}
