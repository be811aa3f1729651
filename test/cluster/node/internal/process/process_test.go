package process

import (
	"os"
	"os/exec"
	"testing"
)

func TestParseStat(t *testing.T) {
	rest := " 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 6 18 4711 99"
	for _, c := range []struct {
		name, text string
		want       stat
		ok         bool
	}{
		{"plain", "7 (etcd) S 1" + rest, stat{'S', 1, 6, "4711"}, true},
		{"name with blanks and brackets", "7 (a) b (c)) R 42" + rest, stat{'R', 42, 6, "4711"}, true},
		{"no such process", "", stat{}, false},
		{"cut short", "7 (etcd) S 1 2", stat{}, false},
	} {
		if got, ok := parseStat(c.text); got != c.want || ok != c.ok {
			t.Errorf("%s: %+v %v", c.name, got, ok)
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
