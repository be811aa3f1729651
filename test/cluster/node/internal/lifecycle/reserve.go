package lifecycle

import (
	"fmt"
	"net"
	"os"

	"golang.org/x/sys/unix"

	"kubesvc.test/node/internal/plan"
)

// reserve takes a port of the host's 127.0.0.1 for the API server, for as long
// as the file is open in any process, and answers which.
func reserve(c *plan.Cluster) (*os.File, int, error) {
	if c.Tier == plan.API {
		return hold(c.Port)
	}
	listener, err := net.Listen("tcp4", fmt.Sprintf("127.0.0.1:%d", c.Port))
	if err != nil {
		return nil, 0, err
	}
	defer listener.Close() // the file is another handle of the same socket
	file, err := listener.(*net.TCPListener).File()
	return file, listener.Addr().(*net.TCPAddr).Port, err
}

// hold binds a socket that does not listen. The API server, which is told to
// share its port, can bind the same and is the only one to listen; between two
// of its lives connections are refused and nobody else can have the port.
func hold(port int) (*os.File, int, error) {
	fd, err := unix.Socket(unix.AF_INET, unix.SOCK_STREAM|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		return nil, 0, err
	}
	file := os.NewFile(uintptr(fd), "port")
	if err := unix.SetsockoptInt(fd, unix.SOL_SOCKET, unix.SO_REUSEPORT, 1); err != nil {
		return nil, 0, err
	}
	if err := unix.Bind(fd, &unix.SockaddrInet4{Port: port, Addr: [4]byte{127, 0, 0, 1}}); err != nil {
		return nil, 0, fmt.Errorf("port %d of 127.0.0.1: %w", port, err)
	}
	name, err := unix.Getsockname(fd)
	if err != nil {
		return nil, 0, err
	}
	return file, name.(*unix.SockaddrInet4).Port, nil
}
