import { LanguageError } from '../go/language-error';
import { assign, mostGeneral, substitute, Substitutions } from './assignable';
import { Element, Expression } from './ast';
import { FUNCTIONS, Overload } from './functions';
import {
  BOOL,
  celType,
  CelType,
  DYN,
  ERROR,
  insideOptional,
  listOf,
  mapOf,
  optionalOf,
  readType,
  STRING,
} from './types';

/** The names of types, which are values too. */
const TYPE_NAMES: ReadonlyMap<string, CelType> = new Map(
  'bool bytes double int string uint null_type google.protobuf.Duration google.protobuf.Timestamp'
    .split(' ')
    .map((name) => [name, celType('type', celType(name))] as const)
    .concat([
      ['type', celType('type', celType('type'))],
      ['list', celType('type', readType('list(<A>)'))],
      ['map', celType('type', readType('map(<A>, <B>)'))],
      ['optional_type', celType('type', readType('optional_type(<V>)'))],
    ]),
);

/** Variables, the innermost scope last. */
type Scopes = readonly ReadonlyMap<string, CelType>[];

/** Finds the types of an expression's parts as cel-go's checker does. */
export class Checker {
  private readonly types = new Map<Expression, CelType>();
  private known: Substitutions = new Map();
  private scopes: Scopes;
  private variables = 0;

  /** @param isOpen whether names that are not declared are variables of any type */
  constructor(
    declared: ReadonlyMap<string, CelType>,
    private readonly isOpen: boolean,
  ) {
    this.scopes = [declared];
  }

  /** The final type of an expression that has been checked. */
  public typeOf(expression: Expression): CelType {
    return substitute(this.known, this.types.get(expression) ?? ERROR, true);
  }

  /** @throws LanguageError when the types do not fit */
  public check(expression: Expression): CelType {
    const type = this.infer(expression);
    this.types.set(expression, type);
    return type;
  }

  private infer(expression: Expression): CelType {
    switch (expression.kind) {
      case 'literal':
        return celType(expression.type);
      case 'identifier':
        return this.lookUp(expression.name) ?? this.undeclared(expression.name, expression.at);
      case 'select':
        return this.select(expression);
      case 'call':
        return this.call(expression);
      case 'list':
        return listOf(this.join(expression.elements.map((element) => this.element(element))));
      case 'map':
        return this.map(expression);
      case 'comprehension':
        return this.comprehension(expression);
    }
  }

  private lookUp(name: string): CelType | undefined {
    const bare = name.replace(/^\./, '');
    for (let index = this.scopes.length - 1; index >= 0; index -= 1) {
      const type = this.scopes[index]?.get(name) ?? this.scopes[index]?.get(bare);
      if (type) return type;
    }
    return TYPE_NAMES.get(bare);
  }

  private undeclared(name: string, at: number): CelType {
    if (this.isOpen) return DYN;
    const declared = [...(this.scopes[0]?.keys() ?? [])].join(', ');
    throw new LanguageError(`"${name}" is not declared: the variables here are ${declared}`, at);
  }

  private select(expression: Extract<Expression, { kind: 'select' }>): CelType {
    const { operand, field, isTest, at } = expression;
    const qualified = isTest ? undefined : qualifiedName(expression);
    const variable = qualified === undefined ? undefined : this.lookUp(qualified);
    if (variable) return variable;
    const type = this.field(operand, field, false, at);
    return isTest ? BOOL : substitute(this.known, type);
  }

  private field(operand: Expression, field: string, isOptional: boolean, at: number): CelType {
    const operandType = substitute(this.known, this.check(operand));
    const inside = insideOptional(operandType);
    const target = inside ?? operandType;
    let result = DYN;
    if (target.kind === 'map') result = target.parameters[1] as CelType;
    else if (target.kind === 'parameter') this.fits(DYN, target);
    else if (target.kind !== 'dyn' && target.kind !== 'error') {
      throw new LanguageError(`"${field}" is not a field of ${target.key}: select fields of objects only`, at);
    }
    return isOptional || inside ? optionalOf(result) : result;
  }

  private call(expression: Extract<Expression, { kind: 'call' }>): CelType {
    const { name, target, args, at } = expression;
    if (name === '_?._' && !target) return this.optionalField(expression);
    const types = args.map((argument) => this.check(argument));
    if (!target) return this.resolve(name, this.functionOf(name, at), false, types, at);
    const prefix = qualifiedName(target);
    const namespaced = prefix === undefined ? undefined : FUNCTIONS.get(`${prefix.replace(/^\./, '')}.${name}`);
    if (namespaced) return this.resolve(name, namespaced, false, types, at);
    const targetType = this.check(target);
    return this.resolve(name, this.functionOf(name, at), true, [targetType, ...types], at);
  }

  private optionalField({ args, at }: Extract<Expression, { kind: 'call' }>): CelType {
    const [operand, field] = args as [Expression, Extract<Expression, { kind: 'literal' }>];
    return substitute(this.known, this.field(operand, String(field.value), true, at));
  }

  private functionOf(name: string, at: number): readonly Overload[] {
    const overloads = FUNCTIONS.get(name.replace(/^\./, ''));
    if (!overloads) throw new LanguageError(`${name}() is not a function that Flux knows: use another`, at);
    return overloads;
  }

