import { defined } from '../../core/defined';
import { SourceLocation } from '../../core/source-location';
import { App } from '../app';
import { Component } from '../component';
import { ResolvedSetting } from '../config';
import { holdersOf, TargetContext } from '../context';
import { ISOLATION_LEVELS, IsolationLevel, ISOLATION_LINES, LINES, ResolvedIsolation } from '../isolation';
import { fieldsOf, Override, levelsAt } from '../override';
import { Program } from '../program';
import { Target, valueFor } from '../target';
import { Tenant } from '../tenant';
import { elementPath } from './elements';
import { ExplainedLayer, explainLayers, Explanation, leavesOf, Setting } from './explain';
import { FAILED, settingsOf, ExplainedElement, elementName } from './statements';

type Values = Readonly<Record<string, unknown>>;

/** The quotas of a tenant at a target, with its totals split over the whole fleet; undefined where it is not placed. */
export type QuotaOf<C extends object> = (
  context: TargetContext<C>,
  tenant: Tenant<C>,
) => Pick<ResolvedIsolation, 'quota' | 'ownQuota'> | undefined;

/**
 * Explains the value of an element's setting at a target.
 *
 * @param quotaOf called only for tenants with a total, as it has to resolve the whole fleet
 */
export function explainElement<C extends object>(
  program: Program<C>,
  context: TargetContext<C>,
  element: ExplainedElement<C>,
  key: string,
  quotaOf: QuotaOf<C>,
): Explanation {
  const layers = new ElementLayers(program, context, quotaOf).of(element);
  return { at: context.at(...elementPath(element)), of: elementName(element), key, ...explainLayers(layers, key) };
}

/** The layers of elements at one target, the weakest first. */
class ElementLayers<C extends object> {
  constructor(
    private readonly program: Program<C>,
    private readonly context: TargetContext<C>,
    private readonly quotaOf: QuotaOf<C>,
  ) {}

  public of(element: ExplainedElement<C>): ExplainedLayer[] {
    if (element instanceof Tenant) return [...this.tenant(element), ...this.parts(element), ...this.totals(element)];
    const said = [...this.origin(element), ...this.statements(element)];
    return element instanceof App || element instanceof Component ? [...said, ...imageValues(said)] : said;
  }

  /** The element's props, and its overrides. */
  private statements(element: ExplainedElement<C>): ExplainedLayer[] {
    const rules = fieldsOf(element).explained;
    const tenant = element instanceof App ? element.tenant : element instanceof Tenant ? element : undefined;
    const target: Target<C> & { readonly tenant?: Tenant<C> } = { ...this.context.target, ...defined({ tenant }) };
    const props = element.props as Values;
    const overrides = element.overrides as ReadonlyArray<Override<Values>>;
    const attempt = <V>(_: string, body: () => V): V => {
      try {
        return body();
      } catch {
        return FAILED as V;
      }
    };
    const items = new Map<string, number>();
    return levelsAt(rules, props, overrides, { target, attempt, conflict: () => {} })
      .flat()
      .map(({ values, override }) => {
        const given = (override?.settings ?? props) as Values;
        const settings = settingsOf(rules, given, values, (override ?? element).location, items);
        for (const key of rules.appended) {
          items.set(key, settings.filter(({ path }) => path[0] === key).length + (items.get(key) ?? 0));
        }
        const rank = override?.rank ? ` with rank ${override.rank}` : '';
        return { name: override ? `override${rank}` : elementName(element), settings };
      });
  }

  /** The statements of an element other than the explained one: its overrides carry its name. */
  private foreign(element: ExplainedElement<C>): ExplainedLayer[] {
    return this.statements(element).map(({ name, settings }) => ({
      name: name.startsWith('override') ? `${name} of ${elementName(element)}` : name,
      settings,
    }));
  }

  /** The inherited source of a folder that sets none itself. */
  private origin(element: ExplainedElement<C>): ExplainedLayer[] {
    if (!(element instanceof App || element instanceof Component) || element.props.path === undefined) return [];
    if (element instanceof App) {
      const above = element.track ?? element.tenant;
      return this.foreign(above).map(({ name, settings }) => ({
        name,
        settings: settings.filter(({ path }) => path[0] === 'source'),
      }));
    }
    const layer = (this.context.environment ?? this.context.cluster.fleet).layers.at(-1)!;
    return [{ name: layer.name, settings: [setting(['source'], this.context.source, layer.location)] }];
  }

