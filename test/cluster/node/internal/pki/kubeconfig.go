package pki

import (
	"encoding/base64"
	"fmt"
	"os"
)

// writeKubeconfig writes a kubeconfig that holds all it needs: it can be
// copied anywhere.
func (a *authority) writeKubeconfig(path, server, user string, cert, key []byte) error {
	base64 := base64.StdEncoding.EncodeToString
	return os.WriteFile(path, fmt.Appendf(nil, `apiVersion: v1
kind: Config
clusters:
- name: cluster
  cluster:
    server: https://%[1]s
    certificate-authority-data: %[2]s
users:
- name: %[3]q
  user:
    client-certificate-data: %[4]s
    client-key-data: %[5]s
contexts:
- name: cluster
  context:
    cluster: cluster
    user: %[3]q
current-context: cluster
`, server, base64(a.pem), user, base64(cert), base64(key)), 0o600)
}
