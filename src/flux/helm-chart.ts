import { Construct } from 'constructs';
import { flag, list, oneOf, Options, required, text } from '../core/options';
import { SOURCE_API_VERSION } from './api-versions';
import { FluxContext } from './context';
import { ChartSourceDefaults, defaultsOf } from './defaults';
import { FluxManifest, fluxManifest, FluxObject, refuse, SuspendableProps } from './flux-object';
import { unverifiable } from './helm-release-parts';
import { DURATION, SOURCE_REFERENCE, SUSPENDABLE } from './option-types';
import { localReference, objectReference } from './references';
import { SignatureVerification, signatureVerification, SIGNATURE } from './signature';
import { CHART_SOURCE_KINDS, ChartSourceKind, SourceLike } from './source-reference';
import { chartProblems } from './source-rules';
import { HelmChartSpec } from './spec';

/** Props of {@link FluxHelmChart}. */
export interface FluxHelmChartProps extends SuspendableProps<HelmChartSpec>, ChartSourceDefaults {
  /** Name of the chart in a Helm repository, or its folder in any other source. */
  readonly chart: string;

  /** Source of the chart, in the same namespace. */
  readonly sourceRef: SourceLike<ChartSourceKind>;

  /**
   * Version or version range; only for a Helm repository.
   *
   * @default - the newest version; a fleet should always pin one
   */
  readonly version?: string;

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
   * Whether to ignore missing values files.
   *
   * @default false
   */
  readonly ignoreMissingValuesFiles?: boolean;

  /**
   * Signature verification of the chart; only for a Helm repository with an `oci://` URL.
   *
   * @default - not verified
   */
  readonly verify?: SignatureVerification;
}

/** Options of {@link FluxHelmChartProps}. */
const FLUX_HELM_CHART = Options.of<FluxHelmChartProps>('a FluxHelmChart', {
  ...SUSPENDABLE,
  chart: required(text),
  sourceRef: required(SOURCE_REFERENCE),
  version: text,
  reconcileStrategy: oneOf('ChartVersion', 'Revision'),
  valuesFiles: list(text),
  ignoreMissingValuesFiles: flag,
  verify: SIGNATURE,
  interval: DURATION,
});

/**
 * A HelmChart of Flux: one chart of a source, fetched for HelmReleases that refer to it with `chartRef`. A HelmRelease
 * with `chart` creates its own. The class name keeps it apart from HelmChart, the chart of a fleet's component.
 *
 * @example
 * const repository = new HelmRepository(chart, 'podinfo', { url: 'https://stefanprodan.github.io/podinfo' });
 * const podinfo = new FluxHelmChart(chart, 'chart', { chart: 'podinfo', version: '6.9.x', sourceRef: repository });
 * new HelmRelease(chart, 'web', { releaseName: 'web', chartRef: podinfo });
 */
export class FluxHelmChart extends FluxObject<'HelmChart'> {
  /**
   * The manifest without metadata.
   *
   * @throws Error for an unknown option, when a name or duration is invalid, or the source does not support verification
   */
  public static manifest(props: FluxHelmChartProps, context: FluxContext = {}): FluxManifest {
    FLUX_HELM_CHART.demand(props);
    const defaults = defaultsOf('helmChart', context.defaults);
    const { kind } = objectReference('sourceRef', CHART_SOURCE_KINDS, props.sourceRef);
    const manifest = fluxManifest<HelmChartSpec>(
      SOURCE_API_VERSION,
      'HelmChart',
      {
        interval: props.interval ?? defaults.interval,
        chart: props.chart,
        version: props.version,
        sourceRef: { kind, ...localReference('sourceRef', props.sourceRef, context) },
        reconcileStrategy: props.reconcileStrategy,
        valuesFiles: props.valuesFiles,
        ignoreMissingValuesFiles: props.ignoreMissingValuesFiles,
        verify: signatureVerification(props.verify, context),
        suspend: props.suspend,
      },
      props.specOverrides,
    );
    const { spec } = manifest;
    refuse(
      spec.chart === '' ? 'chart "" is not a name: give that of the chart, or its folder' : undefined,
      spec.verify && spec.sourceRef.kind !== 'HelmRepository'
        ? `charts of a ${spec.sourceRef.kind} cannot be verified: leave verify out, or take the chart from a HelmRepository`
        : undefined,
      ...chartProblems(spec),
      ...unverifiable(spec.verify, props.sourceRef),
    );
    return manifest;
  }

  constructor(scope: Construct, id: string, props: FluxHelmChartProps) {
    super(scope, id, (context) => FluxHelmChart.manifest(props, context), props.metadata);
  }
}
