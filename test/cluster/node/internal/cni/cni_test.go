package cni

import (
	"encoding/json"
	"reflect"
	"testing"

	"kubesvc.test/node/internal/plan"
)

func TestConfig(t *testing.T) {
	for _, c := range []struct {
		name string
		plan plan.Cluster
		want []string
	}{
		{"dual stack with policy", plan.Cluster{IPv6: true, Policy: true}, []string{"nodad", "ptp", "portmap", "networkpolicy"}},
		{"IPv4 alone", plan.Cluster{Policy: true}, []string{"ptp", "portmap", "networkpolicy"}},
		{"no policy", plan.Cluster{}, []string{"ptp", "portmap"}},
	} {
		var config struct {
			Plugins []struct {
				Type string
				IPAM struct{ Ranges [][]struct{ Subnet string } }
			}
		}
		if err := json.Unmarshal([]byte(Config(&c.plan, 2)), &config); err != nil {
			t.Fatal(err)
		}
		var types, subnets []string
		for _, plugin := range config.Plugins {
			types = append(types, plugin.Type)
			for _, of := range plugin.IPAM.Ranges {
				subnets = append(subnets, of[0].Subnet)
			}
		}
		if !reflect.DeepEqual(types, c.want) {
			t.Errorf("%s: %v", c.name, types)
		}
		if !reflect.DeepEqual(subnets, c.plan.PodCIDRs(2)) {
			t.Errorf("%s: %v", c.name, subnets)
		}
	}
}

func TestParsePod(t *testing.T) {
	result := []byte(`{"ips": [{"address": "10.244.0.7/24"}, {"address": "fd00:10:244::7/64"}]}`)
	pod, err := parsePod(result, "IgnoreUnknown=1;K8S_POD_NAMESPACE=default;K8S_POD_NAME=web")
	if want := (Pod{"default", "web", []string{"10.244.0.7", "fd00:10:244::7"}}); err != nil || !reflect.DeepEqual(pod, want) {
		t.Errorf("%+v %v", pod, err)
	}
	for _, args := range []string{"", "K8S_POD_NAME=web", "K8S_POD_NAMESPACE=default"} {
		if pod, err := parsePod(result, args); err == nil {
			t.Errorf("%q: %+v", args, pod)
		}
	}
	if _, err := parsePod([]byte("{"), "K8S_POD_NAMESPACE=a;K8S_POD_NAME=b"); err == nil {
		t.Error("half a result was taken")
	}
}

func TestIsPlugin(t *testing.T) {
	for argv0, want := range map[string]bool{"/b/cni/nodad": true, "networkpolicy": true, "/b/cluster": false, "": false} {
		if IsPlugin(argv0) != want {
			t.Errorf("%q", argv0)
		}
	}
}
