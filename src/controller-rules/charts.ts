import { defined } from '../core/defined';
import { quote } from '../kubernetes/names';
import { Fields, isGiven, textIn, valueIn } from './fields';
import { Kind } from './kinds';
import { ObjectRule } from './rule';

const CHART = { controller: 'source-controller', file: 'internal/controller/helmchart_controller.go' } as const;

/** The same names as source-controller's `^([-a-z0-9]+/?\\.?)+$`, in an expression that cannot backtrack. */
const CHART_NAME = /^[-a-z0-9]+(?:(?:\/\.?|\.)[-a-z0-9]+)*(?:\/\.?|\.)?$/;

/** The chart that an object describes, and where in the object. */
function chartOf(kind: Kind, spec: Fields): readonly [field: string, chart: Fields] {
  return kind === 'HelmChart' ? ['', spec] : ['chart.spec.', (valueIn(spec, 'chart', 'spec') ?? {}) as Fields];
}

type ChartRule = Pick<ObjectRule, 'id' | 'severity' | 'when' | 'then'> & {
  readonly file?: string;
  readonly chart: (chart: Fields, kind: string, field: string) => string | undefined;
};

/** Rules about charts from sources, for the HelmChart and for the template in a HelmRelease. */
const CHARTS: readonly ChartRule[] = [
  {
    id: 'version-unused',
    severity: 'warning',
    file: 'internal/helm/chart/builder_local.go',
    when: '`version` for a chart from a GitRepository or a Bucket',
    then: "it is ignored: the version of the chart's own file counts",
    chart: ({ version }, kind, field) =>
      kind !== 'HelmRepository' && textIn(version) !== undefined && version !== '*'
        ? `${field}version ${quote(version)} is ignored for a chart from a ${kind}, whose own Chart.yaml has the version: leave it out, and pin the source`
        : undefined,
  },
  {
    id: 'strategy-unused',
    severity: 'warning',
    when: '`reconcileStrategy: Revision` for a chart from a HelmRepository',
    then: 'it is ignored',
    chart: ({ reconcileStrategy }, kind, field) =>
      kind === 'HelmRepository' && reconcileStrategy === 'Revision'
        ? `${field}reconcileStrategy Revision is ignored for a chart from a HelmRepository: leave it out`
        : undefined,
  },
  {
    id: 'name',
    severity: 'error',
    file: 'internal/helm/chart/builder.go',
    when: '`chart` is no name for a chart from a HelmRepository: a path, capitals, an underscore',
    then: 'Stalled with InvalidChartReference',
    chart: ({ chart }, kind, field) => {
      const name = textIn(chart);
      return kind === 'HelmRepository' && name !== undefined && !CHART_NAME.test(name)
        ? `${field}chart ${quote(name)} is not a name of a chart in a HelmRepository: use lower case letters, digits and "-", with "/" or "." between`
        : undefined;
    },
  },
  {
    id: 'path',
    severity: 'error',
    file: 'internal/helm/chart/builder.go',
    when: '`chart` is an absolute path for a chart from a GitRepository or a Bucket',
    then: 'Stalled with InvalidChartReference',
    chart: ({ chart }, kind, field) => {
      const path = textIn(chart);
      return kind !== 'HelmRepository' && path?.startsWith('/')
        ? `${field}chart ${quote(path)} is an absolute path: write it from the root of the ${kind}, as in ${quote(`.${path}`)}`
        : undefined;
    },
  },
];

/** Rules about the chart of a HelmChart or HelmRelease. */
export const CHART_RULES: readonly ObjectRule[] = CHARTS.flatMap(({ chart, id, ...row }) =>
  (['HelmChart', 'HelmRelease'] as const).map((kind): ObjectRule => {
    return {
      ...CHART,
      ...row,
      kind,
      ...defined({ field: kind === 'HelmRelease' ? 'chart' : undefined }),
      id: `${kind === 'HelmChart' ? 'helm-chart' : 'helm-release-chart'}-${id}`,
      check: (spec) => {
        const [field, given] = chartOf(kind, spec);
        const source = textIn(valueIn(given, 'sourceRef', 'kind'));
        return isGiven(source) ? chart(given, source!, field) : undefined;
      },
    };
  }),
);
