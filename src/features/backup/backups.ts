import { ApiObject, type Chart } from 'cdk8s';
import { defined } from '../../core/defined';
import { keptWhile } from '../../core/kept-while';
import {
  anything,
  byTarget,
  construct,
  flag,
  freeMap,
  instance,
  list,
  mapOf,
  object,
  Options,
  required,
  text,
  untyped,
} from '../../core/options';
import { ProblemCollector } from '../../core/problem';
import { isDate } from '../../core/today';
import { checkDnsSubdomain, quote } from '../../kubernetes/names';
import { parseCron } from '../../languages/cron';
import { LanguageError } from '../../languages/go/language-error';
import { Cluster } from '../cluster';
import { TargetContext } from '../context';
import { Environment } from '../environment';
import type { RuleAcknowledgement } from '../fleet';
import { FleetScope } from '../fleet';
import { Placement } from '../placement';
import { Program } from '../program';
import { type PerTarget, type Target, valueFor } from '../target';
import { Tenant, tenantAt, trackAt } from '../tenant';
import { VELERO_CRDS, VELERO_VERSION } from './crds';
import { BackupLocation, BackupScheduleProps, BackupsProps, SnapshotLocation } from './props';

/** The options of a location that both sorts have. */
const PROVIDER = { provider: required(text), config: byTarget(untyped(freeMap)) } as const;

const OPTIONS = Options.of<BackupsProps<object>>('fleet.backups', {
  locations: required(
    mapOf(
      object<BackupLocation<object>>({
        ...PROVIDER,
        bucket: required(byTarget(text)),
        prefix: byTarget(text),
        secretName: text,
      }),
    ),
  ),
  snapshotLocations: mapOf(object<SnapshotLocation<object>>(PROVIDER)),
  namespace: text,
  required: flag,
  dependsOn: untyped(list(anything)),
});

const SCHEDULE = Options.of<BackupScheduleProps>('schedule', {
  cron: required(text),
  keep: text,
  tenants: untyped(list(construct('a tenant', () => Tenant))),
  namespaces: list(text),
  copyFiles: flag,
  location: text,
  placement: instance('a Placement', () => Placement),
});

const ACKNOWLEDGEMENT = Options.of<RuleAcknowledgement>('acknowledge', {
  object: required(text),
  reason: required(text),
  until: anything,
});

interface Schedule<C extends object> extends BackupScheduleProps<Tenant<C>> {
  readonly name: string;
}

/**
 * The backups of a fleet: what Velero copies, when, and where to. `fleet.backups` makes it.
 *
 * @example
 * const backups = fleet.backups({
 *   locations: { main: { provider: 'aws', bucket: 'acme-backups', config: { region: 'eu-west-1' } } },
 *   dependsOn: [velero],
 * });
 * backups.schedule('nightly', { cron: '0 2 * * *', tenants: [shop] });
 * backups.acknowledge({ object: 'PersistentVolumeClaim prod-shop/cache', reason: 'it fills itself again' });
 */
export class Backups<C extends object = Record<string, unknown>> {
  /**
   * Whether a claim or a database that no schedule covers is an error.
   *
   * @internal
   */
  public readonly required: boolean;

  /**
   * Namespace that Velero runs in.
   *
   * @internal
   */
  public readonly namespace: string;

  private readonly props: BackupsProps<C>;
  private readonly schedules: Array<Schedule<C>> = [];
  private readonly acknowledged: RuleAcknowledgement[] = [];

  /** The constructs of the fleet, which all of its clusters ask for. */
  private readonly programOf = keptWhile(
    ({ node }: FleetScope<C>) => node.findAll().length,
    (fleet) => new Program(fleet),
  );

  /** @internal */
  public constructor(
    private readonly fleet: FleetScope<C>,
    given: BackupsProps<C>,
  ) {
    this.props = OPTIONS.read(given, fleet.problems.optionsAt(fleet.name));
    this.required = this.props.required ?? false;
    this.namespace = this.props.namespace ?? 'velero';
    const names = [...Object.keys(this.locations), ...Object.keys(this.props.snapshotLocations ?? {})];
    // The component checks the namespace.
    this.report(...names.map((name) => checkDnsSubdomain('location', name)));
    fleet.addStandInSchema(VELERO_CRDS);
  }

