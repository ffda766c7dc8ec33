import { Construct } from 'constructs';
import { byteLength, checkDnsLabel, checkDnsSubdomain, quote } from '../kubernetes/names';
import { HELM_API_VERSION } from './api-versions';
import { FluxContext } from './context';
import { defaultsOf, HelmReleaseDefaults } from './defaults';
import { FluxManifest, fluxManifest, FluxObject, refuse, SecretKeyReference, SuspendableProps } from './flux-object';
import { ChartReference, chartTemplate, KustomizePostRenderer, OCIChart, ValuesReference } from './helm-release-parts';
import { RetryFields, retryFields } from './helm-retries';
import { CommonMetadata, HealthCheckExpression } from './kustomize';
import { dependencies, DependencyReference, kubeConfig, KubeConfigMapReference, objectReference } from './references';
import { checkOciUrl } from './rules';
import { CHART_KINDS, ChartKind, SourceLike } from './source-reference';
import { HelmReleaseSpec } from './spec';
import { WrittenSpec } from './spec-fields';
import { isAtLeast } from './version';

/** Most bytes of a Helm release's name. */
export const RELEASE_NAME_MAX = 53;

/** Props of {@link HelmRelease}. Exactly one of `chart` and `chartRef` is given. */
export interface HelmReleaseProps extends SuspendableProps<HelmReleaseSpec>, HelmReleaseDefaults {
  /**
   * The chart: within a source, or, with Flux 2.10 and later, in an OCI registry.
   *
   * @default - `chartRef` is used
   */
  readonly chart?: ChartReference | OCIChart;

  /**
   * A source that is the chart itself, such as an OCIRepository.
   *
   * @default - `chart` is used
   */
  readonly chartRef?: SourceLike<ChartKind>;

  /** Helm's name of the release, at most 53 bytes. Said explicitly: Flux's default depends on other fields. */
  readonly releaseName: string;

  /**
   * Namespace the chart is installed in.
   *
   * @default - the object's own, said explicitly where it is known, since Helm's names depend on it
   */
  readonly targetNamespace?: string;

  /**
   * Namespace that Helm keeps the release's history in.
   *
   * @default - `targetNamespace`, where the `helm` command looks for it
   */
  readonly storageNamespace?: string;

  /**
   * The chart's values.
   *
   * @default - the chart's own
   */
  readonly values?: object;

  /**
   * ConfigMaps and Secrets that hold more values; later ones win, and `values` over all.
   *
   * @default - none
   */
  readonly valuesFrom?: readonly ValuesReference[];

  /**
   * Account of the same namespace that Flux acts as.
   *
   * @default - the controller's default account
   */
  readonly serviceAccountName?: string;

  /**
   * Secret with the kubeconfig of the cluster to install in, or a ConfigMap that says how it is reached without one.
   *
   * @default - the cluster that Flux runs in
   */
  readonly kubeConfig?: SecretKeyReference | KubeConfigMapReference;

  /**
   * HelmReleases that must be Ready first, by object or name.
   *
   * @default - none
   */
  readonly dependsOn?: ReadonlyArray<HelmRelease | DependencyReference>;

  /**
   * Changes to what the chart renders, one after the other.
   *
   * @default - none
   */
  readonly postRenderers?: readonly KustomizePostRenderer[];

  /**
   * Differences that drift detection passes over.
   *
   * @default - none
   */
  readonly driftIgnore?: NonNullable<HelmReleaseSpec['driftDetection']>['ignore'];

  /**
   * More about installing, such as `createNamespace`. What it says of `crds`, `strategy` and `remediation` is for
   * installations alone.
   *
   * @default - `crds` and the retries, as said for both
   */
  readonly install?: HelmReleaseSpec['install'];

  /**
   * More about upgrading. What it says of `crds`, `strategy` and `remediation` is for upgrades alone.
   *
   * @default - `crds` and the retries, as said for both
   */
  readonly upgrade?: HelmReleaseSpec['upgrade'];

  /**
   * How Helm rolls back.
   *
   * @default - Flux's own way
   */
  readonly rollback?: HelmReleaseSpec['rollback'];

  /**
   * How Helm uninstalls.
   *
   * @default - Flux's own way
   */
  readonly uninstall?: HelmReleaseSpec['uninstall'];

  /**
   * Whether the chart's tests run after an installation or upgrade, and how.
   *
   * @default - they do not
   */
  readonly test?: boolean | HelmReleaseSpec['test'];

  /**
   * Releases that Helm keeps in its history; 0 for no limit.
   *
   * @default - Flux's own, 5
   */
  readonly maxHistory?: number;

