package process

import (
	"os"
	"os/exec"
	"testing"
)

func TestParseStat(t *testing.T) {
	rest := " 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 4711 99"
	for _, c := range []struct {
		name, text, started string
		state               byte
		ok                  bool
	}{
		{"plain", "7 (etcd) S" + rest, "4711", 'S', true},
		{"name with blanks and brackets", "7 (a) b (c)) R" + rest, "4711", 'R', true},
		{"zombie", "7 (etcd) Z" + rest, "4711", 'Z', true},
		{"no such process", "", "", 0, false},
		{"cut short", "7 (etcd) S 1 2", "", 0, false},
	} {
		started, state, ok := parseStat(c.text)
		if started != c.started || state != c.state || ok != c.ok {
			t.Errorf("%s: %q %q %v", c.name, started, state, ok)
		}
	}
}

func TestAlive(t *testing.T) {
	if me := Of(os.Getpid()); !me.Alive() {
		t.Error("this process is not alive")
	}
	if (Identity{os.Getpid(), "1"}).Alive() {
		t.Error("a reused PID passes for the process that had it before")
	}
	if (Identity{}).Alive() {
		t.Error("no process is alive")
	}
}

func TestKill(t *testing.T) {
	cmd := exec.Command("sleep", "60")
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	p := Of(cmd.Process.Pid)
	if err := p.Kill(); err != nil || p.Alive() {
		t.Errorf("still there: %v", err)
	}
	cmd.Wait() //nolint:errcheck // killed
	if err := p.Kill(); err != nil {
		t.Errorf("a second time: %v", err)
	}
}

func TestChildren(t *testing.T) {
	cmd := exec.Command("sleep", "60")
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	defer cmd.Wait() //nolint:errcheck // killed
	defer cmd.Process.Kill()
	for _, child := range Children(os.Getpid()) {
		if child.PID == cmd.Process.Pid && child.Name() == "sleep" && child.Alive() {
			return
		}
	}
	t.Errorf("%d is not among %v", cmd.Process.Pid, Children(os.Getpid()))
}
