#!/usr/bin/env bash
# Guess: a JSON 6902 patch with `op: replace` on a key that is not there fails the build, as RFC 6902 (section 4.3) has it:
# "the target location MUST exist".
#
# Behaviour: kustomize adds the key and says nothing, so that a misspelt path becomes a new field. `op: remove` of a key
# that is not there fails.
#
# Version: sigs.k8s.io/kustomize/kustomize/v5 v5.8.1. Needs Go 1.24 or newer and the network.
# Output seen:
#   replace: color: blue, colour: red
#   remove: refused
set -euo pipefail

work=$(mktemp -d)
trap 'chmod -R u+w "$work"; rm -rf "$work"' EXIT
GOBIN="$work/bin" GOFLAGS=-modcacherw go install sigs.k8s.io/kustomize/kustomize/v5@v5.8.1

# folder OP: a ConfigMap, and a patch of a key that it does not have.
folder() {
  mkdir "$work/$1"
  printf 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: one\ndata:\n  color: blue\n' >"$work/$1/one.yaml"
  cat >"$work/$1/kustomization.yaml" <<YAML
resources: [one.yaml]
patches:
  - target: { kind: ConfigMap }
    patch: |
      - { op: $1, path: /data/colour, value: red }
YAML
}

folder replace
data=$("$work/bin/kustomize" build "$work/replace" | sed -n 's/^  \(colou\?r: .*\)/\1/p' | sort | paste -sd, | sed 's/,/, /')
echo "replace: $data"
[[ $data == 'color: blue, colour: red' ]] || { echo 'a replaced key that is not there is no longer added'; exit 1; }

folder remove
if "$work/bin/kustomize" build "$work/remove" >/dev/null 2>&1; then
  echo 'a removed key that is not there no longer fails'
  exit 1
fi
echo 'remove: refused'
