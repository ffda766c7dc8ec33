/** A parsed CEL expression. */
export interface CelProgram {
  (variables: Readonly<Record<string, unknown>>): unknown;
  check(): { readonly valid: boolean; readonly error?: { readonly message: string } };
}

/** The part of the CEL library's environment that is used here. */
export interface CelEnvironment {
  registerVariable(name: string, type: string): CelEnvironment;
  registerFunction(signature: string, handler: (...values: never[]) => unknown): CelEnvironment;
  registerOperator(signature: string, handler: (left: never, right: never) => unknown): CelEnvironment;
  parse(expression: string): CelProgram;
}
