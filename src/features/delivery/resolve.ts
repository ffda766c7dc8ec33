import { defined } from '../../core/defined';
import { nothingLeft } from '../../core/nothing-left';
import { plainFault } from '../../core/plain-data';
import { FluxContext, setFluxContext } from '../../flux/context';
import { RELEASE_NAME_MAX } from '../../flux/helm-release';
import { HealthCheck, HealthCheckExpression, ObjectSelector } from '../../flux/kustomize';
import { byteLength, checkDnsLabel, quote } from '../../kubernetes/names';
import { KubernetesObject } from '../../kubernetes/objects';
import { TargetContext } from '../context';
import { FieldsFor, Override, Selectable, settle, SettleContext, settleContext, Settled } from '../override';
import { ChartSpec, HelmChart, SourceSpec } from '../source';
import { DeliveryProps, DeliverySettings, DeliverySort, DELIVERY, DELIVERY_FIELDS, sortOf } from './delivery';
import { Images } from './image';
import { withImages } from './image-values';
import { manifestsOf } from './manifests';
import { Patch } from './patch';

/** A patch as plain data. */
export interface ResolvedPatch {
  /** Fields that are merged, or operations. */
  readonly patch: object;
  /** Which objects are patched; undefined for the one that the fields name. */
  readonly target?: ObjectSelector;
}

/** A folder of a repository or artifact. */
export interface ResolvedFolder {
  /** The folder within the source. */
  readonly path: string;
  /** Where it is; undefined for the source of the tenant. */
  readonly source?: SourceSpec;
  /** Namespace that every object is moved to; undefined for each object's own, and for apps, which have theirs. */
  readonly targetNamespace?: string;
  /** Variables that Flux replaces when it applies the folder; undefined for none. */
  readonly substitutions?: Readonly<Record<string, string>>;
  /** Images that are replaced; undefined for none. */
  readonly images?: Images;
  /** Changes to the folder's objects; undefined for none. */
  readonly patches?: readonly ResolvedPatch[];
}

/** A Helm release. */
export interface ResolvedRelease {
  /** Helm's name of it. */
  readonly name: string;
  /** The chart. */
  readonly chart: ChartSpec;
  /** The chart's values; undefined for its own. */
  readonly values?: object;
  /** How CRDs are treated; undefined for the fleet's default. */
  readonly crds?: 'Skip' | 'Create' | 'CreateReplace';
  /** Images that are replaced in what the chart renders; undefined for none. */
  readonly images?: Images;
  /** Changes to what the chart renders; undefined for none. */
  readonly patches?: readonly ResolvedPatch[];
}

/** What the sorts of delivery have in common. */
interface ResolvedHealth {
  /** Objects whose health counts; undefined for all. */
  readonly healthChecks?: readonly HealthCheck[];
  /** How the health of custom resources is read; undefined for their conditions. */
  readonly healthCheckExprs?: readonly HealthCheckExpression[];
}

/** What a component or an app consists of at one place: one of a folder, a release and objects. */
export interface ResolvedDelivery extends ResolvedHealth {
  /** The folder, for one in a repository or artifact. */
  readonly folder?: ResolvedFolder;
  /** The Helm release, for a chart. */
  readonly release?: ResolvedRelease;
  /** The objects, for one in code, sorted by identity. */
  readonly objects?: readonly KubernetesObject[];
}

/** Something that is delivered, and where. */
export interface Delivered<T> {
  /** Its name. */
  readonly name: string;
  /** Namespace of its objects. */
  readonly namespace: string;
  /** Where it is, as messages say it. */
  readonly address: readonly string[];
  /** What is said of it. */
  readonly props: DeliveryProps<T>;
  /** The overrides. */
  readonly overrides: ReadonlyArray<Override<DeliverySettings<T>>>;
  /** What its functions are given. */
  readonly target: T;
  /** What Flux objects made in code need to know of where they go. */
  readonly flux: FluxContext;
  /** Where folders are that say nothing else; undefined for what is not known here. */
  readonly source?: SourceSpec;
  /** Namespace that a folder's objects are moved to; undefined for each object's own. */
  readonly targetNamespace?: string;
}

/** What is said of a delivery at one place: the options with the values of the place. */
type DeliveryAt<T> = Omit<DeliveryProps<T>, keyof DeliverySettings<T>> & Settled<DeliverySettings<T>, never>;

/** The options of one sort of delivery. */
type OptionsOf<S extends DeliverySort, T> = Pick<
  DeliveryAt<T>,
  Exclude<FieldsFor<typeof DELIVERY_FIELDS, S>, 'enabled'>
>;

