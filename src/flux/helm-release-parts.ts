import { ApiObject, Duration } from 'cdk8s';
import { byteLength, checkDnsLabel, checkDnsSubdomain, quote } from '../kubernetes/names';
import { FluxContext } from './context';
import { KustomizeImage, KustomizePatch } from './kustomize';
import { HELM_CHART_LAYER, ociFields, OCIRepositoryProps } from './oci-repository';
import { objectReference, optionalReference } from './references';
import { SignatureVerification } from './signature';
import { CHART_SOURCE_KINDS, ChartSourceKind, SourceLike } from './source-reference';
import { chartProblems, ociProblems } from './source-rules';
import { HelmReleaseSpec } from './spec';
import { SpecFields, WrittenSpec } from './spec-fields';
import { isAtLeast } from './version';

/** Maximum length of a Helm release's name, in bytes. */
export const RELEASE_NAME_MAX = 53;

/** A chart of a HelmRepository, a GitRepository or a Bucket. */
export interface ChartReference {
  /** Name of the chart in a Helm repository, or its folder in any other source. */
  readonly chart: string;

  /**
   * Version or version range; only for a Helm repository.
   *
   * @default - the newest version; a fleet should always pin one
   */
  readonly version?: string;

  /** Source of the chart. */
  readonly sourceRef: SourceLike<ChartSourceKind>;

  /**
   * Whether a chart from a source other than a Helm repository is rebuilt when its version changes, or on every
   * revision.
   *
   * @default - ChartVersion
   */
  readonly reconcileStrategy?: 'ChartVersion' | 'Revision';

  /**
   * Values files within the source; later files win.
   *
   * @default - the chart's own `values.yaml`
   */
  readonly valuesFiles?: readonly string[];

  /**
   * Whether files of `valuesFiles` may be missing.
   *
   * @default false
   */
  readonly ignoreMissingValuesFiles?: boolean;

  /**
   * How often Flux looks for a new version of the chart, at least one minute.
   *
   * @default - the interval of the HelmRelease
   */
  readonly interval?: Duration;

  /**
   * Signature verification of the chart; only for a Helm repository with an `oci://` URL.
   *
   * @default - not verified
   */
  readonly verify?: Pick<SignatureVerification, 'provider' | 'secretRef'>;
}

/**
 * A chart in an OCI registry: Flux creates an OCIRepository for it, and deletes it with the release. Flux 2.10 and
 * later; for earlier versions create an {@link OCIRepository} and pass it as `chartRef`.
 */
export interface OCIChart extends Omit<OCIRepositoryProps, 'metadata' | 'specOverrides' | 'layerSelector'> {
  /** Kind of the source that Flux creates for the chart. */
  readonly kind: 'OCIRepository';

  /**
   * Layer of the artifact that contains the chart.
   *
   * @default - {@link HELM_CHART_LAYER}, the layer that `helm push` writes
   */
  readonly layerSelector?: OCIRepositoryProps['layerSelector'];
}

/** A ConfigMap or Secret, in the same namespace, that contains chart values. */
export interface ValuesReference {
  /** Kind. */
  readonly kind: 'ConfigMap' | 'Secret';
  /** Name. */
  readonly name: string;

  /**
   * Key of the values.
   *
   * @default - values.yaml
   */
  readonly valuesKey?: string;

  /**
   * Path of the single value that the key contains, such as `database.password`.
   *
   * @default - the key contains values as YAML
   */
  readonly targetPath?: string;

  /**
   * Whether the key's content is one literal value, not parsed for lists and maps; with `targetPath`. Flux 2.9 and
   * later.
   *
   * @default false
   */
  readonly literal?: boolean;

  /**
   * Whether the object may be missing.
   *
   * @default false
   */
  readonly optional?: boolean;
}

/** Changes to the rendered manifests of a chart. */
export interface KustomizePostRenderer {
  /** Patches. */
  readonly patches?: readonly KustomizePatch[];
  /** Image replacements. */
  readonly images?: readonly KustomizeImage[];
}