  private resolve(
    name: string,
    overloads: readonly Overload[],
    isMethod: boolean,
    given: readonly CelType[],
    at: number,
  ): CelType {
    let result: CelType | undefined;
    for (const overload of overloads) {
      if (overload.isMethod !== isMethod) continue;
      if (name === '_&&_' || name === '_||_') return this.logical(given, at);
      const fresh: Substitutions = new Map();
      const parameters = overload.parameters.map((type) => this.freshen(type, fresh));
      const next = assign(this.known, given, parameters);
      if (!next) continue;
      this.known = next;
      const found = substitute(next, this.freshen(overload.result, fresh));
      if (!result) result = found;
      else if (result.kind !== 'dyn' && found.key !== result.key) result = DYN;
    }
    if (result) return result;
    const types = given.map((type) => substitute(this.known, type, true).key).join(', ');
    throw new LanguageError(`${describe(name)} does not take (${types}): convert or compare other values`, at);
  }

  private logical(given: readonly CelType[], at: number): CelType {
    for (const type of given) {
      if (!this.fits(type, BOOL)) {
        const shown = substitute(this.known, type, true).key;
        throw new LanguageError(`a side of "&&" or "||" is of type ${shown}: make it true or false`, at);
      }
    }
    return BOOL;
  }

  /** The type with its parameters replaced by new variables. */
  private freshen(type: CelType, fresh: Substitutions): CelType {
    if (type.kind === 'parameter') {
      const variable = fresh.get(type.key) ?? this.newVariable();
      fresh.set(type.key, variable);
      return variable;
    }
    if (type.parameters.length === 0) return type;
    return celType(type.name, ...type.parameters.map((parameter) => this.freshen(parameter, fresh)));
  }

  private newVariable(): CelType {
    this.variables += 1;
    return celType(`<_var${this.variables}>`);
  }

  private fits(a: CelType, b: CelType): boolean {
    const next = assign(this.known, [a], [b]);
    if (next) this.known = next;
    return next !== undefined;
  }

  private element({ value, isOptional }: Element): CelType {
    const type = this.check(value);
    if (!isOptional) return type;
    const inside = insideOptional(type);
    if (inside) return inside;
    throw new LanguageError(`an element after "?" is of type ${type.key}: give an optional value`, value.at);
  }

  private map({ entries }: Extract<Expression, { kind: 'map' }>): CelType {
    const keys: CelType[] = [];
    const values: CelType[] = [];
    let [key, value]: [CelType | undefined, CelType | undefined] = [undefined, undefined];
    for (const entry of entries) {
      keys.push(this.check(entry.key));
      key = this.joinTwo(key, keys.at(-1) as CelType);
      values.push(this.element(entry));
      value = this.joinTwo(value, values.at(-1) as CelType);
    }
    return mapOf(key ?? this.newVariable(), value ?? this.newVariable());
  }

  private join(types: readonly CelType[]): CelType {
    let joined: CelType | undefined;
    for (const type of types) joined = this.joinTwo(joined, type);
    return joined ?? this.newVariable();
  }

  private joinTwo(previous: CelType | undefined, current: CelType): CelType {
    if (!previous) return current;
    return this.fits(previous, current) ? mostGeneral(previous, current) : DYN;
  }

  private comprehension(expression: Extract<Expression, { kind: 'comprehension' }>): CelType {
    const { range, variable, accumulator, start, condition, step, result } = expression;
    this.check(range);
    const startType = this.check(start);
    const rangeType = substitute(this.known, this.types.get(range) ?? ERROR);
    const outer = this.scopes;
    const folded = [...outer, new Map([[accumulator, startType]])];
    this.scopes = [...folded, new Map([[variable, this.itemOf(rangeType, range.at)]])];
    this.check(condition);
    this.expect(condition, BOOL);
    this.check(step);
    this.expect(step, startType);
    this.scopes = folded;
    const type = this.check(result);
    this.scopes = outer;
    return substitute(this.known, type);
  }

  private itemOf(range: CelType, at: number): CelType {
    if (range.kind === 'list' || range.kind === 'map') return range.parameters[0] as CelType;
    if (range.kind !== 'dyn' && range.kind !== 'error' && range.kind !== 'parameter') {
      throw new LanguageError(`a value of type ${range.key} has no elements: use a list or an object`, at);
    }
    this.fits(DYN, range);
    return DYN;
  }

  private expect(expression: Expression, wanted: CelType): void {
    const type = this.types.get(expression) ?? ERROR;
    if (this.fits(wanted, type)) return;
    const [want, got] = [wanted, type].map((one) => substitute(this.known, one, true).key);
    throw new LanguageError(`the expression inside is of type ${got}: make it ${want}`, expression.at);
  }
}

/** The name that selections of an identifier spell, such as `a.b`. */
export function qualifiedName(expression: Expression): string | undefined {
  if (expression.kind === 'identifier') return expression.name;
  if (expression.kind !== 'select' || expression.isTest) return undefined;
  const prefix = qualifiedName(expression.operand);
  return prefix === undefined ? undefined : `${prefix}.${expression.field}`;
}

/** A function's name as a user writes it. */
function describe(name: string): string {
  if (!/[^\w.]/.test(name)) return `${name}()`;
  if (name === '_?_:_') return '"? :"';
  return `"${name.replaceAll('_', '').replace('@', '')}"`;
}

/** Types that variables are declared with. */
export const VARIABLE_TYPE: CelType = mapOf(STRING, DYN);
