import { ClusterView, EnvironmentView } from './target';

/** A placement as plain data. */
export type PlacementSpec =
  | { readonly op: 'everywhere' | 'nowhere' }
  | { readonly op: 'environment' | 'cluster' | 'group'; readonly name: string }
  | { readonly op: 'labels'; readonly labels: Readonly<Record<string, string>> }
  | { readonly op: 'and' | 'or'; readonly of: readonly PlacementSpec[] }
  | { readonly op: 'not'; readonly of: PlacementSpec };

/** Something that has a name, or the name itself. */
export type Named = string | { readonly name: string };

function nameOf(named: Named): string {
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

  /** Targets on clusters that carry all of these labels. */
  public static labels(labels: Readonly<Record<string, string>>): Placement {
    return new Placement({ op: 'labels', labels: { ...labels } });
  }

  private static anyOf(op: 'environment' | 'cluster' | 'group', named: readonly Named[]): Placement {
    const of = named.map((one) => ({ op, name: nameOf(one) }));
    return new Placement(of.length === 1 ? of[0]! : { op: 'or', of });
  }

  private constructor(
    /** The placement as plain data. */
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

  /** Whether this selects a place. What is not in an environment is selected by no environment. */
  public selects(place: { readonly cluster: ClusterView; readonly environment?: EnvironmentView }): boolean {
    return selects(this.spec, place.cluster, place.environment);
  }

  /** The clusters, environments and groups that this names. */
  public names(): Array<{ readonly kind: 'environment' | 'cluster' | 'group'; readonly name: string }> {
    return namesIn(this.spec);
  }
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
      return Object.entries(spec.labels).every(([key, value]) => cluster.labels[key] === value);
    case 'and':
      return spec.of.every((one) => selects(one, cluster, environment));
    case 'or':
      return spec.of.some((one) => selects(one, cluster, environment));
    case 'not':
      return !selects(spec.of, cluster, environment);
  }
}

function namesIn(spec: PlacementSpec): ReturnType<Placement['names']> {
  switch (spec.op) {
    case 'environment':
    case 'cluster':
    case 'group':
      return [{ kind: spec.op, name: spec.name }];
    case 'and':
    case 'or':
      return spec.of.flatMap(namesIn);
    case 'not':
      return namesIn(spec.of);
    default:
      return [];
  }
}
