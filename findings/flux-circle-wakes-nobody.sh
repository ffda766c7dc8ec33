#!/usr/bin/env bash
# Guess: two Kustomizations that name each other in `dependsOn` hold up each other, and nobody else.
#
# Behaviour: when a source has a new revision, kustomize-controller brings the Kustomizations that read it into the order of
# their dependencies, and asks for a reconciliation of each. With a circle among them there is no such order, and it asks
# for none: all others of the source, which have nothing to do with the circle, get the new revision at their next interval,
# often an hour later. They stay Ready meanwhile; one line of the controller's log says so, "failed to sort dependencies".
#
# Version: github.com/fluxcd/kustomize-controller v1.9.5 (Flux 2.9). Needs Go 1.26 and the network; builds some minutes.
# Output seen:
#   one waits for two: one, shop, two, web asked for
#   and two for one: nobody asked for
set -euo pipefail

work=$(mktemp -d)
trap 'chmod -R u+w "$work"; rm -rf "$work"' EXIT
cd "$work"
module=github.com/fluxcd/kustomize-controller
printf 'module example.com/finding\n\ngo 1.26.0\n' >go.mod
cp -R "$(GOWORK=off go mod download -json "$module@v1.9.5" | awk -F'"' '$2 == "Dir" { print $4 }')" controller
chmod -R u+w controller
cd controller
# Its own tests start an API server.
rm -f internal/controller/*_test.go
go mod edit -dropreplace="$module/api" -require="$module/api@v1.9.5"
cat >internal/controller/circle_test.go <<'GO'
package controller

import (
	"context"
	"fmt"
	"sort"
	"strings"
	"testing"

	"github.com/fluxcd/pkg/apis/meta"
	sourcev1 "github.com/fluxcd/source-controller/api/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/controller-runtime/pkg/client/fake"

	kustomizev1 "github.com/fluxcd/kustomize-controller/api/v1"
)

// asked returns the Kustomizations of a source that a new revision lets the controller ask for.
func asked(t *testing.T, dependencies map[string]string) string {
	scheme := runtime.NewScheme()
	if err := kustomizev1.AddToScheme(scheme); err != nil {
		t.Fatal(err)
	}
	objects := []client.Object{}
	for _, name := range []string{"one", "two", "web", "shop"} {
		made := &kustomizev1.Kustomization{ObjectMeta: metav1.ObjectMeta{Name: name, Namespace: "flux-system"}}
		made.Spec.SourceRef = kustomizev1.CrossNamespaceSourceReference{Kind: sourcev1.GitRepositoryKind, Name: "fleet"}
		if on := dependencies[name]; on != "" {
			made.Spec.DependsOn = []kustomizev1.DependencyReference{{Name: on}}
		}
		objects = append(objects, made)
	}
	reconciler := &KustomizationReconciler{}
	reconciler.Client = fake.NewClientBuilder().WithScheme(scheme).WithObjects(objects...).
		WithIndex(&kustomizev1.Kustomization{}, "source", reconciler.indexBy(sourcev1.GitRepositoryKind)).Build()
	repository := &sourcev1.GitRepository{ObjectMeta: metav1.ObjectMeta{Name: "fleet", Namespace: "flux-system"}}
	repository.Status.Artifact = &meta.Artifact{Revision: "main@sha1:2"}
	names := []string{}
	for _, request := range reconciler.requestsForRevisionChangeOf("source")(context.Background(), repository) {
		names = append(names, request.Name)
	}
	if len(names) == 0 {
		return "nobody"
	}
	sort.Strings(names)
	return strings.Join(names, ", ")
}

func TestCircle(t *testing.T) {
	fmt.Println("seen: one waits for two:", asked(t, map[string]string{"one": "two"}), "asked for")
	fmt.Println("seen: and two for one:", asked(t, map[string]string{"one": "two", "two": "one"}), "asked for")
}
GO
seen=$(GOWORK=off GOFLAGS=-mod=mod go test -v -count=1 -run TestCircle ./internal/controller 2>test.log | sed -n 's/^seen: //p') || {
  tail test.log
  exit 1
}
echo "$seen"
[[ $seen == 'one waits for two: one, shop, two, web asked for
and two for one: nobody asked for' ]] || {
  echo 'not what was seen'
  exit 1
}
