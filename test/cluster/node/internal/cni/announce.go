package cni

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"time"
)

// agentSocket is where the policy agent listens, in a node's own /run.
const agentSocket = "/run/networkpolicy.sock"

// Pod is what the agent is told of a new pod.
type Pod struct {
	Namespace, Name string
	IPs             []string
}

// announce is the last plugin of the chain. It tells the policy agent the new
// pod's addresses and waits until its rules are in force, so that no container
// of the pod runs before: the addresses in a Pod's status come only after its
// containers have started.
func announce(in io.Reader, out io.Writer, args string) error {
	var config struct {
		PrevResult json.RawMessage `json:"prevResult"`
	}
	if err := json.NewDecoder(in).Decode(&config); err != nil {
		return err
	}
	pod, err := parsePod(config.PrevResult, args)
	if err != nil {
		return err
	}
	if err := tell(pod); err != nil {
		return err
	}
	_, err = out.Write(config.PrevResult)
	return err
}

// parsePod reads the addresses out of the previous plugin's result and the pod
// out of CNI_ARGS.
func parsePod(previous []byte, args string) (Pod, error) {
	var result struct {
		IPs []struct{ Address string }
	}
	if err := json.Unmarshal(previous, &result); err != nil {
		return Pod{}, err
	}
	var pod Pod
	for _, pair := range strings.Split(args, ";") {
		switch key, value, _ := strings.Cut(pair, "="); key {
		case "K8S_POD_NAMESPACE":
			pod.Namespace = value
		case "K8S_POD_NAME":
			pod.Name = value
		}
	}
	if pod.Name == "" || pod.Namespace == "" {
		return Pod{}, fmt.Errorf("no pod in %q", args)
	}
	for _, ip := range result.IPs {
		address, _, _ := strings.Cut(ip.Address, "/")
		pod.IPs = append(pod.IPs, address)
	}
	return pod, nil
}

func tell(pod Pod) error {
	body, err := json.Marshal(pod)
	if err != nil {
		return err
	}
	agent := &http.Client{Timeout: 10 * time.Second, Transport: &http.Transport{
		DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
			return (&net.Dialer{}).DialContext(ctx, "unix", agentSocket)
		},
	}}
	answer, err := agent.Post("http://agent/", "application/json", bytes.NewReader(body))
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		text, _ := io.ReadAll(answer.Body)
		return fmt.Errorf("the policy agent says: %s", text)
	}
	return nil
}

// Listen opens the agent's socket.
func Listen() (net.Listener, error) { return net.Listen("unix", agentSocket) }

// Hear calls enforce for every pod that is announced; it must return when the
// rules that include the pod are in force.
func Hear(l net.Listener, enforce func(Pod) error) error {
	return http.Serve(l, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var pod Pod
		err := json.NewDecoder(r.Body).Decode(&pod)
		if err == nil && len(pod.IPs) == 0 {
			err = errors.New("a pod without addresses")
		}
		if err == nil {
			err = enforce(pod)
		}
		if err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
		}
	}))
}
