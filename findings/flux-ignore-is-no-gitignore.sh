#!/usr/bin/env bash
# Guess: `ignore` of a GitRepository and a file .sourceignore select what the same lines in a .gitignore select: Flux
# calls the format that of .gitignore. `*`, `!*/`, `!*.yaml`, the usual way to take in only YAML, leaves out the rest
# everywhere.
#
# Behaviour: only in the root. `!*/` takes in the folders and all that is in them, so that every file of a folder is in
# the artifact, and a change of each of them is a new one. `[!1]` is not "any character but 1", as in Git, but `!` or 1,
# the reverse; `[^1]` is the same for both. And `/**` leaves out nothing.
#
# Version: github.com/fluxcd/pkg/sourceignore v0.18.0, which source-controller 1.9.6 (Flux 2.9) has; any Git. Needs Go
# 1.26, Git and the network.
# Output seen:
#   * !*/ !*.yaml: Flux leaves out README.md, git README.md apps/app-1.md
#   app-[!1].yaml: Flux leaves out apps/app-1.yaml, git apps/app-2.yaml
#   app-[^1].yaml: Flux leaves out apps/app-2.yaml, git the same
#   /**: Flux leaves out nothing, git README.md apps/app-1.md apps/app-1.yaml apps/app-2.yaml
#   /*: Flux leaves out README.md apps/app-1.md apps/app-1.yaml apps/app-2.yaml, git the same
set -euo pipefail

work=$(mktemp -d)
trap 'chmod -R u+w "$work"; rm -rf "$work"' EXIT
cd "$work"
printf 'module example.com/finding\n\ngo 1.26.0\n\nrequire github.com/fluxcd/pkg/sourceignore v0.18.0\n' >go.mod
cat >main.go <<'GO'
package main

import (
	"fmt"
	"os"
	"strings"

	"github.com/fluxcd/pkg/sourceignore"
)

func main() {
	matcher := sourceignore.NewMatcher(sourceignore.ReadPatterns(strings.NewReader(os.Args[1]), nil))
	for _, file := range os.Args[2:] {
		if matcher.Match(strings.Split(file, "/"), false) {
			fmt.Println(file)
		}
	}
}
GO
GOFLAGS=-mod=mod go build -o ignored . 2>build.log || { tail -5 build.log; exit 1; }

git init --quiet tree
mkdir tree/apps
files=(README.md apps/app-1.md apps/app-1.yaml apps/app-2.yaml)
(cd tree && touch "${files[@]}")

# seen LINE...: what Flux and Git leave out by these lines.
seen() {
  printf '%s\n' "$@" >lines
  flux=$(./ignored "$(cat lines)" "${files[@]}" | paste -sd' ')
  git=$(git -C tree ls-files --others --ignored --exclude-from=../lines | sort | paste -sd' ')
  [[ $git == "$flux" ]] && git='the same'
  echo "$*: Flux leaves out ${flux:-nothing}, git ${git:-nothing}"
}

seen=$(
  seen '*' '!*/' '!*.yaml'
  seen 'app-[!1].yaml'
  seen 'app-[^1].yaml'
  seen '/**'
  seen '/*'
)
echo "$seen"
[[ $seen == '* !*/ !*.yaml: Flux leaves out README.md, git README.md apps/app-1.md
app-[!1].yaml: Flux leaves out apps/app-1.yaml, git apps/app-2.yaml
app-[^1].yaml: Flux leaves out apps/app-2.yaml, git the same
/**: Flux leaves out nothing, git README.md apps/app-1.md apps/app-1.yaml apps/app-2.yaml
/*: Flux leaves out README.md apps/app-1.md apps/app-1.yaml apps/app-2.yaml, git the same' ]] || { echo 'not what was seen'; exit 1; }
