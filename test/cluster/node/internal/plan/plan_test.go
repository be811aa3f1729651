package plan

import (
	"reflect"
	"strings"
	"testing"
)

func TestParse(t *testing.T) {
	full := "-dir /w -bin /b -images /i "
	for _, c := range []struct{ name, args, err string }{
		{"full", full, ""},
		{"three nodes", full + "-nodes 3", ""},
		{"iptables", full + "-proxy-mode iptables", ""},
		{"api needs no images", "-tier api -dir /w -bin /b", ""},
		{"api in /run: nothing is covered there", "-tier api -dir /run/w -bin /b", ""},
		{"full needs images", "-dir /w -bin /b", "needs -images"},
		{"no folders", "", "needs -dir and -bin"},
		{"no such tier", full + "-tier half", "no tier"},
		{"no such proxy mode", full + "-proxy-mode ipvs", "no proxy mode"},
		{"no nodes", full + "-nodes 0", "1 to 9"},
		{"too many nodes", full + "-nodes 10", "1 to 9"},
		{"api with nodes", "-tier api -dir /w -bin /b -nodes 2", "no nodes"},
		{"work dir covered", "-dir /run/w -bin /b -images /i", "cannot be used"},
		{"binaries covered", "-dir /w -bin /var/lib/b -images /i", "cannot be used"},
		{"images covered", "-dir /w -bin /b -images /var/log", "cannot be used"},
		{"not covered, only alike", "-dir /running/w -bin /b -images /var/libs", ""},
		{"socket path too long", "-tier api -bin /b -dir /" + strings.Repeat("w", 90), "too long"},
		{"unknown flag", full + "-nope", "not defined"},
		{"argument", full + "now", "no argument"},
	} {
		_, _, err := Parse(strings.Fields(c.args))
		if c.err == "" && err != nil || c.err != "" && (err == nil || !strings.Contains(err.Error(), c.err)) {
			t.Errorf("%s: %v", c.name, err)
		}
	}
}

func TestParseMakesPathsAbsolute(t *testing.T) {
	c, _, err := Parse([]string{"-dir", "w", "-bin", "b", "-images", "i"})
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{c.Dir, c.Bin, c.Images} {
		if !strings.HasPrefix(path, "/") {
			t.Errorf("%q", path)
		}
	}
}

func TestAddresses(t *testing.T) {
	dual, single := &Cluster{IPv6: true}, &Cluster{}
	if got := dual.NodeIPs(2); got != "10.200.0.3,fd00:10:200::3" {
		t.Error(got)
	}
	if got := single.NodeIPs(2); got != "10.200.0.3" {
		t.Error(got)
	}
	if got, want := dual.PodCIDRs(3), []string{"10.244.2.0/24", "fd00:10:244:2::/64"}; !reflect.DeepEqual(got, want) {
		t.Error(got)
	}
	if got := single.PodCIDRs(1); len(got) != 1 {
		t.Error(got)
	}
}

func TestSaveAndLoad(t *testing.T) {
	c := &Cluster{Dir: t.TempDir(), Tier: Full, Nodes: 2, Port: 4711}
	if err := c.Save(); err != nil {
		t.Fatal(err)
	}
	if got, err := Load(c.Dir); err != nil || !reflect.DeepEqual(got, c) {
		t.Errorf("%+v %v", got, err)
	}
}
