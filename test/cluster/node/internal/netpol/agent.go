package netpol

import (
	"fmt"
	"net"
	"os/exec"
	"strings"
	"sync"
	"time"

	v1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/labels"
	"k8s.io/client-go/informers"
	"k8s.io/client-go/kubernetes"
	corelisters "k8s.io/client-go/listers/core/v1"
	netlisters "k8s.io/client-go/listers/networking/v1"
	"k8s.io/client-go/tools/cache"

	"kubesvc.test/node/internal/cni"
	"kubesvc.test/node/internal/watch"
)

// Agent keeps the table of one node in step with the policies.
type Agent struct {
	node       string
	factory    informers.SharedInformerFactory
	pods       corelisters.PodLister
	namespaces corelisters.NamespaceLister
	policies   netlisters.NetworkPolicyLister
	socket     net.Listener

	mu    sync.Mutex
	early map[string][]string // addresses that CNI has told, by NAMESPACE/NAME
	last  string              // the rules in force
}

// Listen makes a node's agent. From here on pods can be announced to it.
func Listen(api kubernetes.Interface, node string) (*Agent, error) {
	socket, err := cni.Listen()
	if err != nil {
		return nil, err
	}
	factory := informers.NewSharedInformerFactory(api, 0)
	return &Agent{
		node:       node,
		factory:    factory,
		pods:       factory.Core().V1().Pods().Lister(),
		namespaces: factory.Core().V1().Namespaces().Lister(),
		policies:   factory.Networking().V1().NetworkPolicies().Lister(),
		socket:     socket,
		early:      map[string][]string{},
	}, nil
}

// Run enforces until it fails.
func (a *Agent) Run() error {
	pods := a.factory.Core().V1().Pods().Informer()
	_, err := pods.AddEventHandler(cache.ResourceEventHandlerFuncs{DeleteFunc: func(object any) {
		if key, err := cache.DeletionHandlingMetaNamespaceKeyFunc(object); err == nil {
			a.mu.Lock()
			defer a.mu.Unlock()
			delete(a.early, key)
		}
	}})
	if err != nil {
		return err
	}
	failed := make(chan error, 2)
	go func() { failed <- cni.Hear(a.socket, a.welcome) }()
	go func() {
		failed <- watch.Changes(a.factory, func() {
			if err := a.enforce(); err != nil {
				fmt.Println("enforce:", err) // it is tried again
			}
		}, pods, a.factory.Core().V1().Namespaces().Informer(), a.factory.Networking().V1().NetworkPolicies().Informer())
	}()
	return <-failed
}

// welcome returns when the rules that include a new pod are in force.
func (a *Agent) welcome(pod cni.Pod) error {
	a.mu.Lock()
	a.early[pod.Namespace+"/"+pod.Name] = pod.IPs
	a.mu.Unlock()
	for range 40 { // the kubelet may know of the Pod before this agent does
		if _, err := a.pods.Pods(pod.Namespace).Get(pod.Name); err == nil {
			break
		}
		time.Sleep(50 * time.Millisecond)
	}
	return a.enforce()
}

func (a *Agent) enforce() error {
	a.mu.Lock()
	defer a.mu.Unlock()
	rules := Rules(a.node, a.world())
	if rules == a.last {
		return nil
	}
	nft := exec.Command("nft", "-f", "-")
	nft.Stdin = strings.NewReader(rules)
	if output, err := nft.CombinedOutput(); err != nil {
		return fmt.Errorf("nft: %w: %s\n%s", err, output, rules)
	}
	a.last = rules
	return nil
}

// world reads the caches, which do not fail.
func (a *Agent) world() World {
	w := World{Namespaces: map[string]labels.Set{}}
	pods, _ := a.pods.List(labels.Everything())
	for _, pod := range pods {
		w.Pods = append(w.Pods, withAddresses(pod, a.early[pod.Namespace+"/"+pod.Name]))
	}
	namespaces, _ := a.namespaces.List(labels.Everything())
	for _, namespace := range namespaces {
		w.Namespaces[namespace.Name] = namespace.Labels
	}
	w.Policies, _ = a.policies.List(labels.Everything())
	return w
}

// withAddresses is a pod with the addresses that its status does not say yet.
func withAddresses(pod *v1.Pod, ips []string) *v1.Pod {
	if len(pod.Status.PodIPs) > 0 || len(ips) == 0 {
		return pod
	}
	pod = pod.DeepCopy()
	for _, ip := range ips {
		pod.Status.PodIPs = append(pod.Status.PodIPs, v1.PodIP{IP: ip})
	}
	return pod
}
