#!/usr/bin/env bash
# Guess: a manifest means one thing. What `kubectl apply -f`, Helm and the API server read in it is what they read after
# it went through a kustomization that changes nothing.
#
# Behaviour: sigs.k8s.io/yaml, by which the first three read, follows YAML 1.1, where `yes` and `off` are booleans, as keys
# as well: a ConfigMap's key `n` becomes "false". kustomize takes such words as texts and writes them in quotes. So
# `enabled: yes` of a custom resource is refused as a text only behind kustomize, and `color: yes` of a ConfigMap only
# without it. Numbers agree (010 is 8, 1_000 is 1000), but kustomize makes a point in time of a date without quotes.
#
# Version: sigs.k8s.io/kustomize/kustomize/v5 v5.8.1, sigs.k8s.io/yaml v1.6.0. Needs Go 1.24 or newer and the network.
# Output seen:
#   directly: {"color":true,"count":8,"day":"2026-01-31","false":"no"}
#   by kustomize: {"color":"yes","count":8,"day":"2026-01-31T00:00:00Z","n":"no"}
set -euo pipefail

work=$(mktemp -d)
trap 'chmod -R u+w "$work"; rm -rf "$work"' EXIT
GOBIN="$work/bin" GOFLAGS=-modcacherw go install sigs.k8s.io/kustomize/kustomize/v5@v5.8.1

mkdir "$work/folder" "$work/program"
cat >"$work/folder/settings.yaml" <<'YAML'
apiVersion: v1
kind: ConfigMap
metadata:
  name: settings
data:
  color: yes
  count: 010
  day: 2026-01-31
  n: "no"
YAML
echo 'resources: [settings.yaml]' >"$work/folder/kustomization.yaml"

cd "$work/program"
printf 'module example.com/finding\n\ngo 1.24.0\n\nrequire sigs.k8s.io/yaml v1.6.0\n' >go.mod
cat >main.go <<'GO'
package main

import (
	"encoding/json"
	"fmt"
	"io"
	"os"

	"sigs.k8s.io/yaml"
)

func main() {
	text, err := io.ReadAll(os.Stdin)
	if err != nil {
		panic(err)
	}
	var object struct{ Data json.RawMessage }
	if err := yaml.Unmarshal(text, &object); err != nil {
		panic(err)
	}
	fmt.Println(string(object.Data))
}
GO
GOFLAGS=-mod=mod go build -o data . 2>build.log
seen="directly: $(./data <"$work/folder/settings.yaml")
by kustomize: $("$work/bin/kustomize" build "$work/folder" | ./data)"
echo "$seen"
[[ $seen == 'directly: {"color":true,"count":8,"day":"2026-01-31","false":"no"}
by kustomize: {"color":"yes","count":8,"day":"2026-01-31T00:00:00Z","n":"no"}' ]] || { echo 'not what was seen'; exit 1; }
