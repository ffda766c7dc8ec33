import { defined } from '../../core/defined';
import { nothingLeft } from '../../core/nothing-left';
import { plainFault } from '../../core/plain-data';
import { FluxContext, checkLater, setFluxContext } from '../../flux/context';
import { ValuesReference } from '../../flux/helm-release-parts';
import {
  HealthCheck,
  HealthCheckExpression,
  lacksNamespace,
  ObjectSelector,
  SubstituteReference,
} from '../../flux/kustomize';
import { quote } from '../../kubernetes/names';
import { KubernetesObject } from '../../kubernetes/objects';
import { TargetContext } from '../context';
import { FieldsFor, Override, Selectable, settle, SettleContext, settleContext, Settled } from '../override';
import { ArtifactSpec, ChartSpec, HelmChart, inlineProblem, SourceSpec } from '../source';
import { checkReleaseName, reportTwice } from './check';
import { DeliveryProps, DeliverySettings, DeliverySort, DELIVERY, DELIVERY_FIELDS, sortOf } from './delivery';
import { FluxFields, WrittenFluxFields, writtenFluxFields } from './flux-fields';
import { Images } from './image';
import { withImages } from './image-values';
import { manifestsOf } from './manifests';
import { Patch } from './patch';
import { checkDeclared, SubstitutionsReference } from './values-from';

/** A patch as plain data. */
export interface ResolvedPatch {
  /** Fields to merge, or a list of operations. */
  readonly patch: object;
  /** Selector of the objects to patch; undefined for the object that the fields name. */
  readonly target?: ObjectSelector;
}

/** A folder of a repository or artifact. */
export interface ResolvedFolder {
  /** The folder within the source. */
  readonly path: string;
  /** Source of the folder; undefined for the source of the tenant. */
  readonly source?: SourceSpec;
  /** The artifact that it is read from instead of a source; undefined for none. */
  readonly artifact?: ArtifactSpec;
  /** Namespace that every object is moved to; undefined to keep each object's own, and for apps, which set theirs. */
  readonly targetNamespace?: string;
  /** Variables that Flux replaces when it applies the folder; undefined for none. */
  readonly substitutions?: Readonly<Record<string, string>>;
  /** Objects of the cluster with more variables; undefined for none. */
  readonly substitutionsFrom?: readonly SubstituteReference[];
  /** Image replacements; undefined for none. */
  readonly images?: Images;
  /** Changes to the folder's objects; undefined for none. */
  readonly patches?: readonly ResolvedPatch[];
}

/** A Helm release. */
export interface ResolvedRelease {
  /** Name of the Helm release. */
  readonly name: string;
  /** The chart. */
  readonly chart: ChartSpec;
  /** The chart's values; undefined for its own. */
  readonly values?: object;
  /** Objects of the cluster with more values; undefined for none. */
  readonly valuesFrom?: readonly ValuesReference[];
  /** Handling of CRDs; undefined for the fleet's default. */
  readonly crds?: 'Skip' | 'Create' | 'CreateReplace';
  /** Image replacements in the chart's rendered objects; undefined for none. */
  readonly images?: Images;
  /** Changes to the chart's rendered objects; undefined for none. */
  readonly patches?: readonly ResolvedPatch[];
}

/** Health options shared by the sorts of delivery. */
interface ResolvedHealth {
  /** Objects whose health counts; undefined for all. */
  readonly healthChecks?: readonly HealthCheck[];
  /** Expressions that read the health of custom resources; undefined for their conditions. */
  readonly healthCheckExprs?: readonly HealthCheckExpression[];
}

/** Delivery of a component or an app at one target: a folder, a release or objects. */
export interface ResolvedDelivery extends ResolvedHealth {
  /** Fields of the Flux object that delivers; undefined for none. */
  readonly fluxFields?: WrittenFluxFields;
  /** Whole name of that object; undefined for one that is made of other names. */
  readonly fluxName?: string;
  /** Its namespace, and that of its source; undefined for where it is by itself. */
  readonly fluxNamespace?: string;
  /** The folder of a repository or artifact, for `path`. */
  readonly folder?: ResolvedFolder;
  /** The Helm release, for `chart`. */
  readonly release?: ResolvedRelease;
  /** The objects in code, sorted by identity, for `manifests`: alone, or beside a folder or release. */
  readonly objects?: readonly KubernetesObject[];
}

/** A component or an app, and the target it is delivered to. */
export interface Delivered<T> {
  /** Its name. */
  readonly name: string;
  /** Namespace of its objects. */
  readonly namespace: string;
  /** Its address in messages. */
  readonly address: readonly string[];
  /** Its props. */
  readonly props: DeliveryProps<T>;
  /** Its overrides. */
  readonly overrides: ReadonlyArray<Override<DeliverySettings<T>>>;
  /** Argument of the functions in its props. */
  readonly target: T;
  /** Flux version and defaults for Flux objects that `manifests` creates. */
  readonly flux: FluxContext;
  /** Default source of folders; undefined if unknown here. */
  readonly source?: SourceSpec;
  /** Namespace that a folder's objects are moved to; undefined to keep each object's own. */
  readonly targetNamespace?: string;
  /** Whether it is an app of a tenant. */
  readonly isTenants?: true;
}