/** What is delivered at one place; undefined when it is switched off there or could not be told. */
export function resolveDelivery<C extends object, T extends Selectable>(
  context: TargetContext<C>,
  thing: Delivered<T>,
): ResolvedDelivery | undefined {
  const { address, props, overrides, target } = thing;
  const settled = settleDelivery(props, overrides, settleContext(context, address, target));
  if (settled.enabled === false) return undefined;
  const sort = sortOf(props);
  const faulty = DELIVERY.checkSettings(settled, sort, (id, messages) => context.report(id, address, ...messages));
  const options = DELIVERY.at(props, settled);
  switch (sort) {
    case 'manifests':
      return objectsOf(context, thing, options);
    case 'path':
      return folderOf(thing, options);
    default:
      return releaseOf(context, thing, options, faulty);
  }
}

/** What is said of a component or an app at one place. */
export function settleDelivery<T extends Selectable>(
  props: DeliverySettings<T>,
  overrides: ReadonlyArray<Override<DeliverySettings<T>>>,
  context: SettleContext<T>,
): Settled<DeliverySettings<T>, T> {
  return settle(DELIVERY.settings, props, overrides, context);
}

function objectsOf<C extends object, T>(
  context: TargetContext<C>,
  { name, namespace, address, target, flux }: Delivered<T>,
  options: OptionsOf<'manifests', T>,
): ResolvedDelivery {
  const { manifests, healthChecks, healthCheckExprs, ...rest } = options;
  nothingLeft(rest);
  const objects = context.attempt('its manifests', address, () =>
    manifestsOf(name, namespace, (chart) => {
      setFluxContext(chart, flux);
      manifests?.(chart, target);
    }),
  );
  // Keys of data, which are JSON, would not tell it from what it is not.
  context.report('unwritable', address, plainFault(objects));
  return { objects: objects ?? [], ...healthOf({ healthChecks, healthCheckExprs }) };
}

function folderOf<T>(
  { source: given, targetNamespace }: Delivered<T>,
  options: OptionsOf<'path', T>,
): ResolvedDelivery | undefined {
  const { path, source, substitutions, images, patches, healthChecks, healthCheckExprs, ...rest } = options;
  nothingLeft(rest);
  // What its function could not give was reported there.
  if (path === undefined) return undefined;
  const folder: ResolvedFolder = {
    path,
    ...defined({
      source: source?.spec ?? given,
      targetNamespace,
      // A copy, because the program may hand out one map for several targets and change it in between.
      substitutions: isEmpty(substitutions) ? undefined : { ...substitutions },
      images: isEmpty(images) ? undefined : images,
      patches: patchesOf(patches),
    }),
  };
  return { folder, ...healthOf({ healthChecks, healthCheckExprs }) };
}

function releaseOf<C extends object, T>(
  context: TargetContext<C>,
  { name, address }: Delivered<T>,
  options: OptionsOf<'chart', T>,
  faulty: ReadonlySet<string>,
): ResolvedDelivery | undefined {
  const { chart, values: given, images = {}, patches, releaseName, crds, healthCheckExprs, ...rest } = options;
  nothingLeft(rest);
  if (!(chart instanceof HelmChart)) return undefined;
  checkReleaseName(context, address, name, releaseName);
  // A copy, because the program may hand out one object for several targets and change it in between.
  const copy =
    given && !faulty.has('values') ? (JSON.parse(JSON.stringify(given)) as Record<string, unknown>) : undefined;
  const rendered = Object.entries(images).filter(([, image]) => image.valuesPath === undefined);
  const release: ResolvedRelease = {
    name: releaseName ?? name,
    chart: chart.spec,
    ...defined({
      values: faulty.has('images') ? copy : withImages(copy, images),
      crds,
      images: rendered.length > 0 ? Object.fromEntries(rendered) : undefined,
      patches: patchesOf(patches),
    }),
  };
  return { release, ...healthOf({ healthCheckExprs }) };
}

/** A release goes by the name of its component or app, so that one may be too long that nobody gave. */
function checkReleaseName<C extends object>(
  context: TargetContext<C>,
  address: readonly string[],
  name: string,
  given: string | undefined,
): void {
  const releaseName = given ?? name;
  const bytes = byteLength(releaseName);
  context.report(
    'name',
    address,
    bytes > RELEASE_NAME_MAX
      ? `releaseName ${quote(releaseName)} is ${bytes} bytes long: use at most ${RELEASE_NAME_MAX}`
      : given === undefined
        ? undefined
        : checkDnsLabel('releaseName', given),
  );
}

function healthOf({ healthChecks, healthCheckExprs }: ResolvedHealth): ResolvedHealth {
  return defined<ResolvedHealth>({
    healthChecks: healthChecks?.length ? healthChecks : undefined,
    healthCheckExprs: healthCheckExprs?.length ? healthCheckExprs : undefined,
  });
}

function isEmpty(map: object | undefined): boolean {
  return map === undefined || Object.keys(map).length === 0;
}

function patchesOf(patches: readonly Patch[] = []): readonly ResolvedPatch[] | undefined {
  if (patches.length === 0) return undefined;
  return patches.map(({ patch, target }) => JSON.parse(JSON.stringify({ patch, target })) as ResolvedPatch);
}
