#!/usr/bin/env bash
# Guess: what leaves Git is deleted under the name that it had, whatever that name is. Names of Roles, ClusterRoles and
# their bindings may hold nearly every character: `shop_reader`, `shop:reader` and `shop__reader` are three objects.
#
# Behaviour: kustomize-controller writes what it has applied as `namespace_name_group_kind` into the Kustomization's
# inventory, with two underscores for a colon, and reads two underscores back as a colon. When `shop__reader` leaves Git,
# it looks for `shop:reader` to delete, and the role with its rights stays. If the same Kustomization has `shop:reader`
# as well, nothing is to be deleted at all. One underscore is kept.
#
# Version: github.com/fluxcd/kustomize-controller v1.9.5 (Flux 2.9). Needs Go 1.26 and the network; builds some minutes.
# Output seen:
#   shop_reader leaves Git: to delete shop_reader
#   shop:reader leaves Git: to delete shop:reader
#   shop__reader leaves Git: to delete shop:reader
#   shop__reader leaves Git, shop:reader stays: to delete nothing
set -euo pipefail

work=$(mktemp -d)
trap 'chmod -R u+w "$work"; rm -rf "$work"' EXIT
cd "$work"
# Below the controller's own path, so that its internal package can be imported.
cat >go.mod <<'MOD'
module github.com/fluxcd/kustomize-controller/finding

go 1.26.0

require (
	github.com/fluxcd/kustomize-controller v1.9.5
	github.com/fluxcd/kustomize-controller/api v1.9.5
)
MOD
cat >main.go <<'GO'
package main

import (
	"fmt"

	"github.com/fluxcd/cli-utils/pkg/object"
	"github.com/fluxcd/pkg/ssa"
	"k8s.io/apimachinery/pkg/runtime/schema"

	kustomizev1 "github.com/fluxcd/kustomize-controller/api/v1"
	"github.com/fluxcd/kustomize-controller/internal/inventory"
)

// roles returns the inventory of a Kustomization that has applied ClusterRoles with these names.
func roles(names ...string) *kustomizev1.ResourceInventory {
	kind := schema.GroupKind{Group: "rbac.authorization.k8s.io", Kind: "ClusterRole"}
	set := ssa.NewChangeSet()
	for _, name := range names {
		id := object.ObjMetadata{Name: name, GroupKind: kind}
		set.Add(ssa.ChangeSetEntry{ObjMetadata: id, GroupVersion: "v1", Action: ssa.CreatedAction})
	}
	applied := inventory.New()
	if err := inventory.AddChangeSet(applied, set); err != nil {
		panic(err)
	}
	return applied
}

// deleted returns the name that the controller looks for when an inventory follows another.
func deleted(before, after *kustomizev1.ResourceInventory) string {
	objects, err := inventory.Diff(before, after)
	if err != nil {
		panic(err)
	}
	if len(objects) == 0 {
		return "nothing"
	}
	return objects[0].GetName()
}

func main() {
	for _, name := range []string{"shop_reader", "shop:reader", "shop__reader"} {
		fmt.Printf("%s leaves Git: to delete %s\n", name, deleted(roles(name), roles()))
	}
	both := roles("shop:reader", "shop__reader")
	fmt.Println("shop__reader leaves Git, shop:reader stays: to delete", deleted(both, roles("shop:reader")))
}
GO
GOFLAGS=-mod=mod go build -o inventory . 2>build.log || { tail -5 build.log; exit 1; }
seen=$(./inventory)
echo "$seen"
[[ $seen == 'shop_reader leaves Git: to delete shop_reader
shop:reader leaves Git: to delete shop:reader
shop__reader leaves Git: to delete shop:reader
shop__reader leaves Git, shop:reader stays: to delete nothing' ]] || { echo 'not what was seen'; exit 1; }
