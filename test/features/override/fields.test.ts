import { Duration } from 'cdk8s';
import { nothingLeft } from '../../../src/core/nothing-left';
import { anything, freeMap, instance, list, mapOf, number } from '../../../src/core/options';
import { DELIVERY_FIELDS, DeliveryProps, DeliverySettings, DeliverySort } from '../../../src/features/delivery';
import { Fields, FieldsFor, FieldTable, settle } from '../../../src/features/override';

// Half of this test is that it compiles: `tsc` fails where an expected error is missing as well as on an unexpected one.

/** A copy of the settings that an override may give, with an option more. */
interface MoreSettings extends DeliverySettings<never> {
  readonly invented?: Duration;
}

/** The same of all options of a delivery. */
interface MoreProps extends DeliveryProps<never>, MoreSettings {}

type Table = FieldTable<MoreProps, MoreSettings, DeliverySort>;

const DURATION = instance('a Duration', () => Duration);

const INVENTED = { takes: DURATION, for: ['chart'], merge: 'replace', overridable: true, explained: true } as const;

const FIELDS = { ...DELIVERY_FIELDS, invented: INVENTED } satisfies Table;

/** The options of a chart, as what resolves it is given them. */
type ChartOptions = Pick<MoreProps, FieldsFor<typeof FIELDS, 'chart'>>;

test('a table that forgets an option, or has one more, does not compile', () => {
  // @ts-expect-error -- Property 'invented' is missing
  const forgotten = DELIVERY_FIELDS satisfies Table;
  // @ts-expect-error -- 'inventde' does not exist
  const unknown = { ...DELIVERY_FIELDS, invented: INVENTED, inventde: INVENTED } satisfies Table;
  expect(Object.keys(forgotten)).not.toContain('invented');
  expect(Object.keys(unknown)).toContain('inventde');
});

test('what is known of an option fits its type, or does not compile', () => {
  const table = (
    ..._tables: ReadonlyArray<Pick<Table, 'invented'> | Pick<Table, 'images'> | Pick<Table, 'crds'>>
  ) => {};
  const images = { ...DELIVERY_FIELDS.images, merge: 'keys' } as const;
  table({ invented: INVENTED }, { images });
  // @ts-expect-error -- only lists have items that are appended
  table({ images: { ...images, merge: 'append' } });
  // @ts-expect-error -- overrides may set it
  table({ invented: { ...INVENTED, overridable: false } });
  // @ts-expect-error -- overrides may not set it
  table({ crds: { ...DELIVERY_FIELDS.crds, overridable: true } });
  // @ts-expect-error -- there is no such sort of delivery
  table({ invented: { ...INVENTED, for: ['image'] } });
  // @ts-expect-error -- whether explain tells it is not said
  table({ invented: { takes: DURATION, for: 'all', merge: 'replace', overridable: true } });
  // @ts-expect-error -- its values have another type
  table({ invented: { ...INVENTED, takes: number({}) } });
  // @ts-expect-error -- a function of the target may give it
  table({ images: { ...images, takes: mapOf(anything) } });
  expect(Fields.of('a delivery', FIELDS).overridable('chart')).toEqual([
    'chart',
    'values',
    'valuesFrom',
    'images',
    'patches',
    'flux',
    'fluxName',
    'fluxNamespace',
    'enabled',
    'invented',
  ]);
});

test('an option that is used nowhere does not compile', () => {
  const resolve = (options: ChartOptions) => {
    const { chart, values, valuesFrom, images, patches, flux, fluxName, fluxNamespace, enabled, ...more } = options;
    const { manifests, releaseName, crds, healthCheckExprs, ...rest } = more;
    // @ts-expect-error -- Property 'invented' is incompatible with index signature
    nothingLeft(rest);
    const { invented, ...left } = rest;
    nothingLeft(left);
    const own = { chart, values, valuesFrom, images, patches, flux, fluxName, fluxNamespace, enabled, manifests };
    return { ...own, releaseName, crds, healthCheckExprs, invented };
  };
  expect(resolve({ invented: Duration.minutes(1) }).invented?.toSeconds()).toBe(60);
});

test('a table is all that merging goes by', () => {
  interface Settings {
    readonly one?: number;
    readonly map?: object;
    readonly list?: readonly number[];
  }
  const known = { for: 'all', overridable: true, explained: true } as const;
  const fields = Fields.of('a thing', {
    one: { takes: number({}), ...known, merge: 'replace', restarts: ['list'] },
    map: { takes: freeMap, ...known, merge: 'keys' },
    list: { takes: list(number({})), ...known, merge: 'append' },
  } satisfies FieldTable<Settings, Settings>);
  const settled = (settings: Settings) =>
    settle<Settings, never>(
      fields.settings,
      { one: 1, map: { a: 1, b: 1 }, list: [1] },
      [{ placement: { selects: () => true } as never, settings, rank: 0 }],
      { target: undefined as never, attempt: (_, body) => body(), conflict: () => {} },
    );
  expect(settled({ map: { b: 2 }, list: [2] })).toEqual({ one: 1, map: { a: 1, b: 2 }, list: [1, 2] });
  expect(settled({ one: 2 })).toEqual({ one: 2, map: { a: 1, b: 1 } });
});
