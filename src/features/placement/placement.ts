import { defined } from '../../core/defined';
import { SourceLocation } from '../../core/source-location';
import { matchesLabels } from '../../kubernetes/label-match';
import { ClusterView, EnvironmentView } from '../target';
import { checkLabelSelector, LabelSelector } from './label-selector';

/** A placement as plain data. */
export type PlacementSpec =
  | { readonly op: 'everywhere' | 'nowhere' }
  | { readonly op: 'environment' | 'cluster' | 'group'; readonly name: string }
  | { readonly op: 'labels' | 'environment-labels'; readonly selector: LabelSelector }
  | { readonly op: 'and' | 'or'; readonly of: readonly PlacementSpec[] }
  | { readonly op: 'not'; readonly of: PlacementSpec };

/** A named element, or the name itself. */
export type Named = string | { readonly name: string };

/** The name of a named element. */
export function nameOf(named: Named): string {
  return typeof named === 'string' ? named : named.name;
}

/**
 * An expression that selects clusters and environments.
 *
 * @example
 * Placement.environment('prod').and(Placement.cluster('pacific-aks').not());
 */
export class Placement {
  /** Every target. */
  public static everywhere(): Placement {
    return new Placement({ op: 'everywhere' });
  }

  /** No target. */
  public static nowhere(): Placement {
    return new Placement({ op: 'nowhere' });
  }

  /** Targets in one of these environments. */
  public static environment(...environments: readonly Named[]): Placement {
    return Placement.anyOf('environment', environments);
  }

  /** Targets on one of these clusters. */
  public static cluster(...clusters: readonly Named[]): Placement {
    return Placement.anyOf('cluster', clusters);
  }

  /** Targets on a cluster of one of these groups. */
  public static group(...groups: readonly Named[]): Placement {
    return Placement.anyOf('group', groups);
  }

  /**
   * Targets on clusters with these labels.
   *
   * @param labels labels that must all exist, or a selector with `matchLabels` and `matchExpressions`
   */
  public static labels(labels: Readonly<Record<string, string>> | LabelSelector): Placement {
    return new Placement({ op: 'labels', selector: selectorOf(labels) });
  }

  /**
   * Targets in environments with these labels. A target without an environment is never selected, whatever the
   * operator.
   *
   * @param labels labels that must all exist, or a selector with `matchLabels` and `matchExpressions`
   */
  public static environmentLabels(labels: Readonly<Record<string, string>> | LabelSelector): Placement {
    return new Placement({ op: 'environment-labels', selector: selectorOf(labels) });
  }

  private static anyOf(op: 'environment' | 'cluster' | 'group', named: readonly Named[]): Placement {
    const of = named.map((one) => ({ op, name: nameOf(one) }));
    return new Placement(of.length === 1 ? of[0]! : { op: 'or', of });
  }

  /** Keeps the compiler from taking something else with the same members for it. */
  declare private readonly nominal: never;

  private constructor(
    /**
     * The placement as plain data.
     *
     * @internal
     */
    public readonly spec: PlacementSpec,
  ) {}

  /** Targets that this and all other placements select. */
  public and(...others: readonly Placement[]): Placement {
    return new Placement({ op: 'and', of: [this.spec, ...others.map((other) => other.spec)] });
  }

  /** Targets that this or any other placement selects. */
  public or(...others: readonly Placement[]): Placement {
    return new Placement({ op: 'or', of: [this.spec, ...others.map((other) => other.spec)] });
  }

  /** Targets that this does not select. */
  public not(): Placement {
    return new Placement({ op: 'not', of: this.spec });
  }

  /** Targets that this placement selects and no other one does. */
  public except(...others: readonly Placement[]): Placement {
    return this.and(...others.map((other) => other.not()));
  }

  /** Whether this selects a target. Conditions on environments never select a target without one. */
  public selects(place: { readonly cluster: ClusterView; readonly environment?: EnvironmentView }): boolean {
    return selects(this.spec, place.cluster, place.environment);
  }

  /**
   * The clusters, environments and groups that this names, with locations for names from data files.
   *
   * @internal
   */
  public names(): PlacementName[] {
    return partsOf(this.spec).flatMap((part) => {
      if (part.op !== 'environment' && part.op !== 'cluster' && part.op !== 'group') return [];
      const location = LOCATIONS.get(part);
      return [{ kind: part.op, name: part.name, ...defined({ location }) }];
    });
  }

  /** Names of clusters that include all selected ones; undefined if any cluster may be selected. */
  public get clusters(): ReadonlySet<string> | undefined {
    return clustersOf(this.spec);
  }

  /** Whether this has a condition on environments, by name or by labels. */
  public get asksForEnvironment(): boolean {
    return environmentAsked(this) !== undefined;
  }

  /** Problems of the placement itself, one message each. Only the whole fleet can tell whether the names exist. */
  public get problems(): string[] {
    return placementFaults(this).map(({ message }) => message);
  }
}

