#!/usr/bin/env bash
# Guess: every name of Go's unicode.Scripts can stand in `\p{…}` of a regular expression, as the documentation of
# regexp/syntax has it; the versions that take more names (1.25 and later: `\p{greek}`, `\p{Uppercase_Letter}`) take those.
#
# Behaviour: names with an underscore, such as Old_Italic, compile with Go 1.24.6, are refused by 1.25 and 1.26 ("invalid
# character class range"), and compile again with 1.27.3. So a pattern of a Flux object that one release of a controller
# takes may be refused by the next, which is built with a newer Go. Other spellings (OldItalic, old_italic) do not help.
#
# Version: Go 1.24.6, 1.26.8 and 1.27.3, which are fetched as toolchains. Needs Go 1.21 or newer and the network.
# Output seen:
#   go1.24.6: Old_Italic taken, greek refused
#   go1.26.8: Old_Italic refused, greek taken
#   go1.27.3: Old_Italic taken, greek taken
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cat >"$work/main.go" <<'GO'
package main

import (
	"fmt"
	"regexp"
	"runtime"
)

func verdict(name string) string {
	if _, err := regexp.Compile(`\p{` + name + `}`); err != nil {
		return name + " refused"
	}
	return name + " taken"
}

func main() {
	fmt.Printf("%s: %s, %s\n", runtime.Version(), verdict("Old_Italic"), verdict("greek"))
}
GO

cd "$work"
printf 'module example.com/finding\n\ngo 1.21\n' >go.mod
seen=$(for version in 1.24.6 1.26.8 1.27.3; do GOTOOLCHAIN="go$version" go run . 2>/dev/null; done)
echo "$seen"
[[ $seen == 'go1.24.6: Old_Italic taken, greek refused
go1.26.8: Old_Italic refused, greek taken
go1.27.3: Old_Italic taken, greek taken' ]]
