import { Construct } from 'constructs';
import { defined } from '../core/defined';
import { flag, freeMap, list, number, oneOf, Options, required, text } from '../core/options';
import { HELM_API_VERSION } from './api-versions';
import { FluxContext } from './context';
import { DefaultsOf, defaultsOf, HelmReleaseDefaults, CRDS } from './defaults';
import { FluxManifest, fluxManifest, FluxObject, refuse, SecretKeyReference, SuspendableProps } from './flux-object';
import { CHART, VALUES_REFERENCE, POST_RENDERER, DRIFT_IGNORE, HELM_ACTIONS } from './helm-release-options';
import {
  ChartReference,
  chartTemplate,
  specFaults,
  unverifiable,
  KustomizePostRenderer,
  OCIChart,
  ValuesReference,
} from './helm-release-parts';
import { RetryFields, retryFields } from './helm-retries';
import { CommonMetadata, HealthCheckExpression, COMMON_METADATA, HEALTH_CHECK_EXPRESSION } from './kustomize';
import { DURATION, SOURCE_REFERENCE, SUSPENDABLE } from './option-types';
import {
  dependencies,
  DependencyReference,
  kubeConfig,
  KubeConfigMapReference,
  objectReference,
  DEPENDENCY,
  KUBE_CONFIG,
} from './references';
import { CHART_KINDS, ChartKind, SourceLike } from './source-reference';
import { HelmReleaseSpec } from './spec';

/** Props of {@link HelmRelease}. Exactly one of `chart` and `chartRef` is given. */
export interface HelmReleaseProps extends SuspendableProps<HelmReleaseSpec>, HelmReleaseDefaults {
  /**
   * The chart: in a source, or, with Flux 2.10 and later, in an OCI registry.
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

  /** Name of the Helm release, at most 53 bytes. Always explicit, because Flux's default depends on other fields. */
  readonly releaseName: string;

  /**
   * Namespace to install the chart in.
   *
   * @default - the object's namespace, written explicitly if it is known, because Helm's names depend on it
   */
  readonly targetNamespace?: string;

  /**
   * Namespace of the release's history.
   *
   * @default - `targetNamespace`, where the `helm` command looks for it
   */
  readonly storageNamespace?: string;

  /**
   * Chart values.
   *
   * @default - the chart's defaults
   */
  readonly values?: object;

  /**
   * ConfigMaps and Secrets with more values; later ones take precedence, and `values` over all.
   *
   * @default - none
   */
  readonly valuesFrom?: readonly ValuesReference[];

  /**
   * ServiceAccount in the same namespace that Flux impersonates.
   *
   * @default - the controller's default ServiceAccount
   */
  readonly serviceAccountName?: string;

  /**
   * Secret with the kubeconfig of the target cluster, or a ConfigMap that describes how to reach it without one.
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
   * Changes to the rendered manifests, in order.
   *
   * @default - none
   */
  readonly postRenderers?: readonly KustomizePostRenderer[];

  /**
   * Fields that drift detection ignores.
   *
   * @default - none; with `ignoreReplicas` of the defaults `/spec/replicas` of Deployments and StatefulSets
   */
  readonly driftIgnore?: NonNullable<HelmReleaseSpec['driftDetection']>['ignore'];

  /**
   * Further installation options, such as `createNamespace`. `crds`, `strategy` and `remediation` override the options
   * for installations only.
   *
   * @default - `crds` and the retry options, shared with upgrades
   */
  readonly install?: HelmReleaseSpec['install'];

  /**
   * Further upgrade options. `crds`, `strategy` and `remediation` override the options for upgrades only.
   *
   * @default - `crds` and the retry options, shared with installations
   */
  readonly upgrade?: HelmReleaseSpec['upgrade'];

  /**
   * Rollback options.
   *
   * @default - Flux's defaults
   */
  readonly rollback?: HelmReleaseSpec['rollback'];

  /**
   * Uninstallation options.
   *
   * @default - Flux's defaults
   */
  readonly uninstall?: HelmReleaseSpec['uninstall'];

  /**
   * Whether to run the chart's tests after an installation or upgrade, and their options.
   *
   * @default - tests do not run
   */
  readonly test?: boolean | HelmReleaseSpec['test'];