/** A cluster, environment or group that a placement names. */
export interface PlacementName {
  /** Kind of the named element. */
  readonly kind: 'environment' | 'cluster' | 'group';
  /** Its name. */
  readonly name: string;
  /** Location in a data file; undefined for names in the program. */
  readonly location?: SourceLocation;
}

/** Locations of parts of placements from files. Combined placements share their parts. */
const LOCATIONS = new WeakMap<PlacementSpec, SourceLocation>();

/** Remembers the location of a placement from a file. */
export function locatePlacement(placement: Placement, location: SourceLocation): Placement {
  LOCATIONS.set(placement.spec, location);
  return placement;
}

/** Problems of a placement itself, with locations in data files. */
export function placementFaults({ spec }: Placement): Array<{
  readonly message: string;
  readonly location?: SourceLocation;
}> {
  return partsOf(spec).flatMap((part) => {
    if (!('selector' in part)) return [];
    const location = LOCATIONS.get(part);
    return checkLabelSelector(part.selector).map((message) => ({ message, ...defined({ location }) }));
  });
}

/** The first condition of a placement on environments, by name or by labels, with its location. */
export function environmentAsked({
  spec,
}: Placement): { readonly name?: string; readonly location?: SourceLocation } | undefined {
  const asking = partsOf(spec).filter(({ op }) => op === 'environment' || op === 'environment-labels');
  const part = asking.find(({ op }) => op === 'environment') ?? asking[0];
  if (part === undefined) return undefined;
  const location = LOCATIONS.get(part);
  return { ...defined({ name: part.op === 'environment' ? part.name : undefined, location }) };
}

/** Location of a placement in a data file; undefined for one of the program. */
export function placementLocation({ spec }: Placement): SourceLocation | undefined {
  for (const part of partsOf(spec)) {
    const location = LOCATIONS.get(part);
    if (location !== undefined) return location;
  }
  return undefined;
}

/**
 * A selector; plain labels become one. A label's value is no map and no list, and each part of a selector is one, which
 * tells the two apart. The check of selectors refuses what is neither.
 */
function selectorOf(labels: Readonly<Record<string, string>> | LabelSelector): LabelSelector {
  if (typeof labels !== 'object' || labels === null || Array.isArray(labels)) return labels as LabelSelector;
  const parts: readonly unknown[] = Object.values(labels);
  const isSelector = parts.length === 0 || parts.some((part) => typeof part === 'object' && part !== null);
  if (!isSelector) return { matchLabels: { ...(labels as Readonly<Record<string, string>>) } };
  return copyOf(labels);
}

/** A copy of a selector, which the program cannot change afterwards. */
function copyOf(selector: LabelSelector): LabelSelector {
  const { matchLabels, matchExpressions } = selector;
  // Of no use as a type guard, which would make the items any.
  const isList: boolean = Array.isArray(matchExpressions);
  return {
    ...selector,
    ...defined({
      matchLabels: matchLabels && typeof matchLabels === 'object' ? { ...matchLabels } : matchLabels,
      matchExpressions: isList ? matchExpressions?.map((one) => ({ ...one })) : matchExpressions,
    }),
  };
}

function selects(spec: PlacementSpec, cluster: ClusterView, environment: EnvironmentView | undefined): boolean {
  switch (spec.op) {
    case 'everywhere':
      return true;
    case 'nowhere':
      return false;
    case 'environment':
      return environment?.name === spec.name;
    case 'cluster':
      return cluster.name === spec.name;
    case 'group':
      return cluster.groupNames.includes(spec.name);
    case 'labels':
      return matchesLabels(spec.selector, cluster.labels);
    case 'environment-labels':
      return environment !== undefined && matchesLabels(spec.selector, environment.labels);
    case 'and':
      return spec.of.every((one) => selects(one, cluster, environment));
    case 'or':
      return spec.of.some((one) => selects(one, cluster, environment));
    case 'not':
      return !selects(spec.of, cluster, environment);
  }
}

/** The conditions that a placement consists of. */
function partsOf(spec: PlacementSpec): PlacementSpec[] {
  switch (spec.op) {
    case 'and':
    case 'or':
      return spec.of.flatMap(partsOf);
    case 'not':
      return partsOf(spec.of);
    default:
      return [spec];
  }
}

function clustersOf(spec: PlacementSpec): ReadonlySet<string> | undefined {
  switch (spec.op) {
    case 'nowhere':
      return new Set();
    case 'cluster':
      return new Set([spec.name]);
    case 'and':
      return spec.of.map(clustersOf).find((clusters) => clusters !== undefined);
    case 'or': {
      const parts = spec.of.map(clustersOf);
      const known = parts.filter((clusters) => clusters !== undefined);
      return known.length < parts.length ? undefined : new Set(known.flatMap((clusters) => [...clusters]));
    }
    default:
      return undefined;
  }
}
