#!/usr/bin/env bash
# Guess: `max` of a LimitRange is a bound: a container that asks for more is refused, and one that says nothing gets no
# request, or at most the `min` beside it.
#
# Behaviour: `max` becomes the default limit where none is written, and the default limit becomes the default request,
# before `min` is looked at. With `max: { cpu: "8" }` each container that says nothing asks the scheduler, and the
# namespace's quota, for 8 CPUs. Only a `default` or `defaultRequest` of one's own keeps it small.
#
# Version: k8s.io/kubernetes v1.37.2, the defaults of its API server. Needs Go 1.26 and the network; builds some minutes.
# Output seen:
#   max 8: default limit 8, default request 8
#   max 8, min 100m: default limit 8, default request 8
#   min 100m: default limit 0, default request 100m
#   max 8, default 500m: default limit 500m, default request 500m
#   max 8, defaultRequest 100m: default limit 8, default request 100m
set -euo pipefail

work=$(mktemp -d)
trap 'chmod -R u+w "$work"; rm -rf "$work"' EXIT
cd "$work"
module=$(go mod download -json k8s.io/kubernetes@v1.37.2 | awk -F'"' '$2 == "Dir" { print $4 }')
{
  printf 'module example.com/finding\n\ngo 1.26.0\n\nrequire k8s.io/kubernetes v1.37.2\n\n'
  # The modules that its own go.mod takes from its repository.
  sed -n 's|^\t\(k8s.io/[a-z-]*\) v0\.0\.0$|replace \1 => \1 v0.37.2|p' "$module/go.mod"
} >go.mod
cat >main.go <<'GO'
package main

import (
	"fmt"

	v1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/resource"
	corev1 "k8s.io/kubernetes/pkg/apis/core/v1"
)

// cpu returns an amount of CPU; none for no text.
func cpu(amount string) v1.ResourceList {
	if amount == "" {
		return nil
	}
	return v1.ResourceList{v1.ResourceCPU: resource.MustParse(amount)}
}

func say(what, highest, lowest, limit, request string) {
	item := v1.LimitRangeItem{
		Type: v1.LimitTypeContainer,
		Max:  cpu(highest), Min: cpu(lowest), Default: cpu(limit), DefaultRequest: cpu(request),
	}
	limits := &v1.LimitRange{Spec: v1.LimitRangeSpec{Limits: []v1.LimitRangeItem{item}}}
	corev1.SetObjectDefaults_LimitRange(limits)
	item = limits.Spec.Limits[0]
	fmt.Printf("%s: default limit %s, default request %s\n", what, item.Default.Cpu(), item.DefaultRequest.Cpu())
}

func main() {
	say("max 8", "8", "", "", "")
	say("max 8, min 100m", "8", "100m", "", "")
	say("min 100m", "", "100m", "", "")
	say("max 8, default 500m", "8", "", "500m", "")
	say("max 8, defaultRequest 100m", "8", "", "", "100m")
}
GO
GOFLAGS=-mod=mod go build -o defaults . 2>build.log || { tail -5 build.log; exit 1; }
seen=$(./defaults)
echo "$seen"
[[ $seen == 'max 8: default limit 8, default request 8
max 8, min 100m: default limit 8, default request 8
min 100m: default limit 0, default request 100m
max 8, default 500m: default limit 500m, default request 500m
max 8, defaultRequest 100m: default limit 8, default request 100m' ]] || { echo 'not what was seen'; exit 1; }
