package supervisor

import (
	"errors"
	"io"
	"net"
	"os/exec"
	"testing"

	v1 "k8s.io/api/core/v1"
)

func TestForwardPassesBothWaysAndHalfCloses(t *testing.T) {
	server, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer server.Close()
	go func() {
		c, err := server.Accept()
		if err != nil {
			return
		}
		question, _ := io.ReadAll(c) // ends with the client's half
		c.Write(append([]byte("re: "), question...))
		c.Close()
	}()
	front, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	file, err := front.(*net.TCPListener).File()
	if err != nil {
		t.Fatal(err)
	}
	go forward(file, server.Addr().String()) //nolint:errcheck // ends with the test
	c, err := net.Dial("tcp", front.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	io.WriteString(c, "hello")
	c.(*net.TCPConn).CloseWrite()
	if answer, err := io.ReadAll(c); err != nil || string(answer) != "re: hello" {
		t.Errorf("%q %v", answer, err)
	}
}

func TestKilled(t *testing.T) {
	for script, want := range map[string]bool{"kill -9 $$": true, "kill -15 $$": true, "exit 0": true, "exit 1": false} {
		if err := exec.Command("sh", "-c", script).Run(); killed(err) != want {
			t.Errorf("%s: %v", script, err)
		}
	}
	if killed(errors.New("not even started")) {
		t.Error("what never ran was not killed")
	}
}

func TestReady(t *testing.T) {
	node := func(status v1.ConditionStatus) *v1.Node {
		return &v1.Node{Status: v1.NodeStatus{Conditions: []v1.NodeCondition{{Type: v1.NodeDiskPressure, Status: v1.ConditionTrue}, {Type: v1.NodeReady, Status: status}}}}
	}
	if !ready(node(v1.ConditionTrue)) || ready(node(v1.ConditionUnknown)) || ready(&v1.Node{}) {
		t.Error("readiness is condition Ready being True")
	}
}
