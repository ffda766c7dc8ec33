import { FluxContext } from '../../flux/context';
import { isAtLeast } from '../../flux/version';
import { quote } from '../../kubernetes/names';
import { GIT_CHART, OCI_CHART, REPOSITORY_CHART } from './options';
import { GitChartProps, OCIChartProps, RepositoryChartProps } from './props';
import { gitChartProblems, ociChartProblems, repositoryChartProblems } from './rules';
import { readOptions } from './source';
import { ChartSpec, OCIChartSpec } from './spec';
import { gitChartSpec, ociChartSpec, repositoryChartSpec } from './specs';

/** True for a chart that its HelmRelease says all about, so that no source object stands beside it. */
export function isInline(spec: ChartSpec): spec is OCIChartSpec {
  return spec.from === 'oci' && spec.inline === true;
}

/** The problem of an inline chart where Flux is too old for it; undefined for none. */
export function inlineProblem(spec: ChartSpec, flux: FluxContext['flux'], cluster: string): string | undefined {
  return isInline(spec) && isAtLeast(flux, '2.10') === false
    ? `chart has inline, which came with Flux 2.10, and cluster ${quote(cluster)} has ${flux}: raise its flux, or leave inline out`
    : undefined;
}

/**
 * A Helm chart and its version.
 *
 * @example
 * HelmChart.oci({ url: 'oci://charts.example.com/nginx', version: '18.x' });
 */
export class HelmChart {
  /** A chart of a Helm repository. */
  public static repository(props: RepositoryChartProps): HelmChart {
    const { given, faults } = readOptions(REPOSITORY_CHART, props);
    return new HelmChart(repositoryChartSpec(given), faults.length > 0 ? faults : repositoryChartProblems(given));
  }

  /** A chart that is an OCI artifact: `url` names the chart itself, without a tag. */
  public static oci(props: OCIChartProps): HelmChart {
    const { given, faults } = readOptions(OCI_CHART, props);
    return new HelmChart(ociChartSpec(given), faults.length > 0 ? faults : ociChartProblems(given));
  }

  /** A chart in a folder of a Git repository. */
  public static git(props: GitChartProps): HelmChart {
    const { given, faults } = readOptions(GIT_CHART, props);
    return new HelmChart(gitChartSpec(given), faults.length > 0 ? faults : gitChartProblems(given));
  }

  /** Problems of the chart; empty if it is valid. */
  public readonly problems: readonly string[];

  /** Keeps the compiler from taking something else with the same members for it. */
  declare private readonly nominal: never;

  private constructor(
    /**
     * The chart as plain data.
     *
     * @internal
     */
    public readonly spec: ChartSpec,
    problems: ReadonlyArray<string | undefined>,
  ) {
    this.problems = problems.filter((problem) => problem !== undefined);
  }
}
