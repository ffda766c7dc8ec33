#!/usr/bin/env bash
# Guess: a label or annotation whose key is a word that YAML reads as something else, such as `true` or `1`, is fine when it
# is written in quotes: keys of labels are texts, and kustomize keeps what was quoted.
#
# Behaviour: with `labels` in the kustomization.yaml the build fails, for keys in quotes too, because the key is put into
# the object without them and read again. The same label written in the object itself is kept, in quotes.
#
# Version: sigs.k8s.io/kustomize/kustomize/v5 v5.8.1. Needs Go 1.24 or newer and the network.
# Output seen:
#   in the object: "true": one
#   by labels: refused
set -euo pipefail

work=$(mktemp -d)
trap 'chmod -R u+w "$work"; rm -rf "$work"' EXIT
GOBIN="$work/bin" GOFLAGS=-modcacherw go install sigs.k8s.io/kustomize/kustomize/v5@v5.8.1

mkdir "$work/object" "$work/list"
cat >"$work/object/one.yaml" <<'YAML'
apiVersion: v1
kind: ConfigMap
metadata:
  name: one
  labels:
    "true": one
YAML
echo 'resources: [one.yaml]' >"$work/object/kustomization.yaml"
printf 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: one\n' >"$work/list/one.yaml"
cat >"$work/list/kustomization.yaml" <<'YAML'
resources: [one.yaml]
labels:
  - pairs:
      "true": one
YAML

kept=$("$work/bin/kustomize" build "$work/object" | sed -n 's/^    \(.*true.*\)/\1/p')
echo "in the object: $kept"
[[ $kept == '"true": one' ]] || { echo 'the key in the object changes'; exit 1; }
if "$work/bin/kustomize" build "$work/list" 2>/dev/null; then
  echo 'labels take the key now'
  exit 1
fi
echo 'by labels: refused'
