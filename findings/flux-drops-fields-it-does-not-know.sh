#!/usr/bin/env bash
# Guess: what the built manifests say reaches the API server, which knows its own fields: a misspelt one of a Deployment
# is reported, as `kubectl apply` does it, and one that a newer Kubernetes has is stored.
#
# Behaviour: Flux reads each object of a built-in kind into the Go type of the Kubernetes release that the controller was
# compiled with, and applies what that type holds. A field that it lacks is taken out without an error, before the API
# server could refuse it: a misspelt `replicas`, and `evictionResponders`, which Kubernetes 1.37 has.
# Custom resources and Roles keep all their fields, and so does an object in which one value has the wrong type.
#
# Version: github.com/fluxcd/pkg/ssa v0.76.2, which kustomize-controller 1.9.5 (Flux 2.9) calls before each apply, with
# k8s.io/api v0.36.4. Needs Go 1.26 and the network; builds some minutes.
# Output seen:
#   misspelt field of a Deployment: dropped
#   field of Kubernetes 1.37: dropped
#   field of Kubernetes 1.36: kept
#   misspelt field beside a port in quotes: kept
set -euo pipefail

work=$(mktemp -d)
trap 'chmod -R u+w "$work"; rm -rf "$work"' EXIT
cd "$work"
cat >go.mod <<'MOD'
module example.com/finding

go 1.26.0

require (
	github.com/fluxcd/pkg/ssa v0.76.2
	k8s.io/apimachinery v0.36.4
	sigs.k8s.io/yaml v1.6.0
)
MOD
cat >main.go <<'GO'
package main

import (
	"fmt"
	"strings"

	"github.com/fluxcd/pkg/ssa/normalize"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"sigs.k8s.io/yaml"
)

const deployment = `
apiVersion: apps/v1
kind: Deployment
metadata: { name: web, namespace: apps }
spec:
  FIELD
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: { app: web } }
    spec:
      POD
      containers: [{ name: web, image: web, ports: [{ containerPort: PORT }] }]
`

// verdict says whether Flux applies the key of a Deployment with these lines.
func verdict(key, field, pod, port string) string {
	text := strings.NewReplacer("FIELD", field, "POD", pod, "PORT", port).Replace(deployment)
	object := &unstructured.Unstructured{}
	if err := yaml.Unmarshal([]byte(text), &object.Object); err != nil {
		panic(err)
	}
	if err := normalize.UnstructuredList([]*unstructured.Unstructured{object}); err != nil {
		panic(err)
	}
	applied, err := yaml.Marshal(object.Object)
	if err != nil {
		panic(err)
	}
	if strings.Contains(string(applied), key) {
		return "kept"
	}
	return "dropped"
}

func main() {
	responders := "evictionResponders: [{ name: example.com/drain, priority: 1000 }]"
	fmt.Println("misspelt field of a Deployment:", verdict("replicass", "replicass: 3", "", "80"))
	fmt.Println("field of Kubernetes 1.37:", verdict("evictionResponders", "", responders, "80"))
	fmt.Println("field of Kubernetes 1.36:", verdict("schedulingGroup", "", "schedulingGroup: { podGroupName: one }", "80"))
	fmt.Println("misspelt field beside a port in quotes:", verdict("replicass", "replicass: 3", "", `"80"`))
}
GO
GOFLAGS=-mod=mod go build -o normalize . 2>build.log || { tail -5 build.log; exit 1; }
seen=$(./normalize)
echo "$seen"
[[ $seen == 'misspelt field of a Deployment: dropped
field of Kubernetes 1.37: dropped
field of Kubernetes 1.36: kept
misspelt field beside a port in quotes: kept' ]] || { echo 'not what was seen'; exit 1; }
