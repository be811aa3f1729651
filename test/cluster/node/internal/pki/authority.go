// Package pki makes the keys, certificates and kubeconfigs of a cluster.
package pki

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"net"
	"os"
	"time"
)

// authority signs certificates.
type authority struct {
	cert *x509.Certificate
	key  crypto.Signer
	pem  []byte
}

// subject is whom a certificate is for: to the API server, the common name is
// the user's and the organisations are the groups.
type subject struct {
	user   string
	groups []string
	hosts  []string // names and addresses, for a server
}

// newAuthority makes a self-signed authority and writes it to path.crt, path.key.
func newAuthority(path, name string) (*authority, error) {
	key, keyText, err := newKey()
	if err != nil {
		return nil, err
	}
	template := certificate(pkix.Name{CommonName: name})
	template.KeyUsage |= x509.KeyUsageCertSign
	template.BasicConstraintsValid, template.IsCA = true, true
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		return nil, err
	}
	cert, err := x509.ParseCertificate(der)
	if err != nil {
		return nil, err
	}
	a := &authority{cert, key, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})}
	return a, writePair(path, a.pem, keyText)
}

// readAuthority reads what newAuthority wrote.
func readAuthority(path string) (*authority, error) {
	certText, err := os.ReadFile(path + ".crt")
	if err != nil {
		return nil, err
	}
	keyText, err := os.ReadFile(path + ".key")
	if err != nil {
		return nil, err
	}
	certBlock, _ := pem.Decode(certText)
	keyBlock, _ := pem.Decode(keyText)
	if certBlock == nil || keyBlock == nil {
		return nil, os.ErrInvalid
	}
	cert, err := x509.ParseCertificate(certBlock.Bytes)
	if err != nil {
		return nil, err
	}
	key, err := x509.ParseECPrivateKey(keyBlock.Bytes)
	return &authority{cert, key, certText}, err
}

// issue makes a key pair, good for a server and for a client.
func (a *authority) issue(s subject) (cert, key []byte, err error) {
	signer, keyText, err := newKey()
	if err != nil {
		return nil, nil, err
	}
	template := certificate(pkix.Name{CommonName: s.user, Organization: s.groups})
	template.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth, x509.ExtKeyUsageClientAuth}
	for _, host := range s.hosts {
		if ip := net.ParseIP(host); ip != nil {
			template.IPAddresses = append(template.IPAddresses, ip)
		} else {
			template.DNSNames = append(template.DNSNames, host)
		}
	}
	der, err := x509.CreateCertificate(rand.Reader, template, a.cert, signer.Public(), a.key)
	if err != nil {
		return nil, nil, err
	}
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}), keyText, nil
}

func certificate(name pkix.Name) *x509.Certificate {
	serial, _ := rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), 120))
	return &x509.Certificate{
		SerialNumber: serial,
		Subject:      name,
		NotBefore:    time.Now().Add(-time.Hour),
		NotAfter:     time.Now().Add(365 * 24 * time.Hour),
		KeyUsage:     x509.KeyUsageDigitalSignature | x509.KeyUsageKeyEncipherment,
	}
}

// newKey makes an elliptic key: an RSA key takes longer than all the rest.
func newKey() (*ecdsa.PrivateKey, []byte, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, nil, err
	}
	der, err := x509.MarshalECPrivateKey(key)
	if err != nil {
		return nil, nil, err
	}
	return key, pem.EncodeToMemory(&pem.Block{Type: "EC PRIVATE KEY", Bytes: der}), nil
}

func writePair(path string, cert, key []byte) error {
	if err := os.WriteFile(path+".crt", cert, 0o644); err != nil {
		return err
	}
	return os.WriteFile(path+".key", key, 0o600)
}
