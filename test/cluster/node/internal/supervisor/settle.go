package supervisor

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	v1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/client-go/kubernetes"

	"kubesvc.test/node/internal/client"
	"kubesvc.test/node/internal/component"
	"kubesvc.test/node/internal/dns"
	"kubesvc.test/node/internal/plan"
)

const patience = 2 * time.Minute

// settle waits until pods can run and find one another by name.
func settle(c *plan.Cluster, api kubernetes.Interface, say func(string)) error {
	if err := apply(c, dns.Manifest); err != nil {
		return err
	}
	for i := 1; i <= c.Nodes; i++ {
		if err := awaitNode(c, api, i); err != nil {
			return err
		}
		say(plan.NodeName(i) + " is ready")
	}
	err := client.Await("CoreDNS", patience, func(ctx context.Context) error {
		d, err := api.AppsV1().Deployments("kube-system").Get(ctx, "coredns", metav1.GetOptions{})
		if err == nil && d.Status.AvailableReplicas == 0 {
			return errors.New("no replica is available")
		}
		return err
	})
	if err != nil {
		return err
	}
	say("coredns is available")
	// Without it no pod can be made in namespace default.
	return client.Await("ServiceAccount default", patience, func(ctx context.Context) error {
		_, err := api.CoreV1().ServiceAccounts("default").Get(ctx, "default", metav1.GetOptions{})
		return err
	})
}

func apply(c *plan.Cluster, manifest string) error {
	kubectl := component.Command(c.Bin, "kubectl", "--kubeconfig="+c.Inside("admin"), "apply", "-f", "-")
	kubectl.Stdin = strings.NewReader(manifest)
	if output, err := kubectl.CombinedOutput(); err != nil {
		return fmt.Errorf("kubectl apply: %w: %s", err, output)
	}
	return nil
}

// awaitNode waits for a node and writes its pod networks into its Node, for
// whoever reads them there: no controller allocates them.
func awaitNode(c *plan.Cluster, api kubernetes.Interface, i int) error {
	nodes, name, cidrs := api.CoreV1().Nodes(), plan.NodeName(i), c.PodCIDRs(i)
	patch, err := json.Marshal(map[string]any{"spec": map[string]any{"podCIDR": cidrs[0], "podCIDRs": cidrs}})
	if err != nil {
		return err
	}
	err = client.Await(name, patience, func(ctx context.Context) error {
		_, err := nodes.Patch(ctx, name, types.StrategicMergePatchType, patch, metav1.PatchOptions{})
		return err
	})
	if err != nil {
		return err
	}
	return client.Await(name, patience, func(ctx context.Context) error {
		node, err := nodes.Get(ctx, name, metav1.GetOptions{})
		if err == nil && !ready(node) {
			return errors.New("its condition Ready is not True")
		}
		return err
	})
}

func ready(node *v1.Node) bool {
	for _, condition := range node.Status.Conditions {
		if condition.Type == v1.NodeReady {
			return condition.Status == v1.ConditionTrue
		}
	}
	return false
}