/** The chart template of a HelmRelease's manifest. */
export function chartTemplate(
  chart: ChartReference | OCIChart,
  context: FluxContext,
): SpecFields<NonNullable<HelmReleaseSpec['chart']>> {
  if (!('kind' in chart)) return { spec: chartFields(chart, context) };
  const { kind, layerSelector = HELM_CHART_LAYER } = chart;
  return { kind, spec: ociFields({ ...chart, layerSelector }, context) };
}

function chartFields(chart: ChartReference, context: FluxContext) {
  const { verify } = chart;
  return {
    chart: chart.chart,
    version: chart.version,
    sourceRef: objectReference('sourceRef', CHART_SOURCE_KINDS, chart.sourceRef),
    reconcileStrategy: chart.reconcileStrategy,
    valuesFiles: chart.valuesFiles,
    ignoreMissingValuesFiles: chart.ignoreMissingValuesFiles,
    interval: chart.interval,
    verify: verify && {
      provider: verify.provider,
      secretRef: optionalReference('verify.secretRef', verify.secretRef, context),
    },
  };
}

/** Problems of the chart of a HelmRelease, one message each. */
function* chartFaults(chart: WrittenSpec<HelmReleaseSpec>['chart']): Generator<string | undefined> {
  if (chart === undefined) return;
  const { url = '', chart: name = '', sourceRef, ...spec } = chart.spec;
  if (chart.kind === 'OCIRepository') yield* ociProblems({ ...spec, url }, 'secretRef', 'url of the chart');
  else if (sourceRef !== undefined) yield* chartProblems({ ...spec, chart: name, sourceRef });
}

/** The problem of a signature that Flux does not look for: only charts of OCI registries carry one. */
export function unverifiable(verify: unknown, source: SourceLike<ChartSourceKind>): ReadonlyArray<string | undefined> {
  if (verify === undefined || !(source instanceof ApiObject) || source.kind !== 'HelmRepository') return [];
  const { spec } = source.toJson() as { readonly spec?: { readonly url?: string } };
  return spec?.url?.startsWith('oci://') === false
    ? ['verify is for charts of OCI registries, and Flux ignores it for other Helm repositories: leave it out']
    : [];
}

/** Faults of the spec of a HelmRelease. */
export function* specFaults(spec: WrittenSpec<HelmReleaseSpec>, { flux }: FluxContext): Generator<string | undefined> {
  const { releaseName = '', targetNamespace, storageNamespace, serviceAccountName, maxHistory } = spec;
  yield* chartFaults(spec.chart);
  yield checkDnsLabel('releaseName', releaseName);
  if (byteLength(releaseName) > RELEASE_NAME_MAX) {
    yield `releaseName ${quote(releaseName)} is ${byteLength(releaseName)} bytes long: use at most ${RELEASE_NAME_MAX}`;
  }
  if (targetNamespace !== undefined) yield checkDnsLabel('targetNamespace', targetNamespace);
  if (storageNamespace !== undefined) yield checkDnsLabel('storageNamespace', storageNamespace);
  if (serviceAccountName !== undefined) yield checkDnsSubdomain('serviceAccountName', serviceAccountName);
  for (const { name } of spec.valuesFrom ?? []) yield checkDnsSubdomain('name of valuesFrom', name);
  if (maxHistory !== undefined && (!Number.isInteger(maxHistory) || maxHistory < 0)) {
    yield `maxHistory ${maxHistory} is not a number of releases: use a whole number, 0 for no limit`;
  }
  // Flux 2.8 introduced Helm 4, whose server-side apply cannot replace an object.
  if (isAtLeast(flux, '2.8') !== true) return;
  for (const action of ['upgrade', 'rollback'] as const) {
    if (spec[action]?.force !== true || spec[action].serverSideApply === 'disabled') continue;
    yield `${action}.force excludes server-side apply, which Flux ${flux} uses: set ${action}.serverSideApply to disabled`;
  }
}
