import { Duration } from 'cdk8s';
import { FluxDefaults, mergeDefaults } from '../../flux/defaults';
import { TargetContext } from './target-context';

/** Defaults of Flux kinds as plain data: by kind and field, durations as `{ ms }`. */
export type PlainDefaults = Readonly<
  Record<string, Readonly<Record<string, string | number | boolean | { readonly ms: number }>>>
>;

/** Defaults as plain data, for the plan. */
export function plainDefaults(defaults: FluxDefaults): PlainDefaults {
  return mapFields(defaults, (value) =>
    value instanceof Duration ? { ms: value.toMilliseconds({ integral: false }) } : value,
  );
}

/** Defaults in the form that the Flux kinds take. */
export function fluxDefaults(plain: PlainDefaults): FluxDefaults {
  return mapFields(plain, (value) =>
    typeof value === 'object' ? Duration.millis((value as { readonly ms: number }).ms) : value,
  );
}

function mapFields<T>(kinds: object, change: (value: unknown) => unknown): T {
  const fieldsOf = (fields: object) =>
    Object.fromEntries(
      Object.entries(fields)
        .filter(([, value]) => value !== undefined)
        .map(([field, value]) => [field, change(value)]),
    );
  return Object.fromEntries(Object.entries(kinds).map(([kind, fields]) => [kind, fieldsOf(fields as object)])) as T;
}

/** Defaults of a target: those of its presets merged over the fleet's; undefined when no preset has any. */
export function defaultsAt<C extends object>({ presets, cluster }: TargetContext<C>): FluxDefaults | undefined {
  const given = presets.map((preset) => preset.defaults);
  if (given.every((defaults) => Object.keys(defaults).length === 0)) return undefined;
  return given.reduce<FluxDefaults>((all, defaults) => mergeDefaults(all, defaults), cluster.fleet.defaults);
}
