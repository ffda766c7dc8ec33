import { defined } from '../../core/defined';
import { anything, either, flag, freeMap, list, object, Options, OptionType, required, text } from '../../core/options';
import { isDate } from '../../core/today';
import { quote } from '../../kubernetes/names';

/** Options of every declaration of a removal. */
export interface RemovalOptions {
  /** Why it is removed, for readers of the program and the report. */
  readonly reason: string;

  /**
   * Where it is removed.
   *
   * @default - everywhere
   */
  readonly on?: RemovalScope;

  /**
   * Last day of the declaration, as `YYYY-MM-DD`.
   *
   * @default - it does not expire
   */
  readonly until?: string;
}

/** Where a declaration applies. With both clusters and environments, a removal has to be in one of each. */
export interface RemovalScope {
  /**
   * The clusters, by object or name.
   *
   * @default - all
   */
  readonly clusters?: readonly NamedThing[];
  /**
   * The environments, by object or name.
   *
   * @default - all
   */
  readonly environments?: readonly NamedThing[];
}

/** An element with a name, or the name itself. */
export type NamedThing = string | { readonly name: string };

/** An object that a declaration names. */
export interface RemovedObject {
  /** The kind, such as `PersistentVolumeClaim`. */
  readonly kind: string;
  /** The name. */
  readonly name: string;

  /** @default - outside namespaces, or in any */
  readonly namespace?: string;

  /** @default - any */
  readonly group?: string;

  /**
   * Whether the declaration covers the objects in a Namespace, or of a Kustomization, while it stays itself.
   *
   * @default false: they are covered only if it goes
   */
  readonly contents?: boolean;
}

/** A declaration of a removal as plain data. */
export type RemovalSpec = {
  readonly reason: string;
  readonly clusters?: readonly string[];
  readonly environments?: readonly string[];
  readonly until?: string;
} & RemovedThing;

/** The removed thing as plain data. */
export type RemovedThing =
  | { readonly what: 'app'; readonly tenant: string; readonly name: string }
  | { readonly what: 'cluster' | 'component' | 'environment' | 'machines' | 'tenant'; readonly name: string }
  | ({ readonly what: 'object' } & RemovedObject)
  | {
      readonly what: 'rename';
      readonly kind: string;
      readonly namespace?: string;
      readonly from: string;
      readonly to: string;
    };

const NAMED: OptionType<NamedThing> = either<string, { readonly name: string }>(
  text,
  (value) => typeof value !== 'object',
  { ...freeMap, wanted: 'a named element' },
);

const OPTIONS = Options.of<RemovalOptions>('a removal', {
  // `problems` says what they must be.
  reason: required(anything),
  on: object<RemovalScope>({ clusters: list(NAMED), environments: list(NAMED) }),
  until: anything,
});

const REMOVED = Options.of<RemovedObject>('Removal.object', {
  kind: required(text),
  name: required(text),
  namespace: text,
  group: text,
  contents: flag,
});

const RENAMED = Options.of<Parameters<typeof Removal.rename>[0]>('Removal.rename', {
  kind: required(text),
  namespace: text,
  from: required(text),
  to: required(text),
});

/**
 * Declares an intended removal and its reason. Without a declaration the guard refuses a removal that would lose data;
 * declarations that are no longer needed are reported.
 *
 * @example
 * Removal.tenant('kaizentm', { reason: 'moved to another company', on: { environments: ['dev'] } });
 */
export class Removal {
  /** The removal of a cluster with everything on it; its machines stay, see {@link Removal.machines}. */
  public static cluster(cluster: NamedThing, options: RemovalOptions): Removal {
    return Removal.of(options, [], { what: 'cluster', name: nameOf(cluster) });
  }

  /**
   * The deletion of a cluster that Cluster API made, with its machines and what the cloud keeps for them: what
   * `cluster.provision` wrote. `Removal.cluster` does not cover it.
   */
  public static machines(cluster: NamedThing, options: RemovalOptions): Removal {
    return Removal.of(options, [], { what: 'machines', name: nameOf(cluster) });
  }

