import { isMap } from '../../core/is-map';
import { nearest } from '../../core/nearest';
import { FluxContext } from '../../flux/context';
import { NO_DRIFT_MODE } from '../../flux/defaults';
import { HelmRelease } from '../../flux/helm-release';
import { Kustomization } from '../../flux/kustomization';
import type { HelmReleaseSpec, KustomizationSpec } from '../../flux/spec';
import { SpecOverrides, writeFields, WrittenSpec } from '../../flux/spec-fields';

/** Kinds of Flux object that deliver. */
type Deliverer = 'HelmRelease' | 'Kustomization';

const BOTH: readonly Deliverer[] = ['HelmRelease', 'Kustomization'];
const RELEASE: readonly Deliverer[] = ['HelmRelease'];
const FOLDER: readonly Deliverer[] = ['Kustomization'];

/** The fields that `flux` may set, with the kinds that have them. */
export const FLUX_FIELDS = {
  buildMetadata: FOLDER,
  commonMetadata: BOTH,
  components: FOLDER,
  deletionPolicy: FOLDER,
  driftDetection: RELEASE,
  force: FOLDER,
  ignore: FOLDER,
  ignoreMissingComponents: FOLDER,
  install: RELEASE,
  interval: BOTH,
  maxHistory: RELEASE,
  namePrefix: FOLDER,
  nameSuffix: FOLDER,
  persistentClient: RELEASE,
  postBuild: FOLDER,
  postRenderStrategy: RELEASE,
  postRenderers: RELEASE,
  retryInterval: FOLDER,
  rollback: RELEASE,
  suspend: BOTH,
  test: RELEASE,
  timeout: BOTH,
  uninstall: RELEASE,
  upgrade: RELEASE,
  valuesFrom: RELEASE,
  wait: FOLDER,
  waitStrategy: RELEASE,
} as const satisfies { readonly [F in keyof FluxFields]-?: readonly Deliverer[] };

/** The other fields of the two kinds, with what sets them. */
export const OTHER_FLUX_FIELDS = {
  chart: 'it follows from the option chart',
  chartRef: 'it follows from the option chart',
  decryption: 'use the option decryption',
  dependsOn: 'use the option dependsOn',
  healthCheckExprs: 'use the option healthCheckExprs',
  healthChecks: 'use the option healthChecks',
  images: 'use the option images',
  kubeConfig: 'it follows from the cluster: use managedBy there',
  patches: 'use the option patches',
  path: 'use the option path',
  prune: 'use the option prune',
  releaseName: 'use the option releaseName',
  serviceAccountName: "the library makes the account, which holds an app within its tenant's rights",
  sourceRef: 'use the option source',
  storageNamespace: 'it is the namespace of the component or app: use the option namespace',
  targetNamespace: 'it is the namespace of the component or app: use the option namespace',
  values: 'use the option values',
} as const satisfies Readonly<Partial<Record<keyof (HelmReleaseSpec & KustomizationSpec), string>>>;

/**
 * Fields of the Flux object that delivers, under Flux's own names: of the HelmRelease for a chart, else of the
 * Kustomization. Durations are cdk8s durations. Maps hold the changes, lists are complete, `null` removes a field.
 */
export type FluxFields = Omit<
  SpecOverrides<HelmReleaseSpec>,
  | 'chart'
  | 'chartRef'
  | 'dependsOn'
  | 'healthCheckExprs'
  | 'kubeConfig'
  | 'releaseName'
  | 'serviceAccountName'
  | 'storageNamespace'
  | 'targetNamespace'
  | 'values'
> &
  Omit<
    SpecOverrides<KustomizationSpec>,
    | 'decryption'
    | 'dependsOn'
    | 'healthCheckExprs'
    | 'healthChecks'
    | 'images'
    | 'kubeConfig'
    | 'patches'
    | 'path'
    | 'prune'
    | 'serviceAccountName'
    | 'sourceRef'
    | 'targetNamespace'
  >;

/** The fields as a manifest has them. */
export type WrittenFluxFields = WrittenSpec<FluxFields>;

/** Problems of the names of the fields for one sort of delivery, one message each. */
export function checkFluxFields(fields: unknown, sort: string): string[] {
  if (!isMap(fields)) return ['flux is no map: give fields of the Flux object'];
  const kind: Deliverer = sort === 'chart' ? 'HelmRelease' : 'Kustomization';
  const problems = Object.keys(fields).flatMap((field) => fieldProblem(field, kind) ?? []);
  if (problems.length > 0) return problems;
  const { postBuild } = fields as FluxFields;
  return isMap(postBuild) && postBuild.substitute !== undefined
    ? ['flux.postBuild.substitute is what the option substitutions gives: use that']
    : [];
}

/**
 * The fields as plain data, after an object with them was tried.
 *
 * @throws Error for a duration that Flux does not take, or fields that the Flux object is refused for
 */
export function writtenFluxFields(fields: FluxFields, sort: string, flux: FluxContext): WrittenFluxFields {
  const written = writeFields<FluxFields>(fields, true);
  if (sort === 'chart') {
    const chart = { chart: 'chart', version: '1.0.0', sourceRef: { kind: 'HelmRepository' as const, name: 'source' } };
    HelmRelease.manifest({ chart, releaseName: 'release', specOverrides: overridesOf(written) }, flux);
  } else {
    const sourceRef = { kind: 'GitRepository' as const, name: 'source' };
    Kustomization.manifest({ sourceRef, specOverrides: overridesOf(written) }, flux);
  }
  // A copy, because the program may return one map for several targets and change it in between.
  return JSON.parse(JSON.stringify(written)) as WrittenFluxFields;
}

/** Written fields in the form that the Flux kinds take: durations may be written already. */
export function overridesOf<Spec>(fields: WrittenFluxFields): SpecOverrides<Spec> {
  return fields as SpecOverrides<Spec>;
}

function fieldProblem(field: string, kind: Deliverer): string | undefined {
  if (Object.hasOwn(FLUX_FIELDS, field)) {
    const kinds = FLUX_FIELDS[field as keyof typeof FLUX_FIELDS];
    if (kinds.includes(kind)) return undefined;
    if (field === 'driftDetection') return `flux.driftDetection is given, but ${NO_DRIFT_MODE}`;
    return `flux.${field} is a field of ${kinds[0]}, and a ${kind} delivers this: leave it out`;
  }
  if (Object.hasOwn(OTHER_FLUX_FIELDS, field)) {
    return `flux.${field} cannot be set here: ${OTHER_FLUX_FIELDS[field as keyof typeof OTHER_FLUX_FIELDS]}`;
  }
  const known = Object.keys(FLUX_FIELDS).filter((one) => FLUX_FIELDS[one as keyof typeof FLUX_FIELDS].includes(kind));
  const guess = nearest(field, known, Math.max(2, Math.floor(field.length / 2)));
  const advice = guess === undefined ? `use one of ${known.join(', ')}` : `did you mean ${guess}?`;
  return `flux.${field} is no field of a ${kind}: ${advice}`;
}
