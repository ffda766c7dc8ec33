import { Construct } from 'constructs';
import { ProblemCollector } from '../../core/problem';
import { checkDnsLabel } from '../../kubernetes/names';

/**
 * Base of every named element of a fleet. A duplicate name is recorded as a problem instead of being thrown, so that a
 * run can report all problems at once.
 */
export abstract class FleetElement extends Construct {
  /** The element's name. */
  public readonly name: string;

  /**
   * @param kind kind of the element, for messages
   * @param at address of the element, for messages
   * @internal
   */
  protected constructor(scope: Construct, problems: ProblemCollector, kind: string, name: string, at: string) {
    super(scope, freeId(scope, problems, kind, name, at));
    this.name = name;
    problems.add('name', at, checkDnsLabel(`${kind} name`, name));
  }
}

function freeId(scope: Construct, problems: ProblemCollector, kind: string, name: string, at: string): string {
  const id = `${kind}:${name}`;
  if (scope.node.tryFindChild(id) === undefined) return id;
  problems.add(
    'duplicate',
    at,
    `${kind} ${JSON.stringify(name)} exists already: give it another name or leave one out`,
  );
  let suffix = 2;
  while (scope.node.tryFindChild(`${id}#${suffix}`) !== undefined) suffix++;
  return `${id}#${suffix}`;
}
