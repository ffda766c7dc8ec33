import { quote } from '../../kubernetes/names';
import { JsonValue } from '../../kubernetes/objects';
import { LanguageError } from '../go/language-error';
import { Command, Control, Node, Operand, Pipeline, Template } from './ast';
import { callFunction, isTrue, printed } from './values';

/** The values in scope at a place of a template. */
interface Scope {
  readonly dot: JsonValue;
  /** Variables by name, with their `$`. A `range` or `if` has a scope of its own, and sets those of its surroundings. */
  readonly variables: Map<string, { value: JsonValue }>;
}

/** Leaves a `range`. */
class Jump extends Error {
  constructor(readonly kind: 'break' | 'continue') {
    super(kind);
  }
}

/** Runs a template of a ResourceSet. */
class Evaluation {
  private readonly parts: string[] = [];

  constructor(
    private readonly template: Template,
    private readonly inputs: JsonValue,
  ) {}

  public run(): string {
    this.follow(this.template.body, { dot: null, variables: new Map([['$', { value: null }]]) });
    return this.parts.join('');
  }

  private follow(nodes: readonly Node[], scope: Scope): void {
    for (const node of nodes) this.node(node, scope);
  }

  private node(node: Node, scope: Scope): void {
    switch (node.kind) {
      case 'text':
        this.parts.push(node.text);
        return;
      case 'break':
      case 'continue':
        throw new Jump(node.kind);
      case 'action': {
        const value = this.pipeline(node.pipeline, scope);
        if (node.pipeline.variables.length === 0) this.parts.push(printed(value, node.at));
        return;
      }
      case 'template': {
        const dot = node.pipeline === undefined ? null : this.pipeline(node.pipeline, scope);
        const body = this.template.defined.get(node.name);
        if (body === undefined)
          throw new LanguageError(`no template ${quote(node.name)} is defined: define it`, node.at);
        this.follow(body, { dot, variables: new Map([['$', { value: dot }]]) });
        return;
      }
      case 'range':
        this.range(node, scope);
        return;
      default: {
        const inner = { ...scope, variables: new Map(scope.variables) };
        const value = this.pipeline(node.pipeline, inner);
        const body = isTrue(value) ? node.body : node.otherwise;
        this.follow(body, node.kind === 'with' && isTrue(value) ? { ...inner, dot: value } : inner);
      }
    }
  }

  private range(node: Control, scope: Scope): void {
    const value = this.pipeline({ ...node.pipeline, variables: [] }, scope);
    const entries = entriesOf(value, node.at);
    if (entries.length === 0) return this.follow(node.otherwise, scope);
    const [first, second] = node.pipeline.variables;
    for (const [key, item] of entries) {
      const variables = new Map(scope.variables);
      if (second !== undefined) variables.set(first!, { value: key }).set(second, { value: item });
      else if (first !== undefined) variables.set(first, { value: item });
      try {
        this.follow(node.body, { dot: item, variables });
      } catch (error) {
        if (!(error instanceof Jump)) throw error;
        if (error.kind === 'break') return;
      }
    }
  }

  private pipeline({ commands, variables, isAssignment, at }: Pipeline, scope: Scope): JsonValue {
    let value: JsonValue | undefined;
    for (const command of commands) value = this.command(command, value, scope);
    for (const name of variables) {
      const known = scope.variables.get(name);
      if (isAssignment && known !== undefined) known.value = value!;
      else if (isAssignment) throw new LanguageError(`${quote(name)} is not declared: declare it with ":="`, at);
      else scope.variables.set(name, { value: value! });
    }
    return value!;
  }

  private command([first, ...rest]: Command, last: JsonValue | undefined, scope: Scope): JsonValue {
    if (first.kind === 'function') {
      const values = rest.map((operand) => this.operand(operand, scope));
      return this.call(first.name, last === undefined ? values : [...values, last], first.at);
    }
    if (rest.length > 0 || last !== undefined)
      throw new LanguageError('a value that is no function gets arguments: leave them out', first.at);
    return this.operand(first, scope);
  }

  private call(name: string, values: readonly JsonValue[], at: number): JsonValue {
    return name === 'inputs' ? this.inputs : callFunction(name, values, at);
  }

  private operand(operand: Operand, scope: Scope): JsonValue {
    switch (operand.kind) {
      case 'function':
        return this.call(operand.name, [], operand.at);
      case 'dot':
        return scope.dot;
      case 'nil':
        return null;
      case 'constant':
        return operand.value;
      case 'field':
        return fieldsOf(scope.dot, operand.fields, operand.at);
      case 'variable':
        return fieldsOf(scope.variables.get(operand.name)!.value, operand.fields, operand.at);
      case 'chain':
        return fieldsOf(this.operand(operand.of, scope), operand.fields, operand.at);
      case 'pipeline':
        return this.pipeline(operand.pipeline, scope);
    }
  }
}

/** Fields below a value. The operator refuses those that are not there. */
function fieldsOf(value: JsonValue, fields: readonly string[], at: number): JsonValue {
  let found: JsonValue = value;
  for (const field of fields) {
    const next = typeof found === 'object' && found !== null && !Array.isArray(found) ? found[field] : undefined;
    if (next === undefined) throw new LanguageError(`no input has the field ${quote(field)}: give it`, at);
    found = next;
  }
  return found;
}

/** Entries that `range` runs over: the keys and values of a map in the order of the keys, or the items of a list. */
function entriesOf(value: JsonValue, at: number): Array<readonly [key: number | string, item: JsonValue]> {
  if (Array.isArray(value)) return value.map((item, index) => [index, item] as const);
  if (value === null) return [];
  if (typeof value !== 'object')
    throw new LanguageError('range over a value that is neither a list nor a map: give one', at);
  return Object.keys(value)
    .sort()
    .map((key) => [key, value[key]!] as const);
}

/**
 * The text that a template of a ResourceSet gives for one set of inputs.
 *
 * @throws LanguageError when the operator refuses it, or when it calls a function that this does not evaluate
 */
export function evaluateTemplate(template: Template, inputs: JsonValue): string {
  return new Evaluation(template, inputs).run();
}
