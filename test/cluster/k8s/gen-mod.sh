#!/bin/bash
# Rewrites go.mod and go.sum for another Kubernetes version, with the etcd that
# Kubernetes's own go.mod names. Usage: gen-mod.sh v1.37.2
set -euo pipefail
cd "$(dirname "$0")"
version=${1:?usage: gen-mod.sh VERSION}
modfile=$(cd / && go mod download -json "k8s.io/kubernetes@$version" | sed -n 's/.*"GoMod": "\(.*\)".*/\1/p')
etcd=$(sed -n 's#^\tgo.etcd.io/etcd/server/v3 \(v[^ ]*\).*#\1#p' "$modfile")
{
  echo "module kubesvc.test/k8s"
  echo
  grep -E '^(go|godebug) ' "$modfile"
  echo
  echo "require ("
  echo "	k8s.io/kubernetes $version"
  [ -z "$etcd" ] || echo "	go.etcd.io/etcd/server/v3 $etcd"
  echo ")"
  echo
  # There the staging modules are replaced by folders, which counts only in a
  # main module: here each needs its published version.
  echo "replace ("
  sed -n 's#^\t\(k8s.io/[a-z0-9-]*\) => ./staging/.*#\1#p' "$modfile" |
    while read -r module; do echo "	$module => $module v0.${version#v1.}"; done
  echo ")"
} > go.mod
rm -f go.sum
go get ./...
