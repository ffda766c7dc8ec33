import { GIT_CHART, OCI_CHART, REPOSITORY_CHART } from './options';
import { GitChartProps, OCIChartProps, RepositoryChartProps } from './props';
import { gitChartProblems, ociChartProblems, repositoryChartProblems } from './rules';
import { readOptions } from './source';
import { ChartSpec } from './spec';
import { gitChartSpec, ociChartSpec, repositoryChartSpec } from './specs';

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
