package balance

import (
	"reflect"
	"testing"

	v1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

func TestAllocate(t *testing.T) {
	both := []v1.IPFamily{v1.IPv6Protocol, v1.IPv4Protocol}
	used := map[string]bool{"10.200.0.200": true}
	if got, ok := allocate(both, used); !ok || !reflect.DeepEqual(got, []string{"fd00:10:200::c8", "10.200.0.201"}) {
		t.Errorf("%v", got)
	}
	if got, ok := allocate(both, used); !ok || !reflect.DeepEqual(got, []string{"fd00:10:200::c9", "10.200.0.202"}) {
		t.Errorf("the next: %v", got)
	}
}

func TestAllocateGivesAllFamiliesOrNone(t *testing.T) {
	used := map[string]bool{}
	for n := 0; n < 50; n++ {
		if _, ok := allocate([]v1.IPFamily{v1.IPv4Protocol}, used); !ok {
			t.Fatalf("no address for Service %d", n)
		}
	}
	if got, ok := allocate([]v1.IPFamily{v1.IPv6Protocol, v1.IPv4Protocol}, used); ok {
		t.Errorf("the 51st got %v", got)
	}
	if used["fd00:10:200::c8"] {
		t.Error("an address was lost")
	}
}

func TestWants(t *testing.T) {
	balancer := func(change func(*v1.Service)) *v1.Service {
		s := &v1.Service{Spec: v1.ServiceSpec{Type: v1.ServiceTypeLoadBalancer}}
		change(s)
		return s
	}
	class := "example.com/other"
	for _, c := range []struct {
		name   string
		change func(*v1.Service)
		want   bool
	}{
		{"new", func(*v1.Service) {}, true},
		{"another type", func(s *v1.Service) { s.Spec.Type = v1.ServiceTypeNodePort }, false},
		{"another balancer's", func(s *v1.Service) { s.Spec.LoadBalancerClass = &class }, false},
		{"served", func(s *v1.Service) { s.Status.LoadBalancer.Ingress = []v1.LoadBalancerIngress{{IP: "10.200.0.200"}} }, false},
		{"going away", func(s *v1.Service) { s.DeletionTimestamp = &metav1.Time{} }, false},
	} {
		if got := wants(balancer(c.change)); got != c.want {
			t.Errorf("%s: %v", c.name, got)
		}
	}
}
