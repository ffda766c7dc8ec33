import {
  anything,
  byTarget,
  construct,
  either,
  flag,
  freeMap,
  instance,
  list,
  mapOf,
  oneOf,
  OptionType,
  text,
  untyped,
} from '../../core/options';
import { Statement } from '../../core/source-location';
import { quote } from '../../kubernetes/names';
import type { Component, ComponentGroup } from '../component';
import { checkDelivery, DELIVERY_FIELDS, DeliveryProps, DeliverySettings, DeliverySort, sortOf } from '../delivery';
import { FleetElement, FleetScope } from '../fleet';
import type { ImageUpdateProps } from '../images';
import { Notification, TenantNotificationProps } from '../notification';
import { Fields, FieldTable, OverridableElement } from '../override';
import { Placement } from '../placement';
import type { ProgressiveProps } from '../progressive';
import { Secret, Decryption } from '../secret';
import { PerTarget, TenantTarget } from '../target';
import { ConfigData, Tenant, TenantTrack } from '../tenant';

/** Options of an {@link App} that overrides may set: its delivery, and its ConfigMaps, key by key. */
export interface AppSettings<C extends object> extends DeliverySettings<TenantTarget<C>> {
  /**
   * ConfigMaps that the app needs in its namespace, by name. They are deployed and removed with the app.
   *
   * @default - none
   */
  readonly configMaps?: PerTarget<Readonly<Record<string, ConfigData>>, TenantTarget<C>>;

  /**
   * Progressive delivery by Flagger: new versions get their traffic step by step, and are rolled back when metrics are
   * bad. Not for a part of the tenant's chart.
   *
   * @default - new versions replace the old ones at once
   */
  readonly progressive?: PerTarget<ProgressiveProps | undefined, TenantTarget<C>>;
}

/**
 * Props of {@link App}. Give exactly one of `chart`, `path` and `manifests`. Without any of them, the app is a part of
 * the tenant's own chart, and enables it.
 */
export interface AppProps<C extends object = Record<string, unknown>>
  extends DeliveryProps<TenantTarget<C>>, AppSettings<C> {
  /**
   * Namespace of the app: one of the tenant's further `namespaces`. Not for apps of a track, which has its own
   * namespace.
   *
   * @default - the main one
   */
  readonly namespace?: string;

  /**
   * Dependencies to be Ready first and deployed at every target of this app: apps of its tenant or of others that offer
   * them, and components and component groups of the environment, the fleet, the cluster's groups or the cluster.
   *
   * @default - none
   */
  // Waiting reads no configuration, so that helpers may be written for fleets of any.
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  readonly dependsOn?: ReadonlyArray<App<any> | Component<any> | ComponentGroup<any>>;

  /**
   * Tenants whose apps may depend on this app.
   *
   * @default - none but the own one
   */
  readonly offeredTo?: ReadonlyArray<Tenant<C>> | 'all';

  /**
   * Secrets of the app in its namespace. They are deployed and removed with the app. The tenant's `decryption` decrypts
   * files among them.
   *
   * @default - none
   */
  readonly secrets?: PerTarget<readonly Secret[], TenantTarget<C>>;

  /**
   * Decryption of files in the tenant's own repository. The key is beside the app's Kustomization: in the tenant's
   * namespace, where its pods can read it, or in the control namespace of a remote cluster. `secrets` do not need this
   * option.
   *
   * @default - not at all
   */
  readonly decryption?: PerTarget<Decryption, TenantTarget<C>>;

  /**
   * Deletion by Flux of objects that leave the app's folder, and of all its objects when the app is removed. With
   * `false`, they stay in the cluster until another owner takes them over. This is the first step of a rename; commit
   * it before the second one.
   *
   * @default - what the fleet's `defaults` say of Kustomizations: true
   */
  readonly prune?: PerTarget<boolean, TenantTarget<C>>;

  /**
   * The environments and clusters of the tenant that have the app.
   *
   * @default - all of them
   */
  readonly placement?: Placement;
}

/** An option that is the same for all targets. */
const fixed = { for: 'all', merge: 'replace', overridable: false, explained: false } as const;

