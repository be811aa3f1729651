package balance

import (
	"context"
	"encoding/json"
	"fmt"

	v1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/labels"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/client-go/informers"
	"k8s.io/client-go/kubernetes"

	"kubesvc.test/node/internal/watch"
)

// Run writes an address into the status of every LoadBalancer Service. The
// nodes' kube-proxy answers for the address, so nothing else has to hold it.
func Run(api kubernetes.Interface) error {
	factory := informers.NewSharedInformerFactory(api, 0)
	services := factory.Core().V1().Services()
	lister := services.Lister()
	return watch.Changes(factory, func() {
		list, _ := lister.List(labels.Everything()) // a cache: it does not fail
		used := taken(list)
		for _, service := range list {
			if !wants(service) {
				continue
			}
			addresses, ok := allocate(service.Spec.IPFamilies, used)
			if !ok {
				fmt.Printf("balance: no address left for %s/%s\n", service.Namespace, service.Name)
				continue
			}
			if err := give(api, service, addresses); err != nil {
				fmt.Println("balance:", err)
			}
		}
	}, services.Informer())
}

func give(api kubernetes.Interface, service *v1.Service, addresses []string) error {
	var ingress []map[string]string
	for _, address := range addresses {
		ingress = append(ingress, map[string]string{"ip": address, "ipMode": string(v1.LoadBalancerIPModeVIP)})
	}
	patch, err := json.Marshal(map[string]any{"status": map[string]any{"loadBalancer": map[string]any{"ingress": ingress}}})
	if err != nil {
		return err
	}
	_, err = api.CoreV1().Services(service.Namespace).Patch(context.Background(), service.Name,
		types.MergePatchType, patch, metav1.PatchOptions{}, "status")
	return err
}
