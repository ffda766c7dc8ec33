#!/usr/bin/env bash
# Guess: `namespace:` in a kustomization.yaml sets the namespace of the objects in the build. The subjects of bindings
# follow accounts that are in the build as well; who else gets a role stays as it is written.
#
# Behaviour: a subject with the name `default` is rewritten to the build's namespace, whatever namespace it names and
# although no such account is in the build. The binding that a base has for the default account of another namespace does
# not reach that account any more, and what runs with it fails with "forbidden". A subject of any other name stays.
#
# Version: sigs.k8s.io/kustomize/kustomize/v5 v5.8.1. Needs Go 1.24 or newer and the network.
# Output seen:
#   default: apps
#   scanner: audit
set -euo pipefail

work=$(mktemp -d)
trap 'chmod -R u+w "$work"; rm -rf "$work"' EXIT
GOBIN="$work/bin" GOFLAGS=-modcacherw go install sigs.k8s.io/kustomize/kustomize/v5@v5.8.1

mkdir "$work/folder"
cat >"$work/folder/binding.yaml" <<'YAML'
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata:
  name: read-all
roleRef:
  apiGroup: rbac.authorization.k8s.io
  kind: ClusterRole
  name: view
subjects:
  - kind: ServiceAccount
    name: default
    namespace: audit
  - kind: ServiceAccount
    name: scanner
    namespace: audit
YAML
printf 'namespace: apps\nresources: [binding.yaml]\n' >"$work/folder/kustomization.yaml"

seen=$("$work/bin/kustomize" build "$work/folder" |
  awk '/^  name: (default|scanner)/ { name = $2 } /^  namespace:/ { print name ": " $2 }')
echo "$seen"
[[ $seen == 'default: apps
scanner: audit' ]] || { echo 'not what was seen'; exit 1; }
