import { defined } from '../../core/defined';
import { Draft } from '../../core/draft';
import { plainFault } from '../../core/plain-data';
import { FluxContext, setFluxContext } from '../../flux/context';
import { RELEASE_NAME_MAX } from '../../flux/helm-release';
import { checkSourcePath, checkVariable } from '../../flux/rules';
import { byteLength, checkDnsLabel, quote } from '../../kubernetes/names';
import { checkConfig } from '../config';
import { TargetContext } from '../context';
import { Override, Selectable, settle, SettleContext, settleContext, Settled, Vocabulary } from '../override';
import { HelmChart, Source, SourceSpec } from '../source';
import { DeliveryProps, DeliverySettings, DELIVERY } from './delivery';
import { checkImages } from './image';
import { withImages } from './image-values';
import { manifestsOf } from './manifests';
import { checkPatch } from './patch';
import { ResolvedDelivery, ResolvedFolder, ResolvedPatch, ResolvedRelease } from './resolved';

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
  /** The exceptions. */
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

/** The settings of one place. */
type SettledDelivery<T> = Settled<DeliverySettings<T>, T>;

/** What is delivered at one place; undefined when it is switched off there or could not be told. */
export function resolveDelivery<C extends object, T extends Selectable>(
  context: TargetContext<C>,
  thing: Delivered<T>,
): ResolvedDelivery | undefined {
  const { address, props, overrides, target } = thing;
  const settled = settleDelivery(props, overrides, settleContext(context, address, target));
  if (settled.enabled === false) return undefined;
  const { healthChecks, healthCheckExprs } = props;
  const delivery: Draft<ResolvedDelivery> = {};
  if (healthChecks?.length) delivery.healthChecks = healthChecks;
  if (healthCheckExprs?.length) delivery.healthCheckExprs = healthCheckExprs;
  if (props.manifests) {
    delivery.objects = objectsOf(context, thing, props.manifests);
    return delivery;
  }
  if (props.path !== undefined) {
    const folder = folderOf(context, thing, settled);
    if (folder) delivery.folder = folder;
    return folder && delivery;
  }
  const release = releaseOf(context, thing, settled);
  if (release) delivery.release = release;
  return release && delivery;
}

/** What is said of a component or an app at one place. */
export function settleDelivery<T extends Selectable>(
  props: DeliverySettings<T>,
  overrides: ReadonlyArray<Override<DeliverySettings<T>>>,
  context: SettleContext<T>,
): SettledDelivery<T> {
  return settle(DELIVERY as Vocabulary<DeliverySettings<T>>, props, overrides, context);
}

function objectsOf<C extends object, T>(
  context: TargetContext<C>,
  { name, namespace, address, target, flux }: Delivered<T>,
  manifests: NonNullable<DeliveryProps<T>['manifests']>,
) {
  const objects = context.attempt('its manifests', address, () =>
    manifestsOf(name, namespace, (chart) => {
      setFluxContext(chart, flux);
      return manifests(chart, target);
    }),
  );
  // Keys of data, which are JSON, would not tell it from what it is not.
  context.report('unwritable', address, plainFault(objects));
  return objects ?? [];
}

function folderOf<C extends object, T>(
  context: TargetContext<C>,
  { address, source: given, targetNamespace }: Delivered<T>,
  settled: SettledDelivery<T>,
): ResolvedFolder | undefined {
  const { path, source, substitutions = {}, images } = settled as SettledDelivery<never>;
  // What its function could not give was reported there.
  if (path === undefined) return undefined;
  context.report('path', address, checkSourcePath('path', path));
  if (source !== undefined && !(source instanceof Source)) {
    context.report('source', address, `source is ${quote(source)}: give a Source`);
  }
  context.report('source', address, ...(source?.problems ?? []));
  const names = Object.keys(substitutions);
  for (const name of names) {
    const value: unknown = substitutions[name];
    context.report(
      'substitution',
      address,
      checkVariable('variable', name),
      typeof value === 'string' ? undefined : `variable ${quote(name)} is ${quote(value)}: give a string`,
    );
  }
  if (images !== undefined) context.report('image', address, ...checkImages(images, false));
  const folder: Draft<ResolvedFolder> = { path };
  const from = source?.spec ?? given;
  if (from) folder.source = from;
  if (targetNamespace !== undefined) folder.targetNamespace = targetNamespace;
  // A copy, because the program may hand out one map for several targets and change it in between.
  if (names.length > 0) folder.substitutions = { ...substitutions };
  if (images !== undefined && Object.keys(images).length > 0) folder.images = images;
  const patches = patchesOf(context, address, settled);
  if (patches.length > 0) folder.patches = patches;
  return folder;
}

function releaseOf<C extends object, T>(
  context: TargetContext<C>,
  { name, address, props }: Delivered<T>,
  settled: SettledDelivery<T>,
): ResolvedRelease | undefined {
  const { chart, values: given, images = {} } = settled as SettledDelivery<never>;
  if (chart === undefined) return undefined;
  if (!(chart instanceof HelmChart)) {
    context.report('source', address, `chart is ${quote(chart)}: give a HelmChart`);
    return undefined;
  }
  const releaseName = props.releaseName ?? name;
  if (byteLength(releaseName) > RELEASE_NAME_MAX) {
    context.report(
      'name',
      address,
      `releaseName ${quote(releaseName)} is ${byteLength(releaseName)} bytes long: use at most ${RELEASE_NAME_MAX}`,
    );
  } else if (props.releaseName !== undefined) {
    context.report('name', address, checkDnsLabel('releaseName', releaseName));
  }
  context.report('source', address, ...chart.problems);
  const faults = given === undefined ? [] : checkValues(given);
  context.report('values', address, ...faults);
  const imageFaults = checkImages(images, true);
  context.report('image', address, ...imageFaults);
  // A copy, because the program may hand out one object for several targets and change it in between.
  const copy =
    given && faults.length === 0 ? (JSON.parse(JSON.stringify(given)) as Record<string, unknown>) : undefined;
  const values = imageFaults.length > 0 ? copy : withImages(copy, images);
  const replaced = Object.entries(images).filter(([, image]) => image.valuesPath === undefined);
  const patches = patchesOf(context, address, settled);
  return {
    name: releaseName,
    chart: chart.spec,
    ...defined({
      values,
      crds: props.crds,
      images: replaced.length > 0 ? Object.fromEntries(replaced) : undefined,
      patches: patches.length > 0 ? patches : undefined,
    }),
  };
}

/** What is wrong with a chart's values: they are a map, of what JSON can hold. */
function checkValues(values: object): string[] {
  return Array.isArray(values) ? ['values is a list: give a map'] : checkConfig(values, 'values');
}

function patchesOf<C extends object, T>(
  context: TargetContext<C>,
  address: readonly string[],
  settled: SettledDelivery<T>,
): ResolvedPatch[] {
  const { patches } = settled as SettledDelivery<never>;
  if (patches === undefined) return [];
  context.report('patch', address, ...patches.flatMap(checkPatch));
  return patches.map(({ patch, target }) => JSON.parse(JSON.stringify({ patch, target })) as ResolvedPatch);
}
