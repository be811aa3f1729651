package pki

import (
	"crypto/x509"
	"encoding/pem"
	"os"
	"strings"
	"testing"

	"kubesvc.test/node/internal/plan"
)

func made(t *testing.T, tier plan.Tier) *plan.Cluster {
	c := &plan.Cluster{Dir: t.TempDir(), Tier: tier, Nodes: 2, Port: 4711}
	if err := Make(c); err != nil {
		t.Fatal(err)
	}
	return c
}

func read(t *testing.T, path string) *x509.Certificate {
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	block, _ := pem.Decode(text)
	cert, err := x509.ParseCertificate(block.Bytes)
	if err != nil {
		t.Fatal(err)
	}
	return cert
}

func TestServingCertificateIsGoodWhereClientsAsk(t *testing.T) {
	c := made(t, plan.Full)
	pool := x509.NewCertPool()
	pool.AddCert(read(t, c.PKI("ca.crt")))
	for _, host := range []string{"127.0.0.1", "10.96.0.1", "kubernetes.default.svc", "10.200.0.2", "fd00:10:96::1"} {
		if _, err := read(t, c.PKI("apiserver.crt")).Verify(x509.VerifyOptions{DNSName: host, Roots: pool}); err != nil {
			t.Errorf("%s: %v", host, err)
		}
	}
}

func TestEveryNodeHasItsKubelet(t *testing.T) {
	c := made(t, plan.Full)
	cert := read(t, c.PKI("kubelet-node2.crt"))
	if cert.Subject.CommonName != "system:node:node2" || cert.Subject.Organization[0] != "system:nodes" {
		t.Error(cert.Subject)
	}
	text, err := os.ReadFile(c.Inside("kubelet-node2"))
	if err != nil || !strings.Contains(string(text), "https://10.200.0.2:6443") {
		t.Errorf("%s %v", text, err)
	}
}

func TestTierAPIHasNoKubelet(t *testing.T) {
	c := made(t, plan.API)
	if _, err := os.Stat(c.PKI("kubelet-node1.crt")); err == nil {
		t.Error("there is a kubelet")
	}
}

func TestAddUser(t *testing.T) {
	c := made(t, plan.API)
	path, err := AddUser(c, "jane", []string{"readers"})
	if err != nil {
		t.Fatal(err)
	}
	text, _ := os.ReadFile(path)
	if !strings.Contains(string(text), "https://127.0.0.1:4711") {
		t.Errorf("%s", text)
	}
	if outside, err := AddUser(c, "../../jane", nil); err != nil || !strings.HasPrefix(outside, c.Dir) {
		t.Errorf("a name led to %s: %v", outside, err)
	}
}
