// Package dns is the cluster's name service.
package dns

import _ "embed"

// Manifest is CoreDNS as kubeadm runs it.
//
//go:embed coredns.yaml
var Manifest string
