// Command fleet-oracle says what two trees of a Flux repository do to clusters, one after the other.
//
// It plays kustomize-controller over the files: from the roots on, it builds every Kustomization with
// fluxcd/pkg/kustomize, takes the Kustomizations that come out of it, prunes what left, and goes on until nothing
// changes. Each line of its input is a job {"before": DIR, "edits": {FILE: TEXT}} or {"before": DIR, "after": DIR}; without
// "before" it goes on from the second tree of the last one. Each line of its output is the result: the objects that are live after the second tree and differ from those after the first.
package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"sort"
)

type job struct {
	Before string            `json:"before"`
	After  string            `json:"after"`
	Roots  map[string]string `json:"roots"`
	// Files of the second tree that differ from those of the first, which it is made of then; nil for those that go.
	Edits map[string]*string `json:"edits"`
}

type change struct {
	Cluster string `json:"cluster"`
	Object  string `json:"object"`
	Action  string `json:"action"`
}

type result struct {
	Roots   map[string]string `json:"roots"`
	Objects int               `json:"objects"`
	Units   int               `json:"units"`
	Changes []change          `json:"changes"`
	// Kustomizations that fail after the second tree, and why.
	Failing map[string]string `json:"failing"`
	// Kustomizations that bring others and fail in the first tree, so that what runs before the change is not known.
	Broken []string `json:"broken"`
	Error  string   `json:"error,omitempty"`
}

func main() {
	out := bufio.NewWriter(os.Stdout)
	defer out.Flush()
	in := bufio.NewScanner(os.Stdin)
	in.Buffer(make([]byte, 1<<20), 1<<26)
	for in.Scan() {
		var one job
		if err := json.Unmarshal(in.Bytes(), &one); err != nil {
			fmt.Fprintln(os.Stderr, "no job:", err)
			os.Exit(2)
		}
		line, err := json.Marshal(compare(one))
		if err != nil {
			panic(err)
		}
		out.Write(append(line, '\n'))
		out.Flush()
	}
}

func compare(one job) result {
	found, err := play(one)
	if err != nil {
		return result{Error: err.Error(), Changes: []change{}}
	}
	return found
}

// known are the trees of the last job, which the next one mostly begins with too.
var known = struct {
	folder string
	tree   *tree
	after  *tree
}{}

// keep holds the second tree of a job until the next one is done.
func keep(after *tree) {
	if known.after != nil {
		known.after.close()
	}
	known.after = after
}

func baseOf(folder string) (*tree, error) {
	if known.folder == folder && folder != "" {
		return known.tree, nil
	}
	if folder == "" {
		if known.after == nil {
			return nil, errors.New("no job came before this one")
		}
		if known.tree != nil {
			known.tree.close()
		}
		known.folder, known.tree, known.after = "", known.after, nil
		known.tree.base, known.tree.edits = nil, nil
		return known.tree, nil
	}
	if known.tree != nil {
		known.tree.close()
	}
	opened, err := openTree(folder)
	if err != nil {
		return nil, err
	}
	start, err := opened.findStart()
	if err != nil {
		return nil, err
	}
	opened.begin(start)
	known.folder, known.tree = folder, opened
	return opened, nil
}

func play(one job) (result, error) {
	before, err := baseOf(one.Before)
	if err != nil {
		return result{}, err
	}
	last := one.After
	if last == "" {
		last = before.copied
	}
	after, err := openTree(last)
	if err != nil {
		return result{}, err
	}
	after.begin(before.start)
	defer keep(after)
	if one.After == "" {
		if err := after.edit(before, one.Edits); err != nil {
			return result{}, err
		}
	}
	roots := one.Roots
	before.roots = nil
	if len(roots) == 0 {
		if roots, err = findRoots(before, after); err != nil {
			return result{}, err
		}
	}
	world := newWorld(roots)
	world.begin(before)
	first := world.snapshot()
	broken, err := world.broken(before)
	if err != nil {
		return result{}, err
	}
	world.settle(after)
	then := world.snapshot()
	found := result{Roots: roots, Objects: len(first), Units: len(world.units), Changes: diff(first, then), Failing: map[string]string{}, Broken: broken}
	for key, unit := range world.units {
		if unit.err != "" {
			found.Failing[key] = unit.err
		}
	}
	return found, nil
}

func diff(first, last map[string]live) []change {
	changes := []change{}
	for key, was := range first {
		is, ok := last[key]
		switch {
		case !ok:
			changes = append(changes, change{was.cluster, was.object, "removed"})
		case is.hash != was.hash:
			changes = append(changes, change{was.cluster, was.object, "changed"})
		}
	}
	for key, is := range last {
		if _, ok := first[key]; !ok {
			changes = append(changes, change{is.cluster, is.object, "added"})
		}
	}
	sort.Slice(changes, func(a, b int) bool {
		return changes[a].Cluster+changes[a].Object < changes[b].Cluster+changes[b].Object
	})
	return changes
}
