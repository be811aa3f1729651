// Package supervisor is the process that starts a cluster's components and
// watches over them.
package supervisor

import (
	"os"

	"golang.org/x/sys/unix"
)

// The files that "up" hands to a cluster's first process.
const (
	// ListenerFD is the API server's place on the host: in tier full a socket
	// that listens, in tier api one that only holds the port.
	ListenerFD = 3 + iota
	// ReadyFD is the pipe that progress is told on, line by line; the last says
	// Ready.
	ReadyFD
	// AliveFD is the pipe whose other end the asker holds.
	AliveFD
)

// Ready is the last line of progress.
const Ready = "ready"

// inherited is a file handed over; it goes no further by itself.
func inherited(fd int, name string) *os.File {
	unix.CloseOnExec(fd)
	return os.NewFile(uintptr(fd), name)
}
