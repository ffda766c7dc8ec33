#!/usr/bin/env bash
# Guess: the first part of an `oci://` URL is the registry's host, as in any URL: `oci://zot/charts/web` names the
# Service `zot` of the own namespace on port 443, for Flux's OCIRepository and for Helm alike.
#
# Behaviour: only for Helm, which reads it with oras. go-containerregistry, with which Flux's source-controller reads the
# URL of an OCIRepository, takes the first part as a host only if it has a dot or a port. Otherwise all of it is a
# repository of Docker Hub, `localhost` included. So one chart, pushed and pulled with one URL by Helm, is asked for at
# index.docker.io by an OCIRepository with that URL. With `zot.registry` or `zot:443` both ask the same.
#
# Version: github.com/google/go-containerregistry v0.21.6, which Flux 2.9 has, and oras.land/oras-go/v2 v2.6.2, which
# Helm 4.3 has. Needs Go 1.26 and the network.
# Output seen:
#   zot/charts/web: go-containerregistry index.docker.io zot/charts/web, oras zot charts/web
#   zot.registry/charts/web: go-containerregistry zot.registry charts/web, oras zot.registry charts/web
#   zot:443/charts/web: go-containerregistry zot:443 charts/web, oras zot:443 charts/web
#   localhost/charts/web: go-containerregistry index.docker.io localhost/charts/web, oras localhost charts/web
set -euo pipefail

work=$(mktemp -d)
trap 'chmod -R u+w "$work"; rm -rf "$work"' EXIT
cd "$work"
cat >go.mod <<'MOD'
module example.com/finding

go 1.26.0

require (
	github.com/google/go-containerregistry v0.21.6
	oras.land/oras-go/v2 v2.6.2
)
MOD
cat >main.go <<'GO'
package main

import (
	"fmt"

	"github.com/google/go-containerregistry/pkg/name"
	"oras.land/oras-go/v2/registry"
)

func main() {
	for _, text := range []string{"zot/charts/web", "zot.registry/charts/web", "zot:443/charts/web", "localhost/charts/web"} {
		one, err := name.NewRepository(text)
		if err != nil {
			panic(err)
		}
		other, err := registry.ParseReference(text)
		if err != nil {
			panic(err)
		}
		fmt.Printf("%s: go-containerregistry %s %s, oras %s %s\n",
			text, one.RegistryStr(), one.RepositoryStr(), other.Host(), other.Repository)
	}
}
GO
GOFLAGS=-mod=mod go build -o read . 2>build.log || { tail -5 build.log; exit 1; }
seen=$(./read)
echo "$seen"
[[ $seen == 'zot/charts/web: go-containerregistry index.docker.io zot/charts/web, oras zot charts/web
zot.registry/charts/web: go-containerregistry zot.registry charts/web, oras zot.registry charts/web
zot:443/charts/web: go-containerregistry zot:443 charts/web, oras zot:443 charts/web
localhost/charts/web: go-containerregistry index.docker.io localhost/charts/web, oras localhost charts/web' ]] || { echo 'not what was seen'; exit 1; }