  /**
   * Whether one Kubernetes client serves all of a release's actions. Off for a chart whose hooks make CRDs.
   *
   * @default - Flux's own, true
   */
  readonly persistentClient?: boolean;

  /**
   * How the health of custom resources is read. Flux 2.8 and later.
   *
   * @default - by their conditions
   */
  readonly healthCheckExprs?: readonly HealthCheckExpression[];

  /**
   * Labels and annotations put on every object. Flux 2.7 and later.
   *
   * @default - none
   */
  readonly commonMetadata?: CommonMetadata;
}

/**
 * A Helm chart that Flux installs and keeps.
 *
 * @example
 * const repository = new HelmRepository(chart, 'podinfo', { url: 'https://stefanprodan.github.io/podinfo' });
 * new HelmRelease(chart, 'web', {
 *   releaseName: 'web',
 *   chart: { chart: 'podinfo', version: '6.9.x', sourceRef: repository },
 *   values: { replicaCount: 2 },
 * });
 */
export class HelmRelease extends FluxObject<'HelmRelease'> {
  /**
   * The manifest, without its metadata.
   *
   * @throws Error when not exactly one of chart and chartRef is given, a name or duration is not one that Flux takes, or
   * options exclude each other
   */
  public static manifest(props: HelmReleaseProps, context: FluxContext = {}): FluxManifest {
    const { chart, chartRef, install, upgrade, test } = props;
    refuse(
      (chart === undefined) === (chartRef === undefined)
        ? 'a HelmRelease has exactly one chart: give either chart or chartRef'
        : undefined,
    );
    const defaults = defaultsOf('helmRelease', context.defaults);
    const targetNamespace = props.targetNamespace ?? context.namespace;
    const common = { crds: props.crds ?? defaults.crds, retry: retryFields(props, context) };
    const manifest = fluxManifest<HelmReleaseSpec>(
      HELM_API_VERSION,
      'HelmRelease',
      {
        interval: props.interval ?? defaults.interval,
        timeout: props.timeout ?? defaults.timeout,
        chart: chart && chartTemplate(chart, context),
        chartRef: chartRef && objectReference('chartRef', CHART_KINDS, chartRef),
        releaseName: props.releaseName,
        targetNamespace,
        storageNamespace: props.storageNamespace ?? targetNamespace,
        serviceAccountName: props.serviceAccountName,
        kubeConfig: kubeConfig(props.kubeConfig, context),
        dependsOn: dependencies('HelmRelease', props.dependsOn),
        install: { ...commonFields(common, install), ...install },
        upgrade: { ...commonFields(common, upgrade), ...upgrade },
        rollback: props.rollback,
        uninstall: props.uninstall,
        test: typeof test === 'boolean' ? { enable: test } : test,
        driftDetection: { mode: props.driftDetection ?? defaults.driftDetection, ignore: props.driftIgnore },
        maxHistory: props.maxHistory,
        persistentClient: props.persistentClient,
        healthCheckExprs: props.healthCheckExprs,
        commonMetadata: props.commonMetadata,
        postRenderers: props.postRenderers?.map((kustomize) => ({ kustomize })),
        valuesFrom: props.valuesFrom,
        values: props.values,
        suspend: props.suspend,
      },
      props.specOverrides,
    );
    refuse(...checkSpec(manifest.spec, context));
    return manifest;
  }

  constructor(scope: Construct, id: string, props: HelmReleaseProps) {
    super(scope, id, (context) => HelmRelease.manifest(props, context), props.metadata);
  }
}

/** What installing and upgrading have in common, without the retries where the one action says its own. */
function commonFields(
  { crds, retry }: { readonly crds: HelmReleaseDefaults['crds']; readonly retry: RetryFields },
  own: { readonly strategy?: unknown; readonly remediation?: unknown } = {},
) {
  return own.strategy === undefined && own.remediation === undefined ? { crds, ...retry } : { crds };
}

function* checkSpec(spec: WrittenSpec<HelmReleaseSpec>, { flux }: FluxContext): Generator<string | undefined> {
  const { releaseName = '', targetNamespace, storageNamespace, serviceAccountName, maxHistory } = spec;
  if (spec.chart?.kind === 'OCIRepository') yield checkOciUrl('url of the chart', spec.chart.spec.url ?? '');
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
  // Helm 4 came with Flux 2.8. Its server-side apply has no way to replace an object.
  if (isAtLeast(flux, '2.8') !== true) return;
  for (const action of ['upgrade', 'rollback'] as const) {
    if (spec[action]?.force !== true || spec[action].serverSideApply === 'disabled') continue;
    yield `${action}.force excludes server-side apply, which Flux ${flux} uses: set ${action}.serverSideApply to disabled`;
  }
}
