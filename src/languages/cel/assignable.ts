import { CelType, celType } from './types';

/** The types of type parameters, by their keys. */
export type Substitutions = Map<string, CelType>;

function isAny(type: CelType): boolean {
  return type.kind === 'dyn' || type.kind === 'error';
}

/** Kinds that may be null. */
const NULLABLE: ReadonlySet<CelType['kind']> = new Set(['null', 'opaque', 'duration', 'timestamp']);

function isLessSpecific(a: CelType, b: CelType): boolean {
  if (a.kind === 'dyn' || a.kind === 'parameter') return true;
  if (b.kind === 'dyn' || b.kind === 'parameter') return false;
  if (a.kind !== b.kind || a.name !== b.name) return false;
  if (a.kind === 'type') return true;
  if (a.kind !== 'opaque' && a.kind !== 'list' && a.kind !== 'map') return a.key === b.key;
  return a.parameters.every((parameter, index) => isLessSpecific(parameter, b.parameters[index] as CelType));
}

/** The type that covers both, of two that fit each other. */
export function mostGeneral(a: CelType, b: CelType): CelType {
  return isLessSpecific(a, b) ? a : b;
}

function isReferencedIn(known: Substitutions, type: CelType, within: CelType): boolean {
  if (type.key === within.key) return true;
  if (within.kind === 'parameter') {
    const stands = known.get(within.key);
    return stands !== undefined && isReferencedIn(known, type, stands);
  }
  return within.parameters.some((parameter) => isReferencedIn(known, type, parameter));
}

/** Makes a parameter stand for a type, or for the more general of it and what it stands for already. */
function bind(known: Substitutions, type: CelType, parameter: CelType): 'valid' | 'conflict' | 'cycle' {
  if (type.key === parameter.key) return 'valid';
  const stands = known.get(parameter.key);
  if (stands) {
    if (type.key === stands.key) return 'valid';
    if (!unify(known, type, stands)) return 'conflict';
    const general = mostGeneral(type, stands);
    if (!isReferencedIn(known, parameter, general)) known.set(parameter.key, general);
    return 'valid';
  }
  if (isReferencedIn(known, parameter, type)) return 'cycle';
  known.set(parameter.key, type);
  return 'valid';
}

/** Whether a value of type `a` fits where `b` is wanted. Changes the substitutions, also when it does not. */
function unify(known: Substitutions, a: CelType, b: CelType): boolean {
  if (b.kind === 'parameter') {
    const bound = bind(known, a, b);
    if (bound !== 'cycle') return bound === 'valid';
  }
  if (a.kind === 'parameter') return bind(known, b, a) === 'valid';
  if (isAny(a) || isAny(b)) return true;
  if (a.kind === 'null') return NULLABLE.has(b.kind);
  if (b.kind === 'null') return NULLABLE.has(a.kind);
  if (a.kind !== b.kind || a.name !== b.name) return false;
  return a.kind === 'type' || unifyAll(known, a.parameters, b.parameters);
}

function unifyAll(known: Substitutions, a: readonly CelType[], b: readonly CelType[]): boolean {
  return a.length === b.length && a.every((type, index) => unify(known, type, b[index] as CelType));
}

/** The substitutions under which values of the types `a` fit where `b` are wanted; undefined when they do not. */
export function assign(known: Substitutions, a: readonly CelType[], b: readonly CelType[]): Substitutions | undefined {
  const next = new Map(known);
  return unifyAll(next, a, b) ? next : undefined;
}

/** The type with all parameters replaced that stand for something; `dyn` for the others if asked. */
export function substitute(known: Substitutions, type: CelType, freeToDyn = false): CelType {
  const stands = known.get(type.key);
  if (stands) return substitute(known, stands, freeToDyn);
  if (type.kind === 'parameter') return freeToDyn ? celType('dyn') : type;
  if (type.parameters.length === 0) return type;
  return celType(type.name, ...type.parameters.map((parameter) => substitute(known, parameter, freeToDyn)));
}
