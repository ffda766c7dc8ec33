// Command oracle asks the policies of image-reflector-controller which tag they select.
//
// It reads {"policy": {…}, "filterTags": {…}, "tags": ["…"]} from each line of its input, and writes the sorted list of
// the tags that the controller may select: more than one where the order of a Go map decides.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"strings"

	imagev1 "github.com/fluxcd/image-reflector-controller/api/v1"
	"github.com/fluxcd/image-reflector-controller/internal/policy"
)

// repeats is how often a policy with a filter is asked: its candidates come in another order each time.
const repeats = 24

type request struct {
	Policy     imagev1.ImagePolicyChoice `json:"policy"`
	FilterTags *imagev1.TagFilter        `json:"filterTags"`
	Tags       []string                  `json:"tags"`
}

func main() {
	decoder := json.NewDecoder(bufio.NewReader(os.Stdin))
	output := bufio.NewWriter(os.Stdout)
	defer output.Flush()
	encoder := json.NewEncoder(output)
	for decoder.More() {
		var asked request
		if err := decoder.Decode(&asked); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		answers := []string{}
		for range repeats {
			tag, err := selected(asked)
			if err == nil && !slices.Contains(answers, tag) {
				answers = append(answers, tag)
			}
			if asked.FilterTags == nil {
				break
			}
		}
		slices.Sort(answers)
		if err := encoder.Encode(answers); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
	}
}

// selected does what applyPolicy of the controller does, with the tags in the order in which its scan stores them.
func selected(asked request) (string, error) {
	policer, err := policy.PolicerFromSpec(asked.Policy)
	if err != nil {
		return "", err
	}
	tags := slices.Clone(asked.Tags)
	slices.SortStableFunc(tags, func(a, b string) int { return -strings.Compare(a, b) })
	tags = slices.Compact(tags)
	if asked.FilterTags == nil {
		return policer.Latest(tags)
	}
	filter, err := policy.NewRegexFilter(asked.FilterTags.Pattern, asked.FilterTags.Extract)
	if err != nil {
		return "", err
	}
	filter.Apply(tags)
	latest, err := policer.Latest(filter.Items())
	if err != nil {
		return "", err
	}
	return filter.GetOriginalTag(latest), nil
}
