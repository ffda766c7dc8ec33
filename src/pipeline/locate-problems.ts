import { defined } from '../core/defined';
import { Problem, setCause } from '../core/problem';
import { SourceLocation } from '../core/source-location';
import { Cluster } from '../features/cluster';
import { Environment } from '../features/environment';
import { FleetScope } from '../features/fleet';
import { OverridableElement } from '../features/override';
import { Preset, PresetHolder } from '../features/preset';

/** An element of the program, by the names that lead to it. */
interface Element {
  readonly names: readonly string[];
  /** Whether it is a target: a cluster, or an environment. */
  readonly isTarget: boolean;
  readonly location: () => SourceLocation | undefined;
}

/**
 * Problems with the statements that they are about. The same problem of one element at several targets is shown as one,
 * because a mistake in one statement is one mistake, however many clusters it reaches.
 */
export function locateProblems<C extends object>(fleet: FleetScope<C>, problems: readonly Problem[]): Problem[] {
  const elements = elementsByName(fleet);
  const clusters = new Set(fleet.node.children.filter((child) => child instanceof Cluster).map(({ name }) => name));
  return problems.map((problem) => {
    const address = problem.at.split('/');
    const element = elementAt(elements, address);
    const about = element === undefined ? problem.at : element.isTarget ? 'target' : element.names.join('/');
    // A message may name its own cluster, as those with paths do.
    const own = address.filter((name) => clusters.has(name));
    const located: Problem = { ...problem, ...defined({ statement: problem.statement ?? element?.location() }) };
    setCause(located, JSON.stringify([problem.id, problem.severity, about, own.reduce(withoutName, problem.message)]));
    return located;
  });
}

function withoutName(text: string, name: string): string {
  return text.replace(new RegExp(`(?<![\\w-])${name}(?![\\w-])`, 'g'), '');
}

/** The elements of a fleet, by their last name. */
function elementsByName<C extends object>(fleet: FleetScope<C>): ReadonlyMap<string, readonly Element[]> {
  const all = new Map<string, Element[]>();
  const add = (names: readonly string[], isTarget: boolean, location: Element['location']) => {
    const name = names.at(-1)!;
    all.set(name, [...(all.get(name) ?? []), { names, isTarget, location }]);
  };
  for (const construct of fleet.node.findAll()) {
    if (construct === fleet) continue;
    const names = construct.node.scopes.slice(1).map((scope) => String((scope as { readonly name?: unknown }).name));
    if (construct instanceof OverridableElement) add(names, false, () => construct.location);
    else if (construct instanceof PresetHolder) {
      const isTarget = construct instanceof Cluster || construct instanceof Environment;
      add(names, isTarget, () => (construct as PresetHolder<C>).layers.at(-1)?.location);
    } else if (construct instanceof Preset) add(names, false, () => (construct as Preset<C>).layer.location);
  }
  return all;
}

/** The element that an address leads to: of those with its last name, the one with the most names of the address. */
function elementAt(elements: ReadonlyMap<string, readonly Element[]>, address: readonly string[]): Element | undefined {
  const fitting = (elements.get(address.at(-1) ?? '') ?? []).filter(({ names }) => isWithin(names, address));
  return fitting.reduce<Element | undefined>(
    (best, one) => (best === undefined || one.names.length > best.names.length ? one : best),
    undefined,
  );
}

function isWithin(names: readonly string[], address: readonly string[]): boolean {
  let next = 0;
  for (const name of address) if (name === names[next]) next++;
  return next === names.length;
}