/** An option of apps that are not a part of their tenant's chart. */
const whole = { ...fixed, for: ['chart', 'path', 'manifests'] } as const;

// Loaded with the first app that is delivered progressively.
// eslint-disable-next-line @typescript-eslint/no-require-imports
const progressive = () => (require('../progressive') as typeof import('../progressive')).PROGRESSIVE;

const PROGRESSIVE: OptionType<ProgressiveProps> = {
  wanted: 'a map',
  accepts: (value) => progressive().accepts(value),
  check: (...given) => progressive().check(...given),
};

/** The field table of the options of an app other than its delivery. */
const APP_FIELDS = {
  // readConfigData checks the values.
  configMaps: {
    takes: byTarget(untyped(mapOf(freeMap))),
    for: 'all',
    merge: 'keys',
    overridable: true,
    explained: true,
  },
  progressive: {
    takes: byTarget(PROGRESSIVE),
    for: ['chart', 'path', 'manifests'],
    merge: 'replace',
    overridable: true,
    explained: true,
  },
  namespace: { takes: text, ...whole, explained: true },
  dependsOn: {
    takes: untyped(list(construct('an app, a component or a component group', () => FleetElement))),
    ...whole,
  },
  offeredTo: {
    takes: untyped(
      either(oneOf('all'), (value) => typeof value === 'string', list(construct('a tenant', () => Tenant))),
    ),
    ...whole,
  },
  secrets: { takes: byTarget(anything), ...fixed },
  decryption: { takes: byTarget(anything), ...whole },
  prune: { takes: byTarget(flag), ...whole, explained: true },
  placement: { takes: instance('a Placement', () => Placement), ...fixed },
} satisfies FieldTable<OwnProps<never>, OwnSettings<never>, DeliverySort>;

const FIELDS = Fields.of('an app', { ...DELIVERY_FIELDS, ...APP_FIELDS });

/** The fields of an app other than its delivery. */
export const OWN = Fields.of('an app', APP_FIELDS);

/** The props of an app other than its delivery. */
export type OwnProps<C extends object> = Omit<AppProps<C>, keyof DeliveryProps<never>>;

/** The options among {@link OwnProps} that overrides may set. */
export type OwnSettings<C extends object> = Omit<AppSettings<C>, keyof DeliverySettings<never>>;

/**
 * One workload of a tenant, with its dependencies, Secrets and ConfigMaps. The library does not look inside it: it is a
 * folder of the tenant's repository, a Helm chart, or objects in code.
 *
 * @example
 * const vote = new App(tenant, 'vote', { path: ({ cluster }) => `./vote/${cluster.name}` });
 * vote.override(Placement.cluster('pacific'), { path: './vote-pacific' });
 */
export class App<C extends object = Record<string, unknown>> extends OverridableElement<AppSettings<C>> {
  /** The fleet. */
  public readonly fleet: FleetScope<C>;

  /** The tenant. */
  public readonly tenant: Tenant<C>;

  /** The release track of the app; undefined for the tenant's main line. */
  public readonly track?: TenantTrack<C>;

  /** The props of the app. */
  public readonly props: AppProps<C>;

  private readonly address: string;

  constructor(scope: Tenant<C> | TenantTrack<C>, name: string, given: AppProps<C>) {
    const tenant = scope instanceof TenantTrack ? scope.tenant : scope;
    const at = (scope instanceof TenantTrack ? [tenant.name, scope.name, name] : [tenant.name, name]).join('/');
    const props = FIELDS.read(given, scope.fleet.problems.optionsAt(at));
    const sort = sortOf(given ?? {});
    super(scope, scope.fleet.problems, name, { fields: FIELDS, of: sort, kind: 'app', at });
    this.fleet = scope.fleet;
    this.address = at;
    this.tenant = tenant;
    this.props = props;
    if (scope instanceof TenantTrack) this.track = scope;
    this.fleet.problems.add(
      'app',
      at,
      ...(this.isPart ? checkPart(this) : given ? checkDelivery('an app', FIELDS, given) : []),
    );
    FIELDS.checkOthers(props, sort, (id, messages) => this.fleet.problems.add(id, at, ...messages));
  }

