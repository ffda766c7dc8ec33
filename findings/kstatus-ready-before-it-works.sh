#!/usr/bin/env bash
# Guess: kstatus, by which Flux's `wait` and health checks and Helm 4's `--wait` judge, calls an object Current when it is
# ready for use: a Service of type LoadBalancer when it has an address, as Helm's older `--wait=legacy` has it, and an
# object of a CRD when its controller says so.
#
# Behaviour: the Service is Current as soon as it has a cluster IP, with no address at all. A StatefulSet with `OnDelete` is
# Current with no pod. A Job is Current once it has started, however often it has failed since. For kinds that it does not
# know, kstatus looks at `Ready`, `Reconciling` and `Stalled` alone: a Gateway whose `Programmed` is False, a VolumeSnapshot
# that is not ready, or an object that no controller has seen yet, is Current. Flux reads Jobs in a way of its own.
#
# Version: github.com/fluxcd/cli-utils v1.2.3, which Flux 2.9 has. Needs Go 1.26 and the network.
# Output seen:
#   Service, no address: Current
#   StatefulSet, OnDelete, 0 of 3 pods: Current
#   Job, started, 5 pods failed: Current
#   Gateway, Programmed is False: Current
#   Certificate, no status yet: Current
#   Certificate, Ready is False: InProgress
set -euo pipefail

work=$(mktemp -d)
trap 'chmod -R u+w "$work"; rm -rf "$work"' EXIT
cd "$work"
cat >go.mod <<'MOD'
module example.com/finding

go 1.26.0

require (
	github.com/fluxcd/cli-utils v1.2.3
	k8s.io/apimachinery v0.36.4
	sigs.k8s.io/yaml v1.6.0
)
MOD
cat >objects.yaml <<'YAML'
Service, no address:
  apiVersion: v1
  kind: Service
  spec: { type: LoadBalancer, clusterIP: 10.0.0.1 }
  status: { loadBalancer: {} }
StatefulSet, OnDelete, 0 of 3 pods:
  apiVersion: apps/v1
  kind: StatefulSet
  spec: { replicas: 3, updateStrategy: { type: OnDelete } }
  status: { replicas: 0, readyReplicas: 0 }
Job, started, 5 pods failed:
  apiVersion: batch/v1
  kind: Job
  status: { startTime: "2026-01-01T00:00:00Z", active: 1, failed: 5 }
Gateway, Programmed is False:
  apiVersion: gateway.networking.k8s.io/v1
  kind: Gateway
  status: { conditions: [{ type: Accepted, status: "True" }, { type: Programmed, status: "False" }] }
Certificate, no status yet:
  apiVersion: cert-manager.io/v1
  kind: Certificate
Certificate, Ready is False:
  apiVersion: cert-manager.io/v1
  kind: Certificate
  status: { conditions: [{ type: Ready, status: "False" }] }
YAML
cat >main.go <<'GO'
package main

import (
	"fmt"
	"os"

	"github.com/fluxcd/cli-utils/pkg/kstatus/status"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"sigs.k8s.io/yaml"
)

func main() {
	text, err := os.ReadFile("objects.yaml")
	if err != nil {
		panic(err)
	}
	var objects map[string]map[string]any
	if err := yaml.Unmarshal(text, &objects); err != nil {
		panic(err)
	}
	for _, name := range os.Args[1:] {
		object := objects[name]
		object["metadata"] = map[string]any{"name": "one", "namespace": "apps"}
		result, err := status.Compute(&unstructured.Unstructured{Object: object})
		if err != nil {
			panic(err)
		}
		fmt.Printf("%s: %s\n", name, result.Status)
	}
}
GO
GOFLAGS=-mod=mod go build -o compute . 2>build.log || { tail -5 build.log; exit 1; }
mapfile -t names < <(sed -n 's/^\([A-Z].*\):$/\1/p' objects.yaml)
seen=$(./compute "${names[@]}")
echo "$seen"
[[ $seen == 'Service, no address: Current
StatefulSet, OnDelete, 0 of 3 pods: Current
Job, started, 5 pods failed: Current
Gateway, Programmed is False: Current
Certificate, no status yet: Current
Certificate, Ready is False: InProgress' ]] || { echo 'not what was seen'; exit 1; }
