import { defined } from '../../core/defined';
import { SourceLocation } from '../../core/source-location';
import { ClusterView, EnvironmentView } from '../target';
import { checkLabelSelector, LabelSelector, matchesLabels } from './label-selector';

/** A placement as plain data. */
export type PlacementSpec =
  | { readonly op: 'everywhere' | 'nowhere' }
  | { readonly op: 'environment' | 'cluster' | 'group'; readonly name: string }
  | { readonly op: 'labels' | 'environment-labels'; readonly selector: LabelSelector }
  | { readonly op: 'and' | 'or'; readonly of: readonly PlacementSpec[] }
  | { readonly op: 'not'; readonly of: PlacementSpec };

/** Something that has a name, or the name itself. */
export type Named = string | { readonly name: string };

/** The name of something that is named. */
export function nameOf(named: Named): string {
  return typeof named === 'string' ? named : named.name;
}

/**
 * Which clusters and environments something is for.
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
   * @param labels labels that must all be there, or a selector with `matchLabels` and `matchExpressions`
   */
  public static labels(labels: Readonly<Record<string, string>> | LabelSelector): Placement {
    return new Placement({ op: 'labels', selector: selectorOf(labels) });
  }

  /**
   * Targets in environments with these labels. What is in no environment is never selected, whatever the operator.
   *
   * @param labels labels that must all be there, or a selector with `matchLabels` and `matchExpressions`
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

  /** Targets that this and all the others select. */
  public and(...others: readonly Placement[]): Placement {
    return new Placement({ op: 'and', of: [this.spec, ...others.map((other) => other.spec)] });
  }

  /** Targets that this or any of the others selects. */
  public or(...others: readonly Placement[]): Placement {
    return new Placement({ op: 'or', of: [this.spec, ...others.map((other) => other.spec)] });
  }

  /** Targets that this does not select. */
  public not(): Placement {
    return new Placement({ op: 'not', of: this.spec });
  }

  /** Targets that this selects and none of the others does. */
  public except(...others: readonly Placement[]): Placement {
    return this.and(...others.map((other) => other.not()));
  }

  /** Whether this selects a place. What is not in an environment is selected by no environment. */
  public selects(place: { readonly cluster: ClusterView; readonly environment?: EnvironmentView }): boolean {
    return selects(this.spec, place.cluster, place.environment);
  }

  /**
   * The clusters, environments and groups that this names, with the place in a data file for those that are in one.
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

  /** Names of the clusters that this is about, among which is all that it selects; undefined when any may be. */
  public get clusters(): ReadonlySet<string> | undefined {
    return clustersOf(this.spec);
  }

  /** Whether this asks for an environment, by name or by labels. */
  public get asksForEnvironment(): boolean {
    return environmentAsked(this) !== undefined;
  }

  /** What is wrong with it in itself, one message each. Whether the names exist, only the whole fleet can tell. */
  public get problems(): string[] {
    return placementFaults(this).map(({ message }) => message);
  }
}

/** A cluster, environment or group that a placement names. */
export interface PlacementName {
  /** What it is. */
  readonly kind: 'environment' | 'cluster' | 'group';
  /** Its name. */
  readonly name: string;
  /** Where a data file names it; undefined for names in the program. */
  readonly location?: SourceLocation;
}

/** Where the parts of placements stand that were loaded from files. Parts are shared by what they are combined to. */
const LOCATIONS = new WeakMap<PlacementSpec, SourceLocation>();

/** Remembers where a placement stands that was loaded from a file. */
export function locatePlacement(placement: Placement, location: SourceLocation): Placement {
  LOCATIONS.set(placement.spec, location);
  return placement;
}

/** What is wrong with a placement in itself, with the place in a data file where it is in one. */
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

/** Whether and where a placement asks for an environment, by name or by labels. */
export function environmentAsked({
  spec,
}: Placement): { readonly name?: string; readonly location?: SourceLocation } | undefined {
  const asking = partsOf(spec).filter(({ op }) => op === 'environment' || op === 'environment-labels');
  const part = asking.find(({ op }) => op === 'environment') ?? asking[0];
  if (part === undefined) return undefined;
  const location = LOCATIONS.get(part);
  return { ...defined({ name: part.op === 'environment' ? part.name : undefined, location }) };
}

/** A selector, also for plain labels; a selector's own keys hold no strings. */
function selectorOf(labels: Readonly<Record<string, string>> | LabelSelector): LabelSelector {
  const { matchLabels, matchExpressions, ...others } = labels as LabelSelector & Record<string, unknown>;
  const isSelector =
    Object.keys(others).length === 0 && [matchLabels, matchExpressions].every((part) => typeof part !== 'string');
  if (!isSelector) return { matchLabels: { ...(labels as Readonly<Record<string, string>>) } };
  return {
    ...defined({
      matchLabels: matchLabels ? { ...matchLabels } : undefined,
      matchExpressions: matchExpressions?.map((one) => ({ ...one })),
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

/** The conditions that a placement is put together from. */
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
