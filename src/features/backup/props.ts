import type { Placement } from '../placement';
import type { PerTarget, Target } from '../target';

/** Where backups of objects and of volumes' files go: an object store. */
export interface BackupLocation<C extends object = Record<string, unknown>> {
  /** Velero's plugin, such as `aws`, `azure` or `gcp`. */
  readonly provider: string;

  /** Bucket or container. Clusters may share one where each has a prefix of its own. */
  readonly bucket: PerTarget<string, Target<C>>;

  /**
   * Folder in the bucket.
   *
   * @default - the cluster's name
   */
  readonly prefix?: PerTarget<string, Target<C>>;

  /**
   * Settings of the plugin, such as `{ region: 'eu-west-1' }`.
   *
   * @default - none
   */
  readonly config?: PerTarget<Readonly<Record<string, string>>, Target<C>>;

  /**
   * Name of the Secret with credentials, in Velero's namespace, in the key `cloud`.
   *
   * @default - those that Velero is installed with, or the identity of its account
   */
  readonly secretName?: string;
}

/** Where snapshots of volumes are. */
export interface SnapshotLocation<C extends object = Record<string, unknown>> {
  /** Velero's plugin, such as `aws`, `azure` or `gcp`. */
  readonly provider: string;

  /**
   * Settings of the plugin.
   *
   * @default - none
   */
  readonly config?: PerTarget<Readonly<Record<string, string>>, Target<C>>;
}

/** Props of `fleet.backups`. `D` is the type of components and component groups. */
export interface BackupsProps<C extends object = Record<string, unknown>, D = unknown> {
  /** Locations of backups, by name. A schedule that names none uses the first one. */
  readonly locations: Readonly<Record<string, BackupLocation<C>>>;

  /**
   * Locations of snapshots, by name: for volumes that Velero does not snapshot by CSI.
   *
   * @default - none
   */
  readonly snapshotLocations?: Readonly<Record<string, SnapshotLocation<C>>>;

  /**
   * Namespace that Velero runs in.
   *
   * @default velero
   */
  readonly namespace?: string;

  /**
   * Whether a claim or a database that no schedule covers is an error, instead of a warning.
   *
   * @default false
   */
  readonly required?: boolean;

  /**
   * Components that must be Ready first: the one that installs Velero.
   *
   * @default - none: somebody else installs it, before the fleet is applied
   */
  readonly dependsOn?: readonly D[];
}

/** A schedule of backups. `T` is the type of tenants. */
export interface BackupScheduleProps<T = unknown> {
  /** When, as cron has it in UTC: `0 2 * * *`. */
  readonly cron: string;

  /**
   * How long a backup is kept, such as `720h`.
   *
   * @default - 720h, Velero's own
   */
  readonly keep?: string;

  /**
   * Tenants whose namespaces are backed up: the main one, further ones and tracks, wherever they are placed.
   *
   * @default - none by name
   */
  readonly tenants?: readonly T[];

  /**
   * Further namespaces. Without tenants and namespaces, the whole cluster is backed up.
   *
   * @default - none by name
   */
  readonly namespaces?: readonly string[];

  /**
   * Whether the content of volumes is copied file by file into the location, instead of by snapshots.
   *
   * @default false
   */
  readonly copyFiles?: boolean;

  /**
   * Name of the location.
   *
   * @default - the first one
   */
  readonly location?: string;

  /**
   * The clusters that have the schedule.
   *
   * @default - all
   */
  readonly placement?: Placement;
}