  /**
   * Adds a schedule: a `Schedule` of Velero on each cluster that has one of its namespaces.
   *
   * @param name name of the Schedule, a DNS subdomain
   */
  public schedule(name: string, given: BackupScheduleProps<Tenant<C>>): this {
    const faults = SCHEDULE.problems(given);
    this.report(...faults);
    if (faults.length > 0) return this;
    const what = `schedule ${quote(name)}`;
    const { location, cron, keep, placement } = given;
    if (placement) this.fleet.placements.push({ at: this.fleet.name, of: what, placement, isOfClusters: true });
    const known = Object.keys(this.locations);
    this.report(checkDnsSubdomain('schedule', name));
    if (this.schedules.some((one) => one.name === name)) this.report(`${what} is there twice: give one another name`);
    if (known.length === 0) {
      this.report(`${what} has no location to write to: give fleet.backups one in "locations"`);
    } else if (location !== undefined && !known.includes(location)) {
      this.report(`${what} has the location ${quote(location)}, which is not there: use one of ${known.join(', ')}`);
    }
    try {
      parseCron(cron);
    } catch (error) {
      if (!(error instanceof LanguageError)) throw error;
      this.report(`${what} has cron ${quote(cron)}, ${error.message}`);
    }
    if (keep !== undefined && !DURATION.test(keep))
      this.report(`${what} keeps backups for ${quote(keep)}: write hours, minutes or seconds, such as 720h`);
    this.schedules.push({ ...given, name });
    return this;
  }

  /** Accepts that a claim or a database is in no schedule. The finding shows the call. */
  public acknowledge(acknowledgement: RuleAcknowledgement): this {
    const faults = ACKNOWLEDGEMENT.problems(acknowledgement);
    const { object: name, reason, until } = acknowledgement;
    this.report(...faults);
    if (faults.length > 0) return this;
    if (reason.trim() === '') this.report(`${name} goes without a backup, without a reason: say why that is right`);
    else if (until !== undefined && !isDate(until))
      this.report(`${name} goes without a backup until ${quote(until)}, which is no date: give one as YYYY-MM-DD`);
    else this.acknowledged.push({ ...acknowledgement });
    return this;
  }

  /**
   * Objects without a backup.
   *
   * @internal
   */
  public get acknowledgements(): readonly RuleAcknowledgement[] {
    return this.acknowledged;
  }

  /**
   * Whether a cluster has a schedule.
   *
   * @internal
   */
  public runsOn({ cluster }: Pick<Target<C>, 'cluster'>): boolean {
    return this.schedulesOn(cluster.name).length > 0;
  }

  /**
   * Adds the objects of a cluster.
   *
   * @internal
   */
  public addObjects(chart: Chart, target: Target<C>): void {
    const { namespace } = this;
    const [first = ''] = Object.keys(this.locations);
    for (const [name, location] of Object.entries(this.locations)) {
      const { provider, bucket, prefix = target.cluster.name, config, secretName } = location;
      new ApiObject(chart, `location-${name}`, {
        apiVersion: VELERO_VERSION,
        kind: 'BackupStorageLocation',
        metadata: { name, namespace },
        spec: {
          provider,
          ...defined({ default: name === first || undefined }),
          objectStorage: { bucket: valueAt(bucket, target), prefix: valueAt(prefix, target) },
          ...defined({
            config: config && valueAt(config, target),
            credential: secretName === undefined ? undefined : { name: secretName, key: 'cloud' },
          }),
        },
      });
    }
    const snapshots = Object.entries(this.props.snapshotLocations ?? {});
    for (const [name, { provider, config }] of snapshots) {
      new ApiObject(chart, `snapshots-${name}`, {
        apiVersion: VELERO_VERSION,
        kind: 'VolumeSnapshotLocation',
        metadata: { name, namespace },
        spec: { provider, ...defined({ config: config && valueAt(config, target) }) },
      });
    }
    for (const { schedule, namespaces } of this.schedulesOn(target.cluster.name)) {
      const { name, cron, keep = '720h', copyFiles = false, location = first } = schedule;
      new ApiObject(chart, `schedule-${name}`, {
        apiVersion: VELERO_VERSION,
        kind: 'Schedule',
        metadata: { name, namespace },
        spec: {
          schedule: cron,
          template: {
            ...defined({ includedNamespaces: namespaces }),
            storageLocation: location,
            ttl: longDuration(keep),
            ...defined({
              defaultVolumesToFsBackup: copyFiles || undefined,
              volumeSnapshotLocations: snapshots.length > 0 && !copyFiles ? snapshots.map(([one]) => one) : undefined,
            }),
          },
        },
      });
    }
  }