  /** The removal of an environment with everything in it and its control namespace. */
  public static environment(environment: NamedThing, options: RemovalOptions): Removal {
    return Removal.of(options, [], { what: 'environment', name: nameOf(environment) });
  }

  /** The removal of a tenant with its namespaces and everything in them. */
  public static tenant(tenant: NamedThing, options: RemovalOptions): Removal {
    return Removal.of(options, [], { what: 'tenant', name: nameOf(tenant) });
  }

  /** The removal of an app of a tenant. */
  public static app(tenant: NamedThing, app: NamedThing, options: RemovalOptions): Removal {
    return Removal.of(options, [], { what: 'app', tenant: nameOf(tenant), name: nameOf(app) });
  }

  /** The removal of a component, with its namespace if it has one of its own. */
  public static component(component: NamedThing, options: RemovalOptions): Removal {
    return Removal.of(options, [], { what: 'component', name: nameOf(component) });
  }

  /**
   * The removal of one object: of a Namespace with everything in it, of a Kustomization with everything it applies. What
   * is in one that stays is covered with `contents: true` only.
   */
  public static object(object: RemovedObject, options: RemovalOptions): Removal {
    return Removal.of(options, REMOVED.problems(object), { what: 'object', ...object });
  }

  /** The rename of an object, which deletes the one of the old name. Applies only if the new one exists. */
  public static rename(
    object: { readonly kind: string; readonly namespace?: string; readonly from: string; readonly to: string },
    options: RemovalOptions,
  ): Removal {
    return Removal.of(options, RENAMED.problems(object), { what: 'rename', ...object });
  }

  private static of(options: RemovalOptions, faults: readonly string[], what: RemovedThing): Removal {
    const found = [...faults];
    const given = OPTIONS.read(options, (_id, message) => found.push(message));
    return new Removal({ ...what, ...common(given) }, found);
  }

  /** Keeps the compiler from taking something else with the same members for it. */
  declare private readonly nominal: never;

  private constructor(
    /**
     * The declaration as plain data.
     *
     * @internal
     */
    public readonly spec: RemovalSpec,
    /** Faults of the options given. */
    private readonly faults: readonly string[],
  ) {}

  /** Problems of the declaration itself, one message each. */
  public get problems(): string[] {
    const { reason, until } = this.spec;
    const name = formatRemoval(this.spec);
    const found = this.faults.map((fault) => `${name}: ${fault}`);
    const isMisspelt = reason === undefined && found.length > 0;
    if (!isMisspelt && (typeof reason !== 'string' || reason.trim() === '')) {
      found.push(`${name} gives reason ${quote(reason)}: say why it is removed`);
    }
    if (until !== undefined && !isDate(until)) {
      found.push(`${name} ends on ${quote(until)}, which is no date: give one as YYYY-MM-DD`);
    }
    if (Object.entries(this.spec).some(([key, value]) => key !== 'reason' && value === '')) {
      found.push(`${name} names nothing: give the name of what is removed`);
    }
    return found;
  }
}

/** A declaration in messages: `Removal.tenant("kaizentm")`. */
export function formatRemoval(spec: RemovalSpec): string {
  switch (spec.what) {
    case 'app':
      return `Removal.app(${quote(spec.tenant)}, ${quote(spec.name)})`;
    case 'object':
      return `Removal.object(${spec.kind} ${spec.namespace === undefined ? '' : `${spec.namespace}/`}${spec.name})`;
    case 'rename':
      return `Removal.rename(${spec.kind} ${spec.from} to ${spec.to})`;
    default:
      return `Removal.${spec.what}(${quote(spec.name)})`;
  }
}

function common({ reason, on, until }: RemovalOptions) {
  return {
    reason,
    ...defined({
      clusters: on?.clusters ? on.clusters.map(nameOf) : undefined,
      environments: on?.environments ? on.environments.map(nameOf) : undefined,
      until,
    }),
  };
}

function nameOf(thing: NamedThing): string {
  // A missing name is reported as an empty one.
  return typeof thing === 'string' ? thing : ((thing as { readonly name?: string } | undefined)?.name ?? '');
}
