// Package client reaches a cluster's API server from within.
package client

import (
	"context"
	"fmt"
	"time"

	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/tools/clientcmd"

	"kubesvc.test/node/internal/plan"
)

// New is a client that acts as the administrator.
func New(c *plan.Cluster) (kubernetes.Interface, error) {
	config, err := clientcmd.BuildConfigFromFlags("", c.Inside("admin"))
	if err != nil {
		return nil, err
	}
	config.QPS, config.Burst = 500, 1000
	return kubernetes.NewForConfig(config)
}

// AwaitReady waits until the API server says that it is ready.
func AwaitReady(c *plan.Cluster) error {
	api, err := New(c)
	if err != nil {
		return err
	}
	return Await("the API server", time.Minute, func(ctx context.Context) error {
		return api.Discovery().RESTClient().Get().AbsPath("/readyz").Do(ctx).Error()
	})
}

// Await asks until the answer is yes: no error.
func Await(what string, patience time.Duration, ask func(context.Context) error) error {
	deadline := time.Now().Add(patience)
	for {
		ctx, cancel := context.WithTimeout(context.Background(), 2*time.Second)
		err := ask(ctx)
		cancel()
		if err == nil {
			return nil
		}
		if time.Now().After(deadline) {
			return fmt.Errorf("%s is not ready after %v: %w", what, patience, err)
		}
		time.Sleep(50 * time.Millisecond)
	}
}
