import { quote } from '../kubernetes/names';
import { childrenOf, Expression } from '../languages/cel/ast';
import { parseExpression } from '../languages/cel/parser';
import { Fields, mapsIn, textIn } from './fields';

/**
 * Names of the object in other expressions of Flux and Kubernetes. In a health check its fields are variables of their own,
 * and no definition has a field of such a name at the top.
 */
const OTHERS_NAMES: ReadonlySet<string> = new Set(['dep', 'obj', 'object', 'res', 'resource', 'self', 'this']);

/** Expressions of health checks that ask a variable for the object, which none of them has. */
export function* foreignVariables(spec: Fields): Generator<string> {
  for (const [index, check] of mapsIn(spec['healthCheckExprs']).entries()) {
    for (const field of ['current', 'inProgress', 'failed']) {
      const name = foreignVariable(textIn(check[field]));
      if (name === undefined) continue;
      yield `healthCheckExprs[${index}].${field} asks for the variable ${quote(name)}, which it does not have, so that every check fails: begin with a field of the object, as in "status.phase"`;
    }
  }
}

function foreignVariable(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  try {
    return free(parseExpression(text), new Set());
  } catch {
    // The checks of languages report what cannot be parsed.
    return undefined;
  }
}

function free(expression: Expression, bound: ReadonlySet<string>): string | undefined {
  if (expression.kind === 'identifier') {
    return OTHERS_NAMES.has(expression.name) && !bound.has(expression.name) ? expression.name : undefined;
  }
  const inner = expression.kind === 'comprehension' ? new Set([...bound, expression.variable]) : bound;
  for (const child of childrenOf(expression)) {
    const name = free(child, inner);
    if (name !== undefined) return name;
  }
  return undefined;
}
