#!/usr/bin/env bash
# Guess: go-git, with which Flux's source-controller clones, checks out for `SparseCheckoutDirectories: [apps/web]` (a
# GitRepository's `sparseCheckout`) what `git sparse-checkout set apps/web` does.
#
# Behaviour: the name is compared as the beginning of a path, so that the files of `apps/website` come too: a change there
# changes the artifact. And the files that stand directly in the root and in `apps`, which Git takes with every
# directory, are left out.
#
# Version: github.com/go-git/go-git/v5 v5.19.0; any Git since 2.37. Needs Go 1.25 or newer, Git and the network.
# Output seen:
#   go-git: apps/web/a.yaml apps/website/a.yaml
#   git: README.md apps/README.md apps/web/a.yaml
set -euo pipefail

work=$(mktemp -d)
trap 'chmod -R u+w "$work"; rm -rf "$work"' EXIT
cd "$work"
mkdir program
printf 'module example.com/finding\n\ngo 1.25.0\n\nrequire github.com/go-git/go-git/v5 v5.19.0\n' >program/go.mod
cat >program/main.go <<'GO'
package main

import (
	"os"

	"github.com/go-git/go-git/v5"
)

func main() {
	from, to, folder := os.Args[1], os.Args[2], os.Args[3]
	repository, err := git.PlainClone(to, false, &git.CloneOptions{URL: from, NoCheckout: true})
	if err != nil {
		panic(err)
	}
	head, err := repository.Head()
	if err != nil {
		panic(err)
	}
	tree, err := repository.Worktree()
	if err != nil {
		panic(err)
	}
	sparse := &git.CheckoutOptions{Hash: head.Hash(), SparseCheckoutDirectories: []string{folder}}
	if err := tree.Checkout(sparse); err != nil {
		panic(err)
	}
}
GO
(cd program && GOFLAGS=-mod=mod go build -o ../sparse . 2>build.log)

git init --quiet --initial-branch=main repository
for file in README.md apps/README.md apps/api/a.yaml apps/web/a.yaml apps/website/a.yaml; do
  mkdir -p "repository/$(dirname "$file")"
  echo "name: $file" >"repository/$file"
done
git -C repository add .
git -C repository -c user.name=one -c user.email=one@example.com commit --quiet --message='add'

./sparse "$work/repository" "$work/by-go-git" apps/web
git clone --quiet --no-checkout repository by-git
git -C by-git sparse-checkout set apps/web
git -C by-git checkout --quiet

files() { (cd "$1" && find . -type f -not -path './.git/*' | sed 's|^\./||' | LC_ALL=C sort | paste -sd' '); }
seen="go-git: $(files by-go-git)
git: $(files by-git)"
echo "$seen"
[[ $seen == 'go-git: apps/web/a.yaml apps/website/a.yaml
git: README.md apps/README.md apps/web/a.yaml' ]] || { echo 'not what was seen'; exit 1; }
