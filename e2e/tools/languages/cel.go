package main

import (
	"fmt"
	"os"
	"sort"
	"strings"

	"github.com/google/cel-go/cel"
	"github.com/google/cel-go/common/decls"
	"github.com/google/cel-go/ext"
)

// printFunctions lists the functions of the environment that fluxcd/pkg/runtime/cel makes, one overload a line.
func printFunctions() {
	env, err := cel.NewEnv(
		cel.HomogeneousAggregateLiterals(),
		cel.EagerlyValidateDeclarations(true),
		cel.DefaultUTCTimeZone(true),
		cel.CrossTypeNumericComparisons(true),
		cel.OptionalTypes(),
		ext.Strings(),
		ext.Sets(),
		ext.Encoders(),
	)
	if err != nil {
		fail(err)
	}
	var lines []string
	for name, function := range env.Functions() {
		for order, overload := range function.OverloadDecls() {
			style := "function"
			if overload.IsMemberFunction() {
				style = "method"
			}
			var arguments []string
			for _, argument := range overload.ArgTypes() {
				arguments = append(arguments, argument.String())
			}
			lines = append(lines, fmt.Sprintf("%s\t%03d\t%s %s(%s): %s",
				name, order, name, style, strings.Join(arguments, ", "), overload.ResultType()))
		}
	}
	sort.Strings(lines)
	for _, line := range lines {
		fmt.Fprintln(os.Stdout, line[strings.LastIndex(line, "\t")+1:])
	}
	fmt.Fprintln(os.Stdout)
	lines = nil
	for name, function := range env.Functions() {
		if arity := fixedArity(function); arity != "" {
			lines = append(lines, name+" "+arity)
		}
	}
	sort.Strings(lines)
	for _, line := range lines {
		fmt.Fprintln(os.Stdout, line)
	}
	fmt.Fprintln(os.Stdout)
	lines = nil
	for _, macro := range env.Macros() {
		lines = append(lines, macro.MacroKey())
	}
	for _, variable := range env.Variables() {
		lines = append(lines, variable.Name()+": "+variable.Type().String())
	}
	sort.Strings(lines)
	for _, line := range lines {
		fmt.Fprintln(os.Stdout, line)
	}
}

// fixedArity is the number of arguments that a function takes in an expression without types, or nothing if it takes any.
func fixedArity(function *decls.FunctionDecl) string {
	bindings, err := function.Bindings()
	if err != nil {
		fail(err)
	}
	for _, binding := range bindings {
		if binding.Operator == function.Name() && binding.Function == nil {
			if binding.Unary != nil && binding.Binary != nil {
				return "1-2"
			}
			if binding.Unary != nil {
				return "1"
			}
			return "2"
		}
	}
	return ""
}
