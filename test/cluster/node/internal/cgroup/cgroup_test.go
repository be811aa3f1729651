package cgroup

import (
	"reflect"
	"testing"

	"kubesvc.test/node/internal/process"
)

func TestRemoveRefusesWhatIsNotOurs(t *testing.T) {
	for _, root := range []string{"", "/", "/system.slice", "/kubesvc-", "/kubesvc-12", "/kubesvc-12-", "kubesvc-1-2", "/kubesvc-1-2/..", "/kubesvc-1-2/../..", "/kubesvc-a-b", "/x/kubesvc-1-2"} {
		if err := Remove(root); err == nil {
			t.Errorf("%q was taken for a cluster's", root)
		}
	}
}

func TestRootNamesItsAsker(t *testing.T) {
	who := process.Identity{PID: 12, Started: "345"}
	root := Root(who)
	if root != "/kubesvc-12-345" {
		t.Errorf("root %q", root)
	}
	if got, ok := asker(root); !ok || got != who {
		t.Errorf("asker of %q: %v %v", root, got, ok)
	}
	if _, ok := asker("/kubepods"); ok {
		t.Error("a stranger's group has an asker")
	}
}

func TestClaim(t *testing.T) {
	for cmdline, want := range map[string]string{
		"/c/cluster\x00init\x00/tmp/x\x00/kubesvc-1-2\x00": "/kubesvc-1-2",
		"/c/cluster\x00init\x00/tmp/x\x00/other\x00":       "",
		"/c/cluster\x00down\x00/tmp/x\x00/kubesvc-1-2\x00": "",
		"grep\x00/kubesvc-1-2\x00":                         "",
		"":                                                 "",
	} {
		if got, ok := claim(cmdline); got != want || ok != (want != "") {
			t.Errorf("%q: %q", cmdline, got)
		}
	}
}

func TestParseMounts(t *testing.T) {
	got := parseMounts("proc /proc proc rw 0 0\ncgroup /sys/fs/cgroup/cpu cgroup rw,cpu 0 0\ncgroup2 /sys/fs/cgroup/unified cgroup2 rw 0 0\n\n")
	if want := []string{"/sys/fs/cgroup/cpu", "/sys/fs/cgroup/unified"}; !reflect.DeepEqual(got, want) {
		t.Errorf("%v", got)
	}
}
