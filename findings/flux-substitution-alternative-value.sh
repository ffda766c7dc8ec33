#!/usr/bin/env bash
# Guess: `${name:+text}` in a manifest that Flux substitutes is what it is in a shell: the text if the variable has a
# value, else nothing. The library of Flux's `postBuild` names the functions of bash that it has.
#
# Behaviour: it is read like `${name:-text}`: the variable's own value if it has one, and the text if it has none, the
# reverse. `${name=text}`, which a shell leaves empty for an empty variable, gives the text as well, and the form without
# the colon, `${name-text}`, fails the build with "missing closing brace".
#
# Version: github.com/fluxcd/pkg/envsubst v1.7.1, which kustomize-controller 1.9 has; bash. Needs Go 1.26 and the network.
# Output seen (full="value", none=""):
#   ${full:+text}: Flux "value", bash "text"
#   ${none:+text}: Flux "text", bash ""
#   ${none=text}: Flux "text", bash ""
#   ${full-text}: Flux fails, bash "value"
#   ${none:-text}: Flux "text", bash "text"
set -euo pipefail

work=$(mktemp -d)
trap 'chmod -R u+w "$work"; rm -rf "$work"' EXIT
cd "$work"
printf 'module example.com/finding\n\ngo 1.26.0\n\nrequire github.com/fluxcd/pkg/envsubst v1.7.1\n' >go.mod
cat >main.go <<'GO'
package main

import (
	"fmt"
	"os"

	"github.com/fluxcd/pkg/envsubst"
)

func main() {
	values := map[string]string{"full": "value", "none": ""}
	text, err := envsubst.Eval(os.Args[1], func(name string) (string, bool) {
		value, found := values[name]
		return value, found
	})
	if err != nil {
		fmt.Println("fails")
		return
	}
	fmt.Printf("%q\n", text)
}
GO
GOFLAGS=-mod=mod go build -o substitute . 2>build.log
seen=$(
  for form in '${full:+text}' '${none:+text}' '${none=text}' '${full-text}' '${none:-text}'; do
    # shellcheck disable=SC2034
    bash=$(full=value none='' && eval "echo \"$form\"")
    echo "$form: Flux $(./substitute "$form"), bash \"$bash\""
  done
)
echo "$seen"
[[ $seen == '${full:+text}: Flux "value", bash "text"
${none:+text}: Flux "text", bash ""
${none=text}: Flux "text", bash ""
${full-text}: Flux fails, bash "value"
${none:-text}: Flux "text", bash "text"' ]] || { echo 'not what was seen'; exit 1; }
