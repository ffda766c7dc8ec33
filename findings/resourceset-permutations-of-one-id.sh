#!/usr/bin/env bash
# Guess: `inputs.id` of a ResourceSet with `inputStrategy: Permute` is another one for each permutation, as its
# documentation has it ("unique"), so that `name: app-<< inputs.id >>` gives each an object of its own.
#
# Behaviour: the id is an Adler-32 checksum of a short text, the providers' names with the positions of their inputs.
# Adler-32 adds bytes up, and texts that differ in a few digits often have equal sums. 3 providers with 4, 4 and 12
# inputs make 192 permutations with 138 ids: 54 objects named by the id would be missing.
#
# Version: github.com/controlplaneio-fluxcd/flux-operator v0.59.0. Needs Go 1.21 or newer, which fetches Go 1.27.3, and the
# network; builds some minutes.
# Output seen:
#   permutations: 192
#   ids: 138
set -euo pipefail

work=$(mktemp -d)
trap 'chmod -R u+w "$work"; rm -rf "$work"' EXIT
cd "$work"
# Below the operator's own path, so that its internal package can be imported.
cat >go.mod <<'MOD'
module github.com/controlplaneio-fluxcd/flux-operator/finding

go 1.27.0

require github.com/controlplaneio-fluxcd/flux-operator v0.59.0
MOD
cat >main.go <<'GO'
package main

import (
	"fmt"

	"github.com/controlplaneio-fluxcd/flux-operator/internal/inputs"
)

func main() {
	permuter := inputs.NewPermuter()
	for _, provider := range []struct {
		name  string
		count int
	}{{"environments", 4}, {"regions", 4}, {"tenants", 12}} {
		values := make([]map[string]any, provider.count)
		for i := range values {
			values[i] = map[string]any{"value": i}
		}
		if err := permuter.AddProvider(provider.name, values); err != nil {
			panic(err)
		}
	}
	permutations := permuter.Combine()
	ids := map[any]bool{}
	for _, permutation := range permutations {
		ids[permutation["id"]] = true
	}
	fmt.Println("permutations:", len(permutations))
	fmt.Println("ids:", len(ids))
}
GO
GOTOOLCHAIN=go1.27.3 GOFLAGS=-mod=mod go build -o permute . 2>build.log || { tail -5 build.log; exit 1; }
seen=$(./permute)
echo "$seen"
[[ $seen == 'permutations: 192
ids: 138' ]] || { echo 'not what was seen'; exit 1; }
