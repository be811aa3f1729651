package supervisor

import (
	"io"
	"net"
	"os"
)

// forward joins every connection to the host's listener with one to the API
// server. A socket belongs to the network namespace that it was made in: this
// process accepts in the host's and dials in the cluster's, and no link has to
// lead from one into the other.
func forward(listener *os.File, to string) error {
	l, err := net.FileListener(listener)
	if err != nil {
		return err
	}
	for {
		from, err := l.Accept()
		if err != nil {
			return err
		}
		go join(from, to)
	}
}

func join(from net.Conn, to string) {
	defer from.Close()
	server, err := net.Dial("tcp", to)
	if err != nil {
		return // the caller sees its connection closed
	}
	defer server.Close()
	go func() {
		_, _ = io.Copy(server, from)
		if half, ok := server.(*net.TCPConn); ok {
			_ = half.CloseWrite()
		}
	}()
	_, _ = io.Copy(from, server)
}
