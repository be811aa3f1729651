package supervisor

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"syscall"
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"kubesvc.test/node/internal/client"
	"kubesvc.test/node/internal/component"
	"kubesvc.test/node/internal/controlplane"
	"kubesvc.test/node/internal/pki"
	"kubesvc.test/node/internal/plan"
	"kubesvc.test/node/internal/process"
)

// bootAPI starts etcd and the API server as ordinary processes. The listener
// needs nothing but to be held: it keeps the port for the API server.
func bootAPI(c *plan.Cluster, r *component.Runner, _ *os.File, say func(string)) error {
	if err := os.MkdirAll(c.State(), 0o700); err != nil { // for etcd's socket
		return err
	}
	if err := pki.Make(c); err != nil {
		return err
	}
	if err := r.Run(component.Command(c.Bin, "etcd", controlplane.Etcd(c)...), "etcd", c.Log("etcd")); err != nil {
		return err
	}
	if err := keepAPIServer(c, r); err != nil {
		return err
	}
	say("etcd and kube-apiserver started")
	if err := client.AwaitReady(c); err != nil {
		return err
	}
	say("kube-apiserver is ready")
	return awaitBasics(c)
}

// keepAPIServer runs the API server and starts it anew when somebody has
// killed it. One that ends by itself is broken, and ends the cluster.
func keepAPIServer(c *plan.Cluster, r *component.Runner) error {
	const name = "kube-apiserver"
	server := component.Command(c.Bin, name, controlplane.APIServer(c)...)
	if err := r.Start(server, c.Log(name)); err != nil {
		return err
	}
	go func() {
		for {
			if err := server.Wait(); !killed(err) {
				r.Ended <- errors.Join(errors.New("kube-apiserver ended by itself; see "+c.Log(name)), err)
				return
			}
			server = component.Command(c.Bin, name, controlplane.APIServer(c)...)
			if err := r.Start(server, c.Log(name)); err != nil {
				r.Ended <- err
				return
			}
		}
	}()
	return nil
}

// killed: on SIGTERM the API server ends with exit status 0.
func killed(err error) bool {
	var exit *exec.ExitError
	if !errors.As(err, &exit) {
		return err == nil
	}
	status, ok := exit.Sys().(syscall.WaitStatus)
	return ok && status.Signaled()
}

// awaitBasics waits for what the API server itself makes after it is ready:
// with Service "kubernetes" there, cluster addresses can be given out.
func awaitBasics(c *plan.Cluster) error {
	api, err := client.New(c)
	if err != nil {
		return err
	}
	return client.Await("Service kubernetes", time.Minute, func(ctx context.Context) error {
		_, err := api.CoreV1().Services("default").Get(ctx, "kubernetes", metav1.GetOptions{})
		return err
	})
}

// clearAwayAPI does what "down" would do, when whoever would have called it is gone.
func clearAwayAPI(c *plan.Cluster) error {
	for _, child := range process.Children(os.Getpid()) {
		if err := child.Kill(); err != nil {
			return err
		}
	}
	return errors.Join(errors.New("whoever asked for the cluster is gone"), c.Clear())
}
