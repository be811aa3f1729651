package lifecycle

import (
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"kubesvc.test/node/internal/plan"
	"kubesvc.test/node/internal/process"
)

func TestTell(t *testing.T) {
	var out strings.Builder
	if !tell(strings.NewReader("half\nready\n"), time.Now(), &out) {
		t.Error("ready was not heard")
	}
	if got := out.String(); got != "   0.0s half\n   0.0s ready\n" {
		t.Errorf("%q", got)
	}
	for _, text := range []string{"", "half\n", "ready\nthen not\n"} {
		if tell(strings.NewReader(text), time.Now(), &out) {
			t.Errorf("%q passed for ready", text)
		}
	}
}

func TestHoldKeepsAPortFromOthersButNotFromWhoShares(t *testing.T) {
	file, port, err := hold(0)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	if l, err := net.Listen("tcp4", fmt.Sprintf("127.0.0.1:%d", port)); err == nil {
		l.Close()
		t.Error("a stranger got the port")
	}
	again, _, err := hold(port)
	if err != nil {
		t.Fatalf("who shares did not get it: %v", err)
	}
	again.Close()
}

func TestEnd(t *testing.T) {
	dir := t.TempDir()
	cmd := exec.Command("sleep", "60")
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go cmd.Wait() //nolint:errcheck // killed
	c := &plan.Cluster{Dir: dir, Tier: plan.API, Main: process.Of(cmd.Process.Pid)}
	if err := c.Save(); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{"state/etcd", "log"} {
		if err := os.MkdirAll(filepath.Join(dir, path), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	for range 2 { // the second time there is nothing to do
		if err := End(dir); err != nil {
			t.Fatal(err)
		}
	}
	if c.Main.Alive() {
		t.Error("its process lives")
	}
	if left, _ := os.ReadDir(dir); len(left) != 1 || left[0].Name() != "log" {
		t.Errorf("left: %v", left)
	}
}

func TestEndSparesAStrangerWithTheSamePID(t *testing.T) {
	c := &plan.Cluster{Dir: t.TempDir(), Main: process.Identity{PID: os.Getpid(), Started: "1"}}
	if err := c.Save(); err != nil {
		t.Fatal(err)
	}
	if err := End(c.Dir); err != nil { // were it not so, this test would not return
		t.Fatal(err)
	}
}

func TestEphemeralLeavesNothing(t *testing.T) {
	c := &plan.Cluster{Dir: filepath.Join(t.TempDir(), "w"), Ephemeral: true}
	if err := os.Mkdir(c.Dir, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := c.Save(); err != nil {
		t.Fatal(err)
	}
	if err := End(c.Dir); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(c.Dir); err == nil {
		t.Error("the work dir is there")
	}
}
