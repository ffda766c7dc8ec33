import { Construct } from 'constructs';
import { ProblemCollector } from '../../core/problem';
import { checkDnsLabel } from '../../kubernetes/names';

/**
 * Base of everything in a fleet that has a name. A second one of the same name is recorded as a problem instead of
 * being thrown, so that a run can report everything that is wrong at once.
 */
export abstract class FleetElement extends Construct {
  /** The element's name. */
  public readonly name: string;

  /**
   * @param kind what it is, as messages call it
   * @param at where it is, as messages say it
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