  /** The settings of presets and the tenant, each preceded by the fields of the isolation level that it names. */
  private tenant(tenant: Tenant<C>): ExplainedLayer[] {
    const presets = holdersOf(this.context.cluster, this.context.environment).flatMap(({ layers, presets: own = [] }) =>
      own.flatMap(({ props }, index) => {
        const { name, location } = layers[index]!;
        return props.tenants ? [this.preset(name, location, props.tenants as Values, tenant)] : [];
      }),
    );
    const standard = { name: 'the default', settings: [setting(['isolation'], 'standard', undefined)] };
    return [standard, ...presets, ...this.statements(tenant)].flatMap((layer) => [...isolationLines(layer), layer]);
  }

  private preset(name: string, location: SourceLocation | undefined, given: Values, tenant: Tenant<C>): ExplainedLayer {
    const target = { ...this.context.target, tenant };
    const values = Object.entries(given).map(([key, value]) => {
      try {
        return [key, valueFor(value, target)];
      } catch {
        return [key, FAILED];
      }
    });
    return {
      name,
      settings: settingsOf(fieldsOf(tenant).explained, given, Object.fromEntries(values) as Values, location),
    };
  }

  /** The effect of the parts of a tenant's own chart on its values. */
  private parts(tenant: Tenant<C>): ExplainedLayer[] {
    const parts = this.program.tenants.find((one) => one.tenant === tenant)?.apps.filter(({ isPart }) => isPart) ?? [];
    return parts.flatMap((app, index) => {
      const within = ['values', 'apps', app.name];
      const isHere = app.props.placement?.selects(this.context.target) ?? true;
      const own = this.foreign(app).map(({ name, settings }) => ({
        name,
        settings: settings.flatMap(({ path, ...rest }) => {
          if (path[0] === 'values') return [{ ...rest, path: [...within, ...path.slice(1)] }];
          return path[0] === 'enabled' && isHere ? [{ ...rest, path: [...within, 'enabled'] }] : [];
        }),
      }));
      // Only the apps set this part of the values.
      const restart = index === 0 ? { restarts: ['values.apps'] } : {};
      const enabled = setting([...within, 'enabled'], isHere, app.location);
      return [{ name: `placement of ${elementName(app)}`, settings: [enabled], ...restart }, ...own];
    });
  }

  /** The share of the tenant's totals for its namespace here, which depends on the whole fleet. */
  private totals(tenant: Tenant<C>): ExplainedLayer[] {
    const { totalQuota } = tenant.props;
    if (totalQuota === undefined) return [];
    const isolation = this.quotaOf(this.context, tenant);
    const settings = Object.keys(totalQuota).flatMap((resource): ResolvedSetting[] => {
      const share = isolation?.quota[resource];
      if (share === undefined || isolation?.ownQuota.includes(resource)) return [];
      return [setting(['quota', resource], share, tenant.location)];
    });
    return [{ name: `share of the totalQuota of ${elementName(tenant)}`, settings }];
  }
}

function setting(path: readonly string[], value: unknown, location: SourceLocation | undefined): ResolvedSetting {
  return { path, value, ...defined({ location }) };
}

/** The fields of the isolation level that a layer names; they replace those of weaker layers. */
function isolationLines({ name, settings }: ExplainedLayer): ExplainedLayer[] {
  const named = settings.find(({ path }) => path[0] === 'isolation');
  const preset = named?.value as IsolationLevel;
  if (named === undefined || !Object.hasOwn(ISOLATION_LEVELS, preset)) return [];
  const lines: Values = { ...ISOLATION_LEVELS[preset] };
  return [
    {
      name: `isolation ${preset} of ${name}`,
      settings: settingsOf(LINES.settings, lines, lines, named.location),
      restarts: ISOLATION_LINES,
    },
  ];
}

/** The values that a chart gets from images with a `valuesPath`. */
function imageValues(layers: readonly ExplainedLayer[]): ExplainedLayer[] {
  const images = new Map<string, Map<string, Setting>>();
  for (const { path, setBy } of leavesOf(layers, 'images')) {
    const [, name, field] = path;
    if (name === undefined || field === undefined) continue;
    images.set(name, (images.get(name) ?? new Map<string, Setting>()).set(field, setBy));
  }
  const settings = [...images].flatMap(([name, fields]): ResolvedSetting[] => {
    const path = fields.get('valuesPath');
    if (typeof path?.value !== 'string') return [];
    const within = ['values', ...path.value.split('.')];
    const repository = fields.get('name');
    return [
      setting([...within, 'repository'], repository?.value ?? name, (repository ?? path).location),
      ...['tag', 'digest'].flatMap((key) => {
        const given = fields.get(key);
        return given ? [setting([...within, key], given.value, given.location)] : [];
      }),
    ];
  });
  return settings.length > 0 ? [{ name: 'images', settings }] : [];
}
