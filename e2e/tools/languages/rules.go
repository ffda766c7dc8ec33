package main

import (
	"encoding/json"
	"fmt"
	"os"

	"github.com/google/cel-go/cel"
	"github.com/google/cel-go/ext"
)

// judgeRules reads {"self": any, "rules": ["..."]} and writes {"parser": "module version", "verdicts": ["true", ...]}:
// what each rule gives for the value, as the API server evaluates rules of CRDs, or "refused" where it does not compile and
// "fails" where its evaluation does.
func judgeRules() {
	var asked struct {
		Self  any      `json:"self"`
		Rules []string `json:"rules"`
	}
	if err := json.NewDecoder(os.Stdin).Decode(&asked); err != nil {
		fail(err)
	}
	env, err := cel.NewEnv(
		cel.HomogeneousAggregateLiterals(),
		cel.EagerlyValidateDeclarations(true),
		cel.DefaultUTCTimeZone(true),
		cel.CrossTypeNumericComparisons(true),
		cel.OptionalTypes(),
		ext.Strings(),
		ext.Sets(),
		cel.Variable("self", cel.DynType),
	)
	if err != nil {
		fail(err)
	}
	verdicts := make([]string, len(asked.Rules))
	for i, rule := range asked.Rules {
		verdicts[i] = judge(env, rule, whole(asked.Self))
	}
	answer := map[string]any{"parser": version("github.com/google/cel-go"), "verdicts": verdicts}
	if err := json.NewEncoder(os.Stdout).Encode(answer); err != nil {
		fail(err)
	}
}

func judge(env *cel.Env, rule string, self any) string {
	ast, issues := env.Compile(rule)
	if issues.Err() != nil {
		return "refused"
	}
	program, err := env.Program(ast)
	if err != nil {
		return "refused"
	}
	result, _, err := program.Eval(map[string]any{"self": self})
	if err != nil {
		return "fails"
	}
	return fmt.Sprint(result.Value())
}

// whole makes integers of the numbers without a fraction, as the schema of a field does.
func whole(value any) any {
	switch value := value.(type) {
	case float64:
		if value == float64(int64(value)) {
			return int64(value)
		}
	case []any:
		for i, item := range value {
			value[i] = whole(item)
		}
	case map[string]any:
		for key, item := range value {
			value[key] = whole(item)
		}
	}
	return value
}