  /**
   * Apps among what must be Ready first.
   *
   * @internal
   */
  public get awaitedApps(): ReadonlyArray<App<C>> {
    return (this.props.dependsOn ?? []).filter((one) => one instanceof App);
  }

  /**
   * Components and component groups among what must be Ready first.
   *
   * @internal
   */
  public get awaitedComponents(): ReadonlyArray<Component<C> | ComponentGroup<C>> {
    return (this.props.dependsOn ?? []).flatMap((one) => (one instanceof App ? [] : [one]));
  }

  /**
   * Sends events of the app, and of no other, to a channel, as `notify` of its tenant does. Each event carries the app
   * too. A part of its tenant's chart has no events of its own.
   *
   * @param name name within the app, a DNS label
   *
   * @example
   * shop.notify('releases', { severity: 'info', channel: Channel.teams({ secret: 'teams' }) });
   */
  public notify(name: string, props: TenantNotificationProps<TenantTarget<C>>): Notification {
    const address = [this.tenant.name, ...(this.track ? [this.track.name] : []), this.name];
    if (this.isPart) {
      this.fleet.problems.add(
        'notification',
        [...address, name].join('/'),
        `the app is a part of the chart of tenant ${quote(this.tenant.name)}, and Flux has no object of it alone: call notify of the tenant`,
      );
    }
    return this.fleet.notices.notify({ kind: 'app', address, element: this }, name, props);
  }

  /**
   * Lets Flux update images of the app: policies select tags of the registry, and the fleet's automation commits them to
   * the versions file, from which the app takes them. Call `fleet.imageAutomation` once for all of them. Objects in code
   * read a tag with `tag` of the automation.
   *
   * @param images the images, without a tag; or other keys, each with its `image`
   *
   * @example
   * web.updateImages({ 'ghcr.io/acme/web': { policy: { semver: '>=1.0.0 <2.0.0' } } });
   */
  public updateImages(images: Readonly<Record<string, ImageUpdateProps>>): void {
    // oxlint-disable-next-line typescript/unbound-method -- not called, only searched for on the stack
    const statement = new Statement(this.updateImages);
    const element = {
      fleet: this.fleet,
      at: this.address,
      takesImages: FIELDS.isFor('images', sortOf(this.props)),
      statement,
    };
    // eslint-disable-next-line @typescript-eslint/no-require-imports
    const { imageDeclarations } = require('../images') as typeof import('../images');
    for (const { placement, images: tags } of imageDeclarations().declareUpdates(element, images)) {
      this.override(placement, { images: tags });
    }
  }

  /**
   * Delivers new versions of the app progressively, by Flagger: traffic goes to them step by step, and metrics decide
   * whether they are promoted or rolled back. The same as the option of this name.
   *
   * @param placement the targets; all of them if it is left out
   *
   * @example
   * web.progressive({
   *   canary: { steps: [5, 20, 50] },
   *   provider: 'gateway-api',
   *   service: { port: 80, hosts: ['shop.example.com'], gatewayRefs: [{ name: 'public', namespace: 'gateways' }] },
   *   target: 'web',
   *   metrics: { 'request-success-rate': { min: 99 } },
   * });
   */
  public progressive(props: PerTarget<ProgressiveProps, TenantTarget<C>>, placement?: Placement): void {
    this.override(placement ?? Placement.everywhere(), { progressive: props });
  }

  /** True if the app is a part of its tenant's own chart. */
  public get isPart(): boolean {
    return this.tenant.props.chart !== undefined && sortOf(this.props) === 'part';
  }
}

/** Problems of a part of the tenant's chart: options that parts do not take, and a track, which has no parts. */
function checkPart<C extends object>({ track, props }: App<C>): Array<string | undefined> {
  const foreign = Object.keys(props).filter((key) => !FIELDS.isFor(key, 'part'));
  return [
    ...foreign.map(
      (key) => `${key} is given for a part of the tenant's chart: leave it out, or give a path or a chart`,
    ),
    track ? "a track has no part of the tenant's chart: give a path, a chart or manifests" : undefined,
  ];
}
