import { defined } from '../../core/defined';
import { construct, flag, list, Options, required, text, untyped } from '../../core/options';
import { checkUntil } from '../../core/today';
import { checkDnsLabel, quote } from '../../kubernetes/names';
import { VersionProps, versionsOver } from '../../schema/version-props';
import { Cluster } from '../cluster';
import { PartialConfig } from '../config';
import { FleetProps, FleetScope } from '../fleet';
import { HOLDER_TYPES, PresetHolder, PresetHolderProps } from '../preset';
import {
  branchProblems,
  FLEET_SOURCE_TYPES,
  GivenSources,
  givenSourceProblems,
  givenSources,
  onBranch,
  SourceSpec,
} from '../source';
import { EnvironmentView } from '../target';
import type { UntilProps } from '../until';

/** Folders of a cluster that are not environments: no environment may have such a name. */
const RESERVED_FOLDERS = [
  'access',
  'flux-shards',
  'flux-system',
  'infrastructure',
  'notifications',
  'policies',
  'provisioned',
  'releases',
  'remotes',
];

/** Props of {@link Environment}. */
export interface EnvironmentProps<C extends object = Record<string, unknown>>
  extends VersionProps, Partial<Pick<FleetProps<C>, 'source' | 'standbySource'>>, PresetHolderProps<C>, UntilProps {
  /** The clusters of the environment. */
  readonly clusters: ReadonlyArray<Cluster<C>>;

  /**
   * Clusters of the environment from which everything of it is removed except its control namespace: the step before
   * the environment leaves a cluster, so that Flux can delete what it has applied.
   *
   * @default - none
   */
  readonly drainedClusters?: ReadonlyArray<Cluster<C>>;

  /**
   * Whether everything of the environment stays on its clusters when its Flux objects are deleted: the step before an
   * environment of another name with the same `prefix` takes it over. Kustomizations get `deletionPolicy: Orphan`, and
   * HelmReleases are suspended.
   *
   * @default false
   */
  readonly handedOver?: boolean;

  /**
   * Branch of the fleet's repository that the environment follows. Flux applies the environment's folder from that
   * branch, so a merge between branches promotes a change. Of artifacts with `per` it reads those with the branch's name
   * as their tag, with "-" in place of "/", which are pushed from that branch.
   *
   * @default - the fleet's own branch
   */
  readonly branch?: string;

  /**
   * Prefix of the names of the environment's namespaces.
   *
   * @default - the environment's name and `-`
   */
  readonly prefix?: string;

  /**
   * Configuration of the environment. It wins over the fleet's; a group's and a cluster's win over it.
   *
   * @default - none
   */
  readonly config?: PartialConfig<C>;

  /**
   * Labels, for `Placement.environmentLabels`.
   *
   * @default - those of the presets
   */
  readonly labels?: Readonly<Record<string, string>>;
}

const CLUSTERS = untyped(list(construct('a cluster', () => Cluster)));

const OPTIONS = Options.of<EnvironmentProps<object>>('an environment', {
  ...HOLDER_TYPES,
  clusters: required(CLUSTERS),
  drainedClusters: CLUSTERS,
  handedOver: flag,
  branch: text,
  ...FLEET_SOURCE_TYPES,
  prefix: text,
  until: text,
});

/**
 * A stage such as dev, qa or prod, on one or many clusters. A cluster may have several.
 *
 * @example
 * new Environment(fleet, 'dev', { branch: 'dev', clusters: [america, pacific] });
 */
export class Environment<C extends object = Record<string, unknown>>
  extends PresetHolder<C>
  implements EnvironmentView
{
  /** The clusters of the environment. */
  public readonly clusters: ReadonlyArray<Cluster<C>>;

  /** Clusters that get nothing of the environment any more. */
  public readonly drainedClusters: ReadonlyArray<Cluster<C>>;

  /** Whether everything of the environment stays on its clusters when its Flux objects are deleted. */
  public readonly handedOver: boolean;

  /** Prefix of the names of the environment's namespaces. */
  public readonly prefix: string;

  /**
   * Source from which Flux reads the environment's folder.
   *
   * @internal
   */
  public readonly source: SourceSpec;

  /**
   * The sources that the environment gives itself, and its branch.
   *
   * @internal
   */
  public readonly sources: GivenSources & { readonly branch?: string };

  /** Versions that the environment sets for its clusters. */
  public readonly versions: VersionProps;

  /** The environment's labels. */
  public readonly labels: Readonly<Record<string, string>>;

  constructor(scope: FleetScope<C>, name: string, given: EnvironmentProps<C>) {
    const props: Partial<EnvironmentProps<C>> = OPTIONS.read(given, scope.problems.optionsAt(name));
    super(scope, 'environment', name, props);
    this.clusters = [...(props.clusters ?? [])];
    this.drainedClusters = [...(props.drainedClusters ?? [])];
    this.handedOver = props.handedOver ?? false;
    const strangers = this.drainedClusters.filter((cluster) => !this.clusters.includes(cluster));
    scope.problems.add(
      'environment',
      name,
      ...strangers.map(
        (cluster) =>
          `drainedClusters has cluster ${quote(cluster.name)}, which is not among its clusters: add it there, or leave it out`,
      ),
    );
    this.prefix = props.prefix ?? `${name}-`;
    this.sources = { ...givenSources(props), ...defined({ branch: props.branch }) };
    scope.problems.add('source', name, ...givenSourceProblems(props));
    this.source = this.sources.source ?? scope.source;
    this.versions = versionsOver(this.bundle.versions, props);
    this.labels = { ...this.bundle.labels, ...props.labels };

    if (props.branch !== undefined) {
      if (this.sources.source !== undefined) {
        const problem = `branch ${quote(props.branch)} is given beside source: give source that branch, and leave branch out`;
        scope.problems.add('source', name, problem);
      } else if (scope.source.kind === 'OCIRepository' && scope.source.per === undefined) {
        scope.problems.add(
          'source',
          name,
          `branch ${quote(props.branch)} is given but the fleet is an OCI artifact: leave it out`,
        );
      } else {
        if (scope.source.kind === 'GitRepository')
          scope.problems.add('source', name, ...branchProblems(scope.source, props.branch));
        this.source = onBranch(scope.source, props.branch);
      }
    }
    if (RESERVED_FOLDERS.includes(name)) {
      scope.problems.add(
        'name',
        name,
        `environment name ${quote(name)} is the name of another folder of a cluster: choose another`,
      );
    }
    if (props.prefix) scope.problems.add('name', name, checkDnsLabel('prefix', `${props.prefix}x`));
    if (checkDnsLabel('environment name', name) === undefined) {
      scope.problems.add('name', name, checkDnsLabel('control namespace', this.controlNamespace));
    }
    for (const cluster of repeated(this.clusters.map((one) => one.name))) {
      scope.problems.add('duplicate', name, `cluster ${quote(cluster)} is listed twice: leave one out`);
    }
    const { until } = props;
    if (until !== undefined) {
      scope.problems.add('until', name, checkUntil(until));
      const isLeaving = this.drainedClusters.length === this.clusters.length;
      scope.untils.push({ kind: 'environment', name, until, isLeaving });
    }
    this.bundle.createComponents(this);
  }

  /** Namespace of the environment's own sources and Kustomizations on a cluster with Flux. */
  public get controlNamespace(): string {
    return `${this.name}-flux-system`;
  }
}

function repeated(names: readonly string[]): Set<string> {
  const seen = new Set<string>();
  return new Set(names.filter((name) => seen.size === seen.add(name).size));
}