  /** The schedules of a cluster, with their namespaces; undefined for all of them. */
  private schedulesOn(
    name: string,
  ): Array<{ readonly schedule: Schedule<C>; readonly namespaces: readonly string[] | undefined }> {
    const program = this.programOf(this.fleet);
    const cluster = program.clusters.find((one) => one.name === name);
    if (cluster === undefined) return [];
    return this.schedules.flatMap((schedule): ReturnType<typeof this.schedulesOn> => {
      const { tenants, namespaces, placement } = schedule;
      if (!(placement?.selects({ cluster }) ?? true)) return [];
      if (tenants === undefined && namespaces === undefined) return [{ schedule, namespaces: undefined }];
      const own = program
        .environmentsOn(cluster)
        .filter((environment) => !cluster.drained && !environment.drainedClusters.includes(cluster))
        .flatMap((environment) =>
          (tenants ?? []).flatMap((tenant) => namespacesOf(program, { cluster, environment }, tenant)),
        );
      const all = [...new Set([...own, ...(namespaces ?? [])])].sort();
      return all.length === 0 ? [] : [{ schedule, namespaces: all }];
    });
  }

  private get locations(): BackupsProps<C>['locations'] {
    // Wrong options are reported and left out.
    return (this.props as Partial<BackupsProps<C>>).locations ?? {};
  }

  private report(...messages: ReadonlyArray<string | undefined>): void {
    this.fleet.problems.add('backup', this.fleet.name, ...messages);
  }
}

/** The namespaces of a tenant in an environment on a cluster; none where it is not placed. */
function namespacesOf<C extends object>(
  program: Program<C>,
  { cluster, environment }: { readonly cluster: Cluster<C>; readonly environment: Environment<C> },
  tenant: Tenant<C>,
): string[] {
  // The tenant itself reports what is wrong with its values.
  const unsaid = { problems: new ProblemCollector(), warnings: new ProblemCollector() };
  const context = new TargetContext(cluster, environment, unsaid);
  const target = { ...context.target, environment, tenant };
  const { prefix } = environment;
  const here = tenantAt(context, target, tenant);
  if (here === undefined) return [];
  const value = <V>(given: PerTarget<V, typeof target> | undefined) =>
    given === undefined ? undefined : context.attempt('a namespace', [], () => valueFor(given, target));
  const tracks = program.tenants.find((one) => one.tenant === tenant)?.tracks ?? [];
  return [
    value(here.props.namespace) ?? `${prefix}${tenant.name}`,
    ...(value(here.props.namespaces) ?? []).map((part) => `${prefix}${tenant.name}-${part}`),
    ...tracks
      .filter(({ track }) => trackAt(context, target, track) !== undefined)
      .map(({ track }) => `${prefix}${track.name}-${tenant.name}`),
  ];
}

const DURATION = /^(?:\d+(?:h|m|s))+$/;

/** A duration as Go writes it, which the API server returns: `720h0m0s`. */
function longDuration(text: string): string {
  const seconds = [...text.matchAll(/(\d+)([hms])/g)].reduce(
    (sum, [, count, unit]) => sum + Number(count) * { h: 3600, m: 60, s: 1 }[unit as 'h'],
    0,
  );
  return `${Math.floor(seconds / 3600)}h${Math.floor(seconds / 60) % 60}m${seconds % 60}s`;
}

function valueAt<T, G>(given: PerTarget<T, G>, target: G): T {
  return typeof given === 'function' ? (given as (target: G) => T)(target) : given;
}
