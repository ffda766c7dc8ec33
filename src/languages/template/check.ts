import { quote } from '../../kubernetes/names';
import { LanguageError } from '../go/language-error';
import { Command, Control, Node, Operand, Pipeline, Template } from './ast';
import { TemplateFunction } from './functions';
import { NOTHING, Shape, UNKNOWN } from './shapes';

/** A template's surroundings. */
export interface Surroundings {
  readonly functions: ReadonlyMap<string, TemplateFunction>;
  /** Shapes of the values that functions give. */
  readonly results: ReadonlyMap<string, Shape>;
  /** The dot. */
  readonly data: Shape;
  /** Remedies for fields that do not exist, by their names. */
  readonly remedies: Readonly<Record<string, string>>;
}

type Variables = readonly (readonly [name: string, shape: Shape])[];

/** Where a value is evaluated. */
interface Place {
  readonly dot: Shape;
  readonly variables: Variables;
  /** Whether the value may never be evaluated, so that a key need not exist in every run. */
  readonly isConditional: boolean;
  /** Texts in the conditions around, which may name keys that need not exist at all. */
  readonly guards: ReadonlySet<string>;
}

/**
 * Follows a template as its execution would, as far as the shapes of values are known: fields that do not exist, numbers
 * of arguments, templates that are not defined.
 */
class Follower {
  private readonly followed = new Set<string>();

  constructor(
    private readonly template: Template,
    private readonly surroundings: Surroundings,
  ) {}

  public follow(nodes: readonly Node[], start: Place): void {
    let place = start;
    for (const node of nodes) place = this.node(node, place);
  }

  /** @returns the place after the node, with the variables that it declares */
  private node(node: Node, place: Place): Place {
    switch (node.kind) {
      case 'text':
      case 'break':
      case 'continue':
        return place;
      case 'action': {
        const value = this.pipeline(node.pipeline, place);
        return declare(place, node.pipeline, value);
      }
      case 'template':
        this.invoke(node.name, node.pipeline ? this.pipeline(node.pipeline, place) : this.noData, node.at, place);
        return place;
      case 'range':
        this.range(node, place);
        return place;
      default: {
        const value = this.pipeline(node.pipeline, place);
        const guards = new Set([...place.guards, ...textsIn(node.pipeline)]);
        const inner = { ...declare(place, node.pipeline, value), isConditional: true, guards };
        this.follow(node.body, node.kind === 'with' ? { ...inner, dot: value } : inner);
        this.follow(node.otherwise, inner);
        return place;
      }
    }
  }

  /** The dot of a template that is called without a value. */
  private get noData(): Shape {
    return this.surroundings.data.kind === 'nothing' ? NOTHING : UNKNOWN;
  }

  private invoke(name: string, dot: Shape, at: number, { isConditional, guards }: Place): void {
    const nodes = this.template.defined.get(name);
    if (!nodes) throw new LanguageError(`template ${quote(name)} is not defined: define it`, at);
    if (this.followed.has(name)) return;
    this.followed.add(name);
    this.follow(nodes, { dot, variables: [['$', dot]], isConditional, guards });
    this.followed.delete(name);
  }

  private range(node: Control, place: Place): void {
    const { pipeline } = node;
    const value = this.pipeline(pipeline, place);
    const isWrong = value.kind === 'struct' || (value.kind === 'scalar' && value.name !== 'int');
    if (isWrong) throw new LanguageError(`range does not go over a ${value.name}: give a list or a map`, pipeline.at);
    const item = itemOf(value);
    const key = value.kind === 'map' ? value.key : UNKNOWN;
    const [first, second] = pipeline.variables;
    const declared: Variables =
      second === undefined
        ? [[first ?? '', item]]
        : [
            [first ?? '', key],
            [second, item],
          ];
    const variables = [...place.variables, ...(pipeline.isAssignment ? declared.map(forget) : declared)];
    this.follow(node.body, { ...place, dot: item, variables, isConditional: true });
    this.follow(node.otherwise, { ...place, isConditional: true });
  }

  private pipeline({ commands }: Pipeline, place: Place): Shape {
    let value: Shape | undefined;
    for (const command of commands) value = this.command(command, place, value !== undefined);
    return value ?? UNKNOWN;
  }

  private command([first, ...args]: Command, place: Place, isPiped: boolean): Shape {
    const given = args.length + (isPiped ? 1 : 0);
    if (first.kind === 'function') return this.call(first.name, args, given, first.at, place);
    if (first.kind === 'nil') throw new LanguageError('"nil" is not a command: write a value', first.at);
    const isCallable =
      first.kind === 'field' || first.kind === 'chain' || (first.kind === 'variable' && first.fields.length > 0);
    if (given > 0 && !isCallable) {
      throw new LanguageError('a value that is not a function has arguments: write a function before it', first.at);
    }
    return this.operand(first, place, given);
  }