/** Options of a delivery, with their values at one target. */
type DeliveryAt<T> = Omit<DeliveryProps<T>, keyof DeliverySettings<T>> & Settled<DeliverySettings<T>, never>;

/** Options of one sort of delivery. */
type OptionsOf<S extends DeliverySort, T> = Pick<
  DeliveryAt<T>,
  Exclude<FieldsFor<typeof DELIVERY_FIELDS, S>, 'enabled'>
>;

/** The delivery at one target; undefined if it is disabled there or could not be resolved. */
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
      return objectsOf(context, thing, options, faulty);
    case 'path':
      return folderOf(context, thing, options, faulty);
    default:
      return releaseOf(context, thing, options, faulty);
  }
}

/** Delivery settings of a component or an app at one target. */
export function settleDelivery<T extends Selectable>(
  props: DeliverySettings<T>,
  overrides: ReadonlyArray<Override<DeliverySettings<T>>>,
  context: SettleContext<T>,
): Settled<DeliverySettings<T>, T> {
  return settle(DELIVERY.settings, props, overrides, context);
}

function objectsOf<C extends object, T>(
  context: TargetContext<C>,
  thing: Delivered<T>,
  options: OptionsOf<'manifests', T>,
  faulty: ReadonlySet<string>,
): ResolvedDelivery {
  const { manifests, healthChecks, healthCheckExprs, flux: fields, fluxName, ...rest } = options;
  nothingLeft(rest);
  return {
    objects: filledObjects(context, thing, manifests) ?? [],
    ...fieldsOf(context, thing, { fields, fluxName }, faulty),
    ...healthOf({ healthChecks, healthCheckExprs }, thing.namespace),
  };
}

/** The objects that a function of the program makes for a target; undefined without one, or if it failed. */
function filledObjects<C extends object, T>(
  context: TargetContext<C>,
  { name, namespace, address, target, flux }: Delivered<T>,
  manifests: DeliveryProps<T>['manifests'],
): readonly KubernetesObject[] | undefined {
  if (manifests === undefined) return undefined;
  const objects = context.attempt('its manifests', address, () =>
    manifestsOf(
      name,
      namespace,
      (chart) => {
        setFluxContext(chart, flux);
        checkLater(chart);
        manifests(chart, target);
      },
      context.cluster.fleet.schemaScopes,
    ),
  );
  // Reported here, because keys of data are JSON, which cannot tell such values from others.
  context.report('unwritable', address, plainFault(objects));
  return objects;
}

function folderOf<C extends object, T>(
  context: TargetContext<C>,
  thing: Delivered<T>,
  options: OptionsOf<'path', T>,
  faulty: ReadonlySet<string>,
): ResolvedDelivery | undefined {
  const {
    path,
    source,
    substitutions,
    substitutionsFrom,
    images,
    patches,
    healthChecks,
    healthCheckExprs,
    manifests,
    flux: fields,
    fluxName,
    fluxNamespace,
    ...rest
  } = options;
  nothingLeft(rest);
  if (!faulty.has('substitutionsFrom') && !faulty.has('substitutions'))
    context.report('substitution', thing.address, ...checkDeclared(substitutions, substitutionsFrom));
  reportTwice(context, thing.address, substitutionsFrom, 'substitutionsFrom', fields?.postBuild, 'substituteFrom');
  // The failure of its function and the problems of a value are already reported, and no other value takes its place.
  if (path === undefined || faulty.size > 0) return undefined;
  context.report(
    'source',
    thing.address,
    source === undefined ? missingFolder(context, thing.source, path) : undefined,
  );
  const artifact = source?.artifact;
  const folder: ResolvedFolder = {
    path,
    ...defined({
      source: artifact ? undefined : (source?.spec ?? thing.source),
      artifact,
      targetNamespace: thing.targetNamespace,
      // A copy, because the program may return one map for several targets and change it in between.
      substitutions: isEmpty(substitutions) ? undefined : { ...substitutions },
      substitutionsFrom: isEmpty(substitutionsFrom) ? undefined : substitutionsFrom?.map(writtenReference),
      images: isEmpty(images) ? undefined : images,
      patches: patchesOf(patches),
    }),
  };
  return {
    folder,
    ...beside(filledObjects(context, thing, manifests)),
    ...fieldsOf(context, thing, { fields, fluxName }, faulty),
    ...placeOf(context, thing, fluxNamespace, faulty),
    ...healthOf({ healthChecks, healthCheckExprs }, thing.targetNamespace),
  };
}

