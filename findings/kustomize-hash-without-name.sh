#!/usr/bin/env bash
# Guess: the hash that kustomize appends to a generated ConfigMap's name is of all of the object, its name included, so that
# two ConfigMaps of other names have other hashes.
#
# Behaviour: the name is no part of it. Two generated ConfigMaps with equal data have the same hash, whatever their names;
# a Secret with the same data has another one, because kind and type count.
#
# Version: sigs.k8s.io/kustomize/kustomize/v5 v5.8.1. Needs Go 1.24 or newer and the network.
# Output seen:
#   one-747dfcb89d three-g5h699dg6k two-747dfcb89d
set -euo pipefail

work=$(mktemp -d)
trap 'chmod -R u+w "$work"; rm -rf "$work"' EXIT
GOBIN="$work/bin" GOFLAGS=-modcacherw go install sigs.k8s.io/kustomize/kustomize/v5@v5.8.1

mkdir "$work/folder"
cat >"$work/folder/kustomization.yaml" <<'YAML'
configMapGenerator:
  - name: one
    literals: [color=blue]
  - name: two
    literals: [color=blue]
secretGenerator:
  - name: three
    literals: [color=blue]
YAML

names=$("$work/bin/kustomize" build "$work/folder" | sed -n 's/^  name: //p' | sort)
echo "$names" | tr '\n' ' '
echo
hash_of() { echo "$names" | sed -n "s/^$1-//p"; }
[[ -n $(hash_of one) && $(hash_of one) == "$(hash_of two)" ]] || { echo "the hashes differ now"; exit 1; }
[[ $(hash_of three) != "$(hash_of one)" ]] || { echo "kind and type do not count any more"; exit 1; }