  /**
   * Number of releases that Helm keeps in the history; 0 for no limit.
   *
   * @default - Flux's default, 5
   */
  readonly maxHistory?: number;

  /**
   * Whether all actions of a release share one Kubernetes client. Turn it off for a chart whose hooks create CRDs.
   *
   * @default - Flux's default, true
   */
  readonly persistentClient?: boolean;

  /**
   * CEL expressions that read the health of custom resources. Flux 2.8 and later.
   *
   * @default - their status conditions
   */
  readonly healthCheckExprs?: readonly HealthCheckExpression[];

  /**
   * Labels and annotations added to every object. Flux 2.7 and later.
   *
   * @default - none
   */
  readonly commonMetadata?: CommonMetadata;
}

/** Options of {@link HelmReleaseProps}. */
const HELM_RELEASE = Options.of<HelmReleaseProps>('a HelmRelease', {
  ...SUSPENDABLE,
  chart: CHART,
  chartRef: SOURCE_REFERENCE,
  releaseName: required(text),
  targetNamespace: text,
  storageNamespace: text,
  values: freeMap,
  valuesFrom: list(VALUES_REFERENCE),
  serviceAccountName: text,
  kubeConfig: KUBE_CONFIG,
  dependsOn: list(DEPENDENCY),
  postRenderers: list(POST_RENDERER),
  driftIgnore: DRIFT_IGNORE,
  ...HELM_ACTIONS,
  maxHistory: number({}),
  persistentClient: flag,
  healthCheckExprs: list(HEALTH_CHECK_EXPRESSION),
  commonMetadata: COMMON_METADATA,
  interval: DURATION,
  timeout: DURATION,
  strategy: oneOf('RetryOnFailure', 'RemediateOnFailure'),
  retryInterval: DURATION,
  retries: number({}),
  driftDetection: oneOf('enabled', 'warn', 'disabled'),
  ignoreReplicas: flag,
  crds: CRDS,
});

/**
 * A Helm chart that Flux installs and upgrades.
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
   * The manifest without metadata.
   *
   * @throws Error unless exactly one of chart and chartRef is given, when a name or duration is invalid, or when
   * options exclude each other
   */
  public static manifest(props: HelmReleaseProps, context: FluxContext = {}): FluxManifest {
    HELM_RELEASE.demand(props);
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
        driftDetection: driftFields(props, defaults),
        maxHistory: props.maxHistory,
        persistentClient: props.persistentClient,
        healthCheckExprs: props.healthCheckExprs,
        commonMetadata: props.commonMetadata,
        postRenderers: props.postRenderers?.map((kustomize) => ({ kustomize })),
        valuesFrom: props.valuesFrom,
        values: props.values,
        suspend: context.orphans ? true : props.suspend,
      },
      props.specOverrides,
    );
    refuse(
      ...specFaults(manifest.spec, context),
      ...(chart && 'sourceRef' in chart ? unverifiable(chart.verify, chart.sourceRef) : []),
    );
    return manifest;
  }

  constructor(scope: Construct, id: string, props: HelmReleaseProps) {
    super(scope, id, (context) => HelmRelease.manifest(props, context), props.metadata);
  }
}

/**
 * The fields shared by install and upgrade. An action with its own strategy or remediation gets no shared retry fields.
 */
function commonFields(
  { crds, retry }: { readonly crds: HelmReleaseDefaults['crds']; readonly retry: RetryFields },
  own: { readonly strategy?: unknown; readonly remediation?: unknown } = {},
) {
  return own.strategy === undefined && own.remediation === undefined ? { crds, ...retry } : { crds };
}

/** The rules for what autoscalers write. */
const REPLICAS = ['Deployment', 'StatefulSet'].map((kind) => ({ paths: ['/spec/replicas'], target: { kind } }));

function driftFields(
  { driftDetection, driftIgnore, ignoreReplicas }: HelmReleaseProps,
  defaults: DefaultsOf<'helmRelease'>,
): HelmReleaseSpec['driftDetection'] {
  const mode = driftDetection ?? defaults.driftDetection;
  const replicas = (ignoreReplicas ?? defaults.ignoreReplicas) === true && mode !== 'disabled' ? REPLICAS : undefined;
  const ignore = driftIgnore ?? replicas;
  return { mode, ...defined({ ignore }) };
}
