package component

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func TestCommand(t *testing.T) {
	if cmd := Command("/b", "kubelet", "-v"); cmd.Path != "/b/hyperkube" || cmd.Args[0] != "kubelet" {
		t.Errorf("%s %v", cmd.Path, cmd.Args)
	}
	if cmd := Command("/b", "containerd"); cmd.Path != "/b/containerd" || cmd.Args[0] != "/b/containerd" {
		t.Errorf("%s %v", cmd.Path, cmd.Args)
	}
}

func TestRunReportsTheEndAndKeepsTheOutput(t *testing.T) {
	log := filepath.Join(t.TempDir(), "x.log")
	r := NewRunner()
	if err := r.Run(exec.Command("sh", "-c", "echo words; exit 3"), "x", log); err != nil {
		t.Fatal(err)
	}
	select {
	case err := <-r.Ended:
		if !strings.Contains(err.Error(), "x ended: exit status 3") {
			t.Error(err)
		}
	case <-time.After(10 * time.Second):
		t.Fatal("no word of the end")
	}
	if text, _ := os.ReadFile(log); string(text) != "words\n" {
		t.Errorf("%q", text)
	}
}
