#!/usr/bin/env bash
# Guess: an expression of CEL that the compiler takes, with a declared overload for each call, can be evaluated. cel-go
# declares `duration(int)`, so that `duration(5)` compiles as a duration.
#
# Behaviour: in v0.26.1 it compiles, as a google.protobuf.Duration, and each evaluation ends in "type conversion error from
# 'int' to 'google.protobuf.Duration'". v0.29.2 does not compile it any more. `duration("5s")` works in both. So an
# expression of a Flux object (`readyExpr`, `healthCheckExprs`) may pass the check of its language when it is applied and
# fail each time it is asked, and a controller with a newer cel-go refuses it at once.
#
# Version: github.com/google/cel-go v0.26.1, which Flux 2.9 has, and v0.29.2. Needs Go 1.23 or newer and the network.
# Output seen:
#   v0.26.1: duration(5): google.protobuf.Duration, type conversion error
#   v0.26.1: duration("5s"): google.protobuf.Duration, 5s
#   v0.29.2: duration(5): not compiled
#   v0.29.2: duration("5s"): google.protobuf.Duration, 5s
set -euo pipefail

work=$(mktemp -d)
trap 'chmod -R u+w "$work"; rm -rf "$work"' EXIT
cd "$work"
cat >main.go <<'GO'
package main

import (
	"fmt"
	"strings"
	"time"

	"github.com/google/cel-go/cel"
)

func main() {
	env, err := cel.NewEnv()
	if err != nil {
		panic(err)
	}
	for _, text := range []string{"duration(5)", `duration("5s")`} {
		ast, issues := env.Compile(text)
		if issues.Err() != nil {
			fmt.Printf("%s: not compiled\n", text)
			continue
		}
		program, err := env.Program(ast)
		if err != nil {
			panic(err)
		}
		value, _, err := program.Eval(map[string]any{})
		if err != nil {
			words, _, _ := strings.Cut(err.Error(), " from ")
			fmt.Printf("%s: %s, %s\n", text, ast.OutputType(), words)
			continue
		}
		fmt.Printf("%s: %s, %s\n", text, ast.OutputType(), value.Value().(time.Duration))
	}
}
GO
seen=$(
  for version in v0.26.1 v0.29.2; do
    rm -f go.sum
    printf 'module example.com/finding\n\ngo 1.23.0\n\nrequire github.com/google/cel-go %s\n' "$version" >go.mod
    GOFLAGS=-mod=mod go run . 2>run.log | sed "s/^/$version: /"
  done
)
echo "$seen"
[[ $seen == 'v0.26.1: duration(5): google.protobuf.Duration, type conversion error
v0.26.1: duration("5s"): google.protobuf.Duration, 5s
v0.29.2: duration(5): not compiled
v0.29.2: duration("5s"): google.protobuf.Duration, 5s' ]]