/** Problem of a folder of the fleet's own repository where Flux reads artifacts, which hold the generated folder only. */
function missingFolder<C extends object>(
  { sources: { source: own } }: TargetContext<C>,
  source: SourceSpec | undefined,
  path: string,
): string | undefined {
  if (source === undefined || own.kind !== 'OCIRepository' || own.per === undefined) return undefined;
  return `path ${quote(path)} is in the fleet's repository, and the artifacts that Flux reads here hold the generated folder only: give source as well`;
}

function releaseOf<C extends object, T>(
  context: TargetContext<C>,
  thing: Delivered<T>,
  options: OptionsOf<'chart', T>,
  faulty: ReadonlySet<string>,
): ResolvedDelivery | undefined {
  const {
    chart,
    values: given,
    valuesFrom,
    images = {},
    patches,
    releaseName,
    crds,
    healthCheckExprs,
    manifests,
    flux: fields,
    fluxName,
    fluxNamespace,
    ...rest
  } = options;
  nothingLeft(rest);
  const { name, address } = thing;
  if (!(chart instanceof HelmChart)) return undefined;
  checkReleaseName(context, address, name, releaseName);
  const host = context.cluster.managedBy ?? context.cluster;
  context.report('version', address, inlineProblem(chart.spec, thing.flux.flux, host.name));
  reportTwice(context, address, valuesFrom, 'valuesFrom', fields, 'valuesFrom');
  // A copy, because the program may return one object for several targets and change it in between.
  const copy =
    given && !faulty.has('values') ? (JSON.parse(JSON.stringify(given)) as Record<string, unknown>) : undefined;
  const rendered = Object.entries(images).filter(([, image]) => image.valuesPath === undefined);
  const release: ResolvedRelease = {
    name: releaseName ?? name,
    chart: chart.spec,
    ...defined({
      values: faulty.has('images') ? copy : withImages(copy, images),
      valuesFrom: faulty.has('valuesFrom') || isEmpty(valuesFrom) ? undefined : valuesFrom?.map((one) => ({ ...one })),
      crds,
      images: rendered.length > 0 ? Object.fromEntries(rendered) : undefined,
      patches: patchesOf(patches),
    }),
  };
  return {
    release,
    ...beside(filledObjects(context, thing, manifests)),
    ...fieldsOf(context, thing, { fields, fluxName }, faulty),
    ...placeOf(context, thing, fluxNamespace, faulty),
    ...healthOf({ healthCheckExprs }),
  };
}

/** Objects beside a chart or a folder. */
function beside(objects: readonly KubernetesObject[] | undefined): Pick<ResolvedDelivery, 'objects'> {
  return objects !== undefined && objects.length > 0 ? { objects } : {};
}

/** @param namespace the namespace of checked objects that name none */
function healthOf({ healthChecks, healthCheckExprs }: ResolvedHealth, namespace?: string): ResolvedHealth {
  return defined<ResolvedHealth>({
    healthChecks: healthChecks?.length
      ? healthChecks.map((check) => (lacksNamespace(check) ? defined({ ...check, namespace }) : check))
      : undefined,
    healthCheckExprs: healthCheckExprs?.length ? healthCheckExprs : undefined,
  });
}

/** Name and fields of the Flux object as they are written. */
function fieldsOf<C extends object, T>(
  context: TargetContext<C>,
  { address, props, flux }: Delivered<T>,
  { fields, fluxName }: { readonly fields: FluxFields | undefined; readonly fluxName: string | undefined },
  faulty: ReadonlySet<string>,
): Pick<ResolvedDelivery, 'fluxFields' | 'fluxName'> {
  const named = fluxName === undefined || faulty.has('fluxName') ? {} : { fluxName };
  if (fields === undefined || faulty.has('flux') || isEmpty(fields)) return named;
  try {
    return { ...named, fluxFields: writtenFluxFields(fields, sortOf(props), flux) };
  } catch (error) {
    context.report('flux', address, `flux: ${(error as Error).message}`);
    return named;
  }
}

/** Namespace of the Flux object, if the program gives another one than it has by itself. */
function placeOf<C extends object, T>(
  context: TargetContext<C>,
  thing: Delivered<T>,
  given: string | undefined,
  faulty: ReadonlySet<string>,
): Pick<ResolvedDelivery, 'fluxNamespace'> {
  if (given === undefined || faulty.has('fluxNamespace')) return {};
  // Loaded with the first one: most fleets give none.
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const { fluxPlace } = require('./flux-namespace') as typeof import('./flux-namespace');
  return fluxPlace(context, thing, given);
}

/** A reference to variables as Flux has it. */
function writtenReference({ kind, name, optional }: SubstitutionsReference): SubstituteReference {
  return { kind, name, ...defined({ optional }) };
}

function isEmpty(map: object | undefined): boolean {
  return map === undefined || Object.keys(map).length === 0;
}

function patchesOf(patches: readonly Patch[] = []): readonly ResolvedPatch[] | undefined {
  if (patches.length === 0) return undefined;
  return patches.map(({ patch, target }) => JSON.parse(JSON.stringify({ patch, target })) as ResolvedPatch);
}