  private call(name: string, args: readonly Operand[], given: number, at: number, place: Place): Shape {
    const { least, isOpen, result } = this.surroundings.functions.get(name) as TemplateFunction;
    if (given < least || (given > least && !isOpen)) {
      throw new LanguageError(`${name} has ${given} arguments: give ${least}${isOpen ? ' or more' : ''}`, at);
    }
    const isShort = name === 'and' || name === 'or';
    const later = { ...place, isConditional: true, guards: new Set([...place.guards, ...args.flatMap(textsOf)]) };
    args.forEach((argument, index) => this.argument(argument, isShort && index > 0 ? later : place));
    return this.surroundings.results.get(name) ?? result;
  }

  private argument(operand: Operand, place: Place): Shape {
    if (operand.kind === 'function') return this.call(operand.name, [], 0, operand.at, place);
    return this.operand(operand, place, 0);
  }

  private operand(operand: Operand, place: Place, given: number): Shape {
    switch (operand.kind) {
      case 'dot':
        return place.dot;
      case 'field':
        return this.fields(place.dot, operand.fields, operand.at, place, given);
      case 'variable':
        return this.fields(variableOf(place, operand.name), operand.fields, operand.at, place, given);
      case 'chain':
        return this.fields(this.argument(operand.of, place), operand.fields, operand.at, place, given);
      case 'pipeline':
        return this.pipeline(operand.pipeline, place);
      default:
        return operand.kind === 'constant' ? UNKNOWN : NOTHING;
    }
  }

  private fields(start: Shape, names: readonly string[], at: number, place: Place, given: number): Shape {
    let shape = start;
    names.forEach((name, index) => {
      shape = this.field(shape, name, at, place, index === names.length - 1 ? given : 0);
    });
    return shape;
  }

  private field(shape: Shape, name: string, at: number, place: Place, given: number): Shape {
    switch (shape.kind) {
      case 'unknown':
        return UNKNOWN;
      case 'nothing':
        if (this.noData.kind !== 'nothing') return UNKNOWN;
        throw new LanguageError(`".${name}" has no data: write inputs.${name.replace(/^inputs$/, 'name')}`, at);
      case 'map':
        return this.entry(shape, name, at, place, given);
      case 'struct': {
        const member = Object.hasOwn(shape.members, name) ? shape.members[name] : undefined;
        if (!member) throw this.noField(name, Object.keys(shape.members), at);
        if (given > 0) throw new LanguageError(`".${name}" takes no arguments: leave them out`, at);
        return member.shape;
      }
      default:
        throw this.noField(name, [], at);
    }
  }

  private entry(shape: Extract<Shape, { kind: 'map' }>, name: string, at: number, place: Place, given: number): Shape {
    if (shape.key.kind === 'struct') throw this.noField(name, [], at);
    if (given > 0) throw new LanguageError(`".${name}" is no function: leave its arguments out`, at);
    const entry = Object.hasOwn(shape.entries, name) ? shape.entries[name] : shape.others;
    if (entry) return entry;
    if (place.guards.has(name) || (place.isConditional && shape.optional?.has(name))) return UNKNOWN;
    const known = Object.keys(shape.entries).join(', ');
    throw new LanguageError(`".${name}" has no value: ${known === '' ? 'give it one' : `use one of ${known}`}`, at);
  }

  private noField(name: string, known: readonly string[], at: number): LanguageError {
    const { remedies } = this.surroundings;
    const remedy = Object.hasOwn(remedies, name) ? remedies[name] : undefined;
    const choice = known.length > 0 ? `use one of ${known.map((one) => `.${one}`).join(', ')}` : 'leave it out';
    return new LanguageError(`".${name}" does not exist: ${remedy ?? choice}`, at);
  }
}

function declare(place: Place, { variables, isAssignment }: Pipeline, value: Shape): Place {
  const [name] = variables;
  if (name === undefined) return place;
  return { ...place, variables: [...place.variables, [name, isAssignment ? UNKNOWN : value]] };
}

/** The constants in a pipeline. */
function textsIn({ commands }: Pipeline): string[] {
  return commands.flatMap((command) => command.flatMap(textsOf));
}

function textsOf(operand: Operand): string[] {
  if (operand.kind === 'constant') return [operand.text];
  if (operand.kind === 'pipeline') return textsIn(operand.pipeline);
  return operand.kind === 'chain' ? textsOf(operand.of) : [];
}

function forget([name]: readonly [string, Shape]): readonly [string, Shape] {
  return [name, UNKNOWN];
}

function variableOf({ variables }: Place, name: string): Shape {
  return variables.findLast(([known]) => known === name)?.[1] ?? UNKNOWN;
}

function itemOf(shape: Shape): Shape {
  if (shape.kind === 'list') return shape.item;
  return shape.kind === 'map' && Object.keys(shape.entries).length === 0 ? (shape.others ?? UNKNOWN) : UNKNOWN;
}

/**
 * Checks a template against what it runs with.
 *
 * @throws LanguageError when its execution fails whatever the values are
 */
export function checkTemplate(template: Template, surroundings: Surroundings): void {
  const { data } = surroundings;
  new Follower(template, surroundings).follow(template.body, {
    dot: data,
    variables: [['$', data]],
    isConditional: false,
    guards: new Set(),
  });
}
