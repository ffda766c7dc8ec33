import { checkDelivery, DELIVERY_FIELDS, DeliveryProps, DeliverySettings, DeliverySort, sortOf } from '../delivery';
import { FleetScope } from '../fleet';
import { Fields, FieldTable, OverridableElement } from '../override';
import { Placement } from '../placement';
import { Secret, Decryption } from '../secret';
import { PerTarget, TenantTarget } from '../target';
import { ConfigData, Tenant, TenantTrack } from '../tenant';

/** What an override of an {@link App} may set: what it consists of, and its ConfigMaps, key by key. */
export interface AppSettings<C extends object> extends DeliverySettings<TenantTarget<C>> {
  /**
   * ConfigMaps of its namespace that the app needs, by name. They come and go with the app.
   *
   * @default - none
   */
  readonly configMaps?: PerTarget<Readonly<Record<string, ConfigData>>, TenantTarget<C>>;
}

/**
 * Props of {@link App}. Exactly one of `chart`, `path` and `manifests` is given, and none of them for a part of the
 * tenant's own chart, which the app then switches on.
 */
export interface AppProps<C extends object> extends DeliveryProps<TenantTarget<C>>, AppSettings<C> {
  /**
   * The tenant's namespace that the app is in: one of its further `namespaces`. Not for apps of a track, which has one.
   *
   * @default - the main one
   */
  readonly namespace?: string;

  /**
   * Apps that it needs: of the same tenant, or of others that offer them. They have to be at every place where this one is,
   * and must be Ready first.
   *
   * @default - none
   */
  readonly dependsOn?: ReadonlyArray<App<C>>;

  /**
   * Tenants whose apps may depend on this one.
   *
   * @default - none but the own one
   */
  readonly offeredTo?: ReadonlyArray<Tenant<C>> | 'all';

  /**
   * Secrets that come and go with the app, in its namespace. Files among them are opened as the tenant's `decryption`
   * says.
   *
   * @default - none
   */
  readonly secrets?: PerTarget<readonly Secret[], TenantTarget<C>>;

  /**
   * How files that are encrypted in the tenant's own repository are opened. The key lies beside the app's Kustomization:
   * in the tenant's namespace, where its pods can read it, or in the control namespace of a remote cluster. `secrets` are
   * opened without that.
   *
   * @default - not at all
   */
  readonly decryption?: PerTarget<Decryption, TenantTarget<C>>;

  /**
   * Whether Flux deletes what leaves the app's folder, and all of it when the app goes. With `false` everything stays
   * in the cluster until something else takes it over: the first step of a rename, to be committed before the second
   * one.
   *
   * @default - what the fleet's `defaults` say of Kustomizations: true
   */
  readonly prune?: PerTarget<boolean, TenantTarget<C>>;

  /**
   * Which of the tenant's environments and clusters have the app.
   *
   * @default - all of them
   */
  readonly placement?: Placement;
}

/** An option that is the same at all places. */
const fixed = { for: 'all', merge: 'replace', overridable: false, explained: false } as const;

/** One of apps that are no part of their tenant's chart. */
const whole = { ...fixed, for: ['chart', 'path', 'manifests'] } as const;

/** What is known of each option that an app has beside its delivery. */
const OWN_FIELDS = {
  configMaps: { for: 'all', merge: 'keys', overridable: true, explained: true },
  namespace: { ...whole, explained: true },
  dependsOn: whole,
  offeredTo: whole,
  secrets: fixed,
  decryption: whole,
  prune: { ...whole, explained: true },
  placement: fixed,
} satisfies FieldTable<OwnProps<never>, OwnSettings<never>, DeliverySort>;

const FIELDS = Fields.of({ ...DELIVERY_FIELDS, ...OWN_FIELDS });

/** The fields that an app has beside its delivery. */
export const OWN = Fields.of(OWN_FIELDS);

/** What an app says of itself, beside its delivery. */
export type OwnProps<C extends object> = Omit<AppProps<C>, keyof DeliveryProps<never>>;

/** What of that overrides may set. */
export type OwnSettings<C extends object> = Omit<AppSettings<C>, keyof DeliverySettings<never>>;

/**
 * One workload of a tenant, a black box with what it needs: a folder of the tenant's repository, a Helm chart, or objects
 * in code.
 *
 * @example
 * const vote = new App(tenant, 'vote', { path: ({ cluster }) => `./vote/${cluster.name}` });
 * vote.override(Placement.cluster('pacific'), { path: './vote-pacific' });
 */
export class App<C extends object> extends OverridableElement<AppSettings<C>> {
  /** The fleet. */
  public readonly fleet: FleetScope<C>;

  /** The tenant. */
  public readonly tenant: Tenant<C>;

  /** The release track that the app is a part of; undefined for the tenant's main line. */
  public readonly track?: TenantTrack<C>;

  /** What the app was made with. */
  public readonly props: AppProps<C>;

  constructor(scope: Tenant<C> | TenantTrack<C>, name: string, props: AppProps<C>) {
    const tenant = scope instanceof TenantTrack ? scope.tenant : scope;
    const at = (scope instanceof TenantTrack ? [tenant.name, scope.name, name] : [tenant.name, name]).join('/');
    const sort = sortOf(props);
    super(scope, scope.fleet.problems, name, { fields: FIELDS, of: sort, kind: 'app', at });
    this.fleet = scope.fleet;
    this.tenant = tenant;
    this.props = props;
    if (scope instanceof TenantTrack) this.track = scope;
    this.fleet.problems.add('app', at, ...(this.isPart ? checkPart(this) : checkDelivery('an app', FIELDS, props)));
    FIELDS.checkOthers(props, sort, (id, messages) => this.fleet.problems.add(id, at, ...messages));
  }

  /** Whether the app is a part of its tenant's own chart. */
  public get isPart(): boolean {
    return this.tenant.props.chart !== undefined && sortOf(this.props) === 'part';
  }
}

/** What is wrong with a part of the tenant's chart: it is switched on and given values there, and nothing else. */
function checkPart<C extends object>({ track, props }: App<C>): Array<string | undefined> {
  const foreign = Object.keys(props).filter((key) => !FIELDS.isFor(key, 'part'));
  return [
    ...foreign.map(
      (key) => `${key} is given for a part of the tenant's chart: leave it out, or give a path or a chart`,
    ),
    track ? "a track has no part of the tenant's chart: give a path, a chart or manifests" : undefined,
  ];
}
