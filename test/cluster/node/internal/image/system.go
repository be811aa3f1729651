package image

import v1 "github.com/google/go-containerregistry/pkg/v1"

const (
	// PauseTag is what containerd asks for unless it is told otherwise.
	PauseTag = "registry.k8s.io/pause:3.10.2"
	// CoreDNSTag is what the cluster's manifest asks for.
	CoreDNSTag = "registry.k8s.io/coredns/coredns:v1.15.0"
)

func pause(binary string) Image {
	tree := Tree{}
	tree.Program("pause", binary)
	return Image{"pause.tar", []string{PauseTag}, tree, v1.Config{Entrypoint: []string{"/pause"}, User: "65535:65535"}}
}

func coreDNS(binary string) Image {
	tree := Tree{}
	tree.Program("coredns", binary)
	return Image{"coredns.tar", []string{CoreDNSTag}, tree, v1.Config{
		Entrypoint:   []string{"/coredns"},
		ExposedPorts: map[string]struct{}{"53/udp": {}, "53/tcp": {}},
	}}
}
