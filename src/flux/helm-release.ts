import { Chart, Duration } from 'cdk8s';
import { Construct } from 'constructs';
import { formatDuration } from '../kubernetes/durations';
import { byteLength, checkDnsLabel, quote } from '../kubernetes/names';
import { HELM_API_VERSION } from './api-versions';
import {
  defined,
  FluxManifest,
  FluxObject,
  FluxObjectProps,
  interval,
  refuse,
  SecretKeyReference,
} from './flux-object';
import { SourceLike, sourceReference } from './source-reference';

/** Most bytes of a Helm release's name. */
export const RELEASE_NAME_MAX = 53;

/** A chart of a HelmRepository, a GitRepository or a Bucket. */
export interface ChartReference {
  /** Name of the chart in a Helm repository, or its folder in another source. */
  readonly chart: string;

  /**
   * Version or range of versions; only for a Helm repository.
   *
   * @default - the newest, which is never what a fleet wants: give one
   */
  readonly version?: string;

  /** Where the chart comes from. */
  readonly sourceRef: SourceLike;
}

/** Props of {@link HelmRelease}. Exactly one of `chart` and `chartRef` is given. */
export interface HelmReleaseProps extends FluxObjectProps {
  /**
   * The chart within a source.
   *
   * @default - `chartRef` is used
   */
  readonly chart?: ChartReference;

  /**
   * A source that is the chart itself, such as an OCIRepository.
   *
   * @default - `chart` is used
   */
  readonly chartRef?: SourceLike;

  /** Helm's name of the release, at most 53 bytes. Said explicitly: Flux's default depends on other fields. */
  readonly releaseName: string;

  /**
   * Namespace the chart is installed in.
   *
   * @default - the object's own
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
   * Account of the same namespace that Flux acts as.
   *
   * @default - the controller's default account
   */
  readonly serviceAccountName?: string;

  /**
   * Secret with the kubeconfig of the cluster to install in.
   *
   * @default - the cluster that Flux runs in
   */
  readonly kubeConfig?: SecretKeyReference;

  /**
   * HelmReleases that must be Ready first.
   *
   * @default - none
   */
  readonly dependsOn?: ReadonlyArray<HelmRelease | { readonly name: string; readonly namespace?: string }>;

  /**
   * Limit for one Helm action.
   *
   * @default Duration.minutes(5)
   */
  readonly timeout?: Duration;

  /**
   * Retries of a failed installation or upgrade, each after a rollback or uninstallation.
   *
   * @default 3
   */
  readonly retries?: number;

  /**
   * What is done about changes that others make to the release's objects.
   *
   * @default enabled - they are undone
   */
  readonly driftDetection?: 'enabled' | 'warn' | 'disabled';

  /**
   * How the chart's CRDs are treated on installation and upgrade.
   *
   * @default CreateReplace - so that CRDs keep up with the chart
   */
  readonly crds?: 'Skip' | 'Create' | 'CreateReplace';
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
export class HelmRelease extends FluxObject {
  /**
   * The manifest, without its metadata.
   *
   * @throws Error when not exactly one of chart and chartRef is given, or a name or duration is not one that Flux takes
   */
  public static manifest(props: HelmReleaseProps): FluxManifest {
    refuse(
      (props.chart === undefined) === (props.chartRef === undefined)
        ? 'a HelmRelease has exactly one chart: give either chart or chartRef'
        : undefined,
      checkDnsLabel('releaseName', props.releaseName),
      byteLength(props.releaseName) > RELEASE_NAME_MAX
        ? `releaseName ${quote(props.releaseName)} is ${byteLength(props.releaseName)} bytes long: use at most ${RELEASE_NAME_MAX}`
        : undefined,
    );
    const remediation = { remediation: { retries: props.retries ?? 3 } };
    const crds = props.crds ?? 'CreateReplace';
    return {
      apiVersion: HELM_API_VERSION,
      kind: 'HelmRelease',
      spec: defined({
        interval: interval(props.interval, Duration.hours(1)),
        timeout: formatDuration(props.timeout ?? Duration.minutes(5)),
        chart: props.chart && {
          spec: defined({
            chart: props.chart.chart,
            version: props.chart.version,
            sourceRef: sourceReference(props.chart.sourceRef),
          }),
        },
        chartRef: props.chartRef && sourceReference(props.chartRef),
        releaseName: props.releaseName,
        targetNamespace: props.targetNamespace,
        storageNamespace: props.storageNamespace ?? props.targetNamespace,
        serviceAccountName: props.serviceAccountName,
        kubeConfig: props.kubeConfig && { secretRef: defined({ ...props.kubeConfig }) },
        dependsOn: props.dependsOn?.map((dependency) =>
          dependency instanceof HelmRelease
            ? defined({ name: dependency.name, namespace: dependency.metadata.namespace })
            : defined({ ...dependency }),
        ),
        install: { crds, ...remediation },
        upgrade: { crds, ...remediation },
        driftDetection: { mode: props.driftDetection ?? 'enabled' },
        values: props.values,
        suspend: props.suspend,
      }),
    };
  }

  constructor(scope: Construct, id: string, props: HelmReleaseProps) {
    // Said explicitly, because Helm's own commands look for a release where it was installed.
    const namespace = props.targetNamespace ?? props.metadata?.namespace ?? Chart.of(scope).namespace;
    super(
      scope,
      id,
      HelmRelease.manifest(namespace ? { ...props, targetNamespace: namespace } : props),
      props.metadata,
    );
  }
}
