import { celEngine, celEnvironment } from '../../schema/cel-engine';
import { CelEnvironment, CelProgram } from '../../schema/cel-environment';
import { celValue } from '../../schema/cel-value';
import { Expression, Policy } from './policy';

/** A request as admission policies see it. */
export interface AdmissionRequest {
  readonly operation: 'CREATE' | 'UPDATE';
  readonly object: object;
  /** The object before an update. @default - none */
  readonly oldObject?: object;
  /** The group and plural name of the object's resource. */
  readonly resource: { readonly group: string; readonly resource: string };
  /** Name of the object's namespace, with the labels and annotations of that. */
  readonly namespace: { readonly name: string; readonly labels: object; readonly annotations: object };
  /** The user, and its groups. */
  readonly user: { readonly name: string; readonly groups: readonly string[] };
}

/** A rule that a request breaks. */
export interface Refused {
  /** Name of the policy. */
  readonly policy: string;
  /** The problem, and the way forward. */
  readonly message: string;
}

let environment: CelEnvironment | undefined;

const programs = new Map<string, CelProgram>();

function program(expression: string): CelProgram {
  let made = programs.get(expression);
  if (made === undefined) {
    environment ??= celEnvironment(['object', 'oldObject', 'request', 'namespaceObject', 'variables']);
    programs.set(expression, (made = environment.parse(expression)));
  }
  return made;
}

/** Whether a policy matches a resource. */
function matches({ resources, except = [], operations }: Policy, { operation, resource }: AdmissionRequest): boolean {
  const has = (rules: Policy['resources']) =>
    rules.some(
      ({ group, resources: names }) =>
        (group === '*' || group === resource.group) && (names.includes('*') || names.includes(resource.resource)),
    );
  return operations.includes(operation) && has(resources) && !has(except);
}

/**
 * Evaluates policies as the API server will: the same expressions, over the same variables. One that cannot be evaluated
 * refuses the request.
 */
export function judge(policies: readonly Policy[], request: AdmissionRequest): Refused[] {
  const matching = policies.filter((policy) => matches(policy, request));
  if (matching.length === 0) return [];
  const given = variablesOf(request);
  return matching.flatMap((policy) => judgeBy(policy, given));
}

type Variables = Readonly<Record<string, unknown>>;

function variablesOf({ operation, object, oldObject, resource, namespace, user }: AdmissionRequest): Variables {
  const value = (plain: unknown) => celValue(celEngine(), plain, undefined);
  const { name, labels, annotations } = namespace;
  return {
    object: value(object),
    oldObject: oldObject === undefined ? null : value(oldObject),
    namespaceObject: value({ metadata: { name, labels, annotations } }),
    request: value({
      operation,
      namespace: name,
      resource,
      userInfo: { username: user.name, groups: user.groups },
    }),
  };
}

function judgeBy({ name, conditions = [], variables = [], validations }: Policy, given: Variables): Refused[] {
  const known = { ...given, variables: celEngine().map() };
  computeOnDemand(known.variables, variables, (expression) => program(expression)(known));
  const holds = (expression: string) => {
    try {
      return program(expression)(known) === true;
    } catch {
      return false;
    }
  };
  if (!conditions.every(({ expression }) => holds(expression))) return [];
  return validations.flatMap(({ expression, message, messageExpression }) => {
    if (holds(expression)) return [];
    const own = messageExpression === undefined ? undefined : textOf(messageExpression, known);
    return [{ policy: name, message: own ?? message }];
  });
}

/** Makes a map compute each variable when a rule first reads it, as the API server does: most rules need few of them. */
function computeOnDemand(
  map: Map<string, unknown>,
  variables: readonly Expression[],
  compute: (expression: string) => unknown,
): void {
  const stored = map.get.bind(map);
  const expressions = new Map(variables.map(({ name, expression }) => [name, expression]));
  const read = (name: string): unknown => {
    const expression = expressions.get(name);
    if (expression !== undefined) {
      expressions.delete(name);
      map.set(name, compute(expression));
    }
    return stored(name);
  };
  Object.assign(map, { get: read, has: (name: string) => read(name) !== undefined });
}

function textOf(expression: string, known: Variables): string | undefined {
  try {
    const text = program(expression)(known);
    return typeof text === 'string' ? text : undefined;
  } catch {
    return undefined;
  }
}
