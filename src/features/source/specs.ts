import { Duration } from 'cdk8s';
import { defined } from '../../core/defined';
import { GitChartProps, GitSourceProps, OCIChartProps, OCISourceProps, RepositoryChartProps } from './props';
import { ChartBuildSpec, GitChartSpec, GitSourceSpec, OCIChartSpec, OCISourceSpec, RepositoryChartSpec } from './spec';

/** A duration as plain data; undefined for one that cannot be written, which is reported. */
function milliseconds(duration: Duration | undefined): number | undefined {
  return duration?.toMilliseconds({ integral: false });
}

/** A Git repository as plain data. */
export function gitSpec(props: GitSourceProps): GitSourceSpec {
  const { url, branch, tag, semver, commit, timeout, ...access } = props;
  const ref = defined({ branch, tag, semver, commit });
  return { kind: 'GitRepository', url, ref, ...plain({ ...access, timeout: milliseconds(timeout) }) };
}

/** An OCI artifact as plain data. */
export function ociSpec(props: OCISourceProps): OCISourceSpec {
  const { url, tag, semver, digest, timeout, ...access } = props;
  const ref = defined({ tag, semver, digest });
  return { kind: 'OCIRepository', url, ref, ...plain({ ...access, timeout: milliseconds(timeout) }) };
}

/** A chart of an OCI registry as plain data. */
export function ociChartSpec(props: OCIChartProps): OCIChartSpec {
  const { url, version, timeout, inline, ...access } = props;
  return {
    from: 'oci',
    url,
    version,
    ...plain({ ...access, timeout: milliseconds(timeout) }),
    ...defined({ inline: inline === true || undefined }),
  };
}

/** A chart of a Helm repository as plain data. */
export function repositoryChartSpec(props: RepositoryChartProps): RepositoryChartSpec {
  const { url, chart, version, timeout, interval, valuesFiles, ignoreMissingValuesFiles, ...access } = props;
  return {
    from: 'repository',
    url,
    chart,
    version,
    ...plain({ ...access, timeout: milliseconds(timeout) }),
    ...buildSpec({ interval, valuesFiles, ignoreMissingValuesFiles }),
  };
}

/** A chart in a folder of a Git repository as plain data. */
export function gitChartSpec(props: GitChartProps): GitChartSpec {
  const { path, interval, valuesFiles, ignoreMissingValuesFiles, reconcileStrategy, ...source } = props;
  const build = buildSpec({ interval, valuesFiles, ignoreMissingValuesFiles, reconcileStrategy });
  return { from: 'git', source: gitSpec(source), path, ...build };
}

/** How a chart is made, if the program says it. */
function buildSpec({
  interval,
  ...more
}: {
  readonly [K in 'interval' | 'valuesFiles' | 'ignoreMissingValuesFiles' | 'reconcileStrategy']?:
    GitChartProps[K] | undefined;
}): {
  readonly build?: ChartBuildSpec;
} {
  const build = plain({ ...more, interval: milliseconds(interval) }) as ChartBuildSpec;
  return Object.keys(build).length > 0 ? { build } : {};
}

/** A copy of plain data without undefined fields, which the program cannot change afterwards. */
function plain<T extends object>(data: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return JSON.parse(JSON.stringify(data)) as { [K in keyof T]: Exclude<T[K], undefined> };
}
