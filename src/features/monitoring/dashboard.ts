import { STATE } from './rules';

type Fields = Readonly<Record<string, unknown>>;

const SOURCE = { type: 'prometheus', uid: '${datasource}' };
const PLACE = 'cluster=~"$cluster"';
const PLACED = `${PLACE}, environment=~"$environment", tenant=~"$tenant"`;

interface Panel {
  readonly title: string;
  readonly type: 'stat' | 'table' | 'timeseries';
  readonly expr: string;
  readonly legend: string;
  readonly width: number;
  readonly height: number;
  readonly unit?: string;
}

const PANELS: readonly Panel[] = [
  ...(['True', 'False', 'Unknown'] as const).map((ready) => ({
    title: { True: 'Ready', False: 'Not Ready', Unknown: 'In progress' }[ready],
    type: 'stat' as const,
    expr: `sum(${STATE}{${PLACED}, ready="${ready}", suspended="false"}) or vector(0)`,
    legend: '',
    width: 6,
    height: 4,
  })),
  {
    title: 'Suspended',
    type: 'stat',
    expr: `sum(${STATE}{${PLACED}, suspended="true"}) or vector(0)`,
    legend: '',
    width: 6,
    height: 4,
  },
  {
    title: 'Objects that are not Ready',
    type: 'table',
    expr: `${STATE}{${PLACED}, ready!="True"}`,
    legend: '',
    width: 24,
    height: 9,
  },
  {
    title: 'Reconciliation, 90 % are shorter',
    type: 'timeseries',
    expr: `histogram_quantile(0.9, sum by (le, kind) (rate(gotk_reconcile_duration_seconds_bucket{${PLACE}}[15m])))`,
    legend: '{{kind}}',
    width: 8,
    height: 8,
    unit: 's',
  },
  {
    title: 'Busy workers',
    type: 'timeseries',
    expr: `sum by (controller) (controller_runtime_active_workers{${PLACE}}) / sum by (controller) (controller_runtime_max_concurrent_reconciles{${PLACE}})`,
    legend: '{{controller}}',
    width: 8,
    height: 8,
    unit: 'percentunit',
  },
  {
    title: 'Failed reconciliations',
    type: 'timeseries',
    expr: `sum by (controller) (rate(controller_runtime_reconcile_errors_total{${PLACE}}[15m]))`,
    legend: '{{controller}}',
    width: 8,
    height: 8,
    unit: 'ops',
  },
];

const COLUMNS = 24;

/** The dashboard of Flux, as Grafana imports it. */
export function dashboard(): Fields {
  let x = 0;
  let y = 0;
  const panels = PANELS.map((panel, index): Fields => {
    if (x + panel.width > COLUMNS) {
      x = 0;
      y += PANELS[index - 1]?.height ?? 0;
    }
    const gridPos = { x, y, w: panel.width, h: panel.height };
    x += panel.width;
    return panelOf(panel, index + 1, gridPos);
  });
  return {
    title: 'Flux',
    uid: 'flux-fleet',
    tags: ['flux'],
    schemaVersion: 39,
    refresh: '1m',
    time: { from: 'now-6h', to: 'now' },
    templating: { list: [datasource(), ...['cluster', 'environment', 'tenant'].map(variable)] },
    panels,
  };
}

function panelOf({ title, type, expr, legend, unit = 'short' }: Panel, id: number, gridPos: Fields): Fields {
  const isTable = type === 'table';
  return {
    id,
    title,
    type,
    gridPos,
    datasource: SOURCE,
    fieldConfig: { defaults: { unit }, overrides: [] },
    targets: [
      {
        refId: 'A',
        datasource: SOURCE,
        expr,
        legendFormat: legend,
        instant: isTable,
        format: isTable ? 'table' : 'time_series',
      },
    ],
  };
}

function datasource(): Fields {
  return { name: 'datasource', type: 'datasource', query: 'prometheus', current: {} };
}

function variable(name: string): Fields {
  return {
    name,
    type: 'query',
    datasource: SOURCE,
    query: { query: `label_values(${STATE}, ${name})`, refId: name },
    includeAll: true,
    // Objects of the platform have no environment and no tenant.
    allValue: '.*',
    multi: true,
    refresh: 2,
    sort: 1,
    current: { text: 'All', value: '$__all' },
  };
}
