import * as fs from 'node:fs';
import * as path from 'node:path';
import { mergeConflict } from '../../core/merge-conflict';
import { formatLocation } from '../../core/source-location';
import { checkDnsLabel, DNS_LABEL, DNS_LABEL_MAX, quote } from '../../kubernetes/names';
import { Quantity } from '../../kubernetes/quantity';
import { FleetScope } from '../fleet';
import { LabelSelector, locatePlacement, Placement } from '../placement';
import { DataNode, ReportData } from './node';
import {
  AnyShape,
  DataOf,
  LazyShape,
  ListShape,
  MappedShape,
  MapShape,
  ObjectShape,
  OptionalShape,
  ScalarShape,
  Shape,
  TextShape,
} from './shape';
import { parseJson, parseYaml } from './yaml';

/** The schema of `checkDnsLabel`. */
const NAME = { type: 'string', maxLength: DNS_LABEL_MAX, pattern: DNS_LABEL.source } as const;

/** Shapes of data files. The data read has the inferred type, and was checked against the shape. */
export const Data = {
  /** Text of at least one character. */
  string: (): Shape<string> => new TextShape(),

  /** A name that Kubernetes accepts everywhere: lower-case letters, digits and `-`, at most 63. */
  name: (): Shape<string> =>
    new ScalarShape(
      'a name of lower-case letters, digits and "-", at most 63',
      (value) => (typeof value === 'string' && checkDnsLabel('name', value) === undefined ? value : undefined),
      NAME,
    ),

  /** A number. */
  number: (): Shape<number> => new ScalarShape('a number', numberOf, { type: 'number' }),

  /** An integer. */
  integer: (): Shape<number> =>
    new ScalarShape(
      'a whole number',
      (value, isPlainText) => {
        const number = numberOf(value, isPlainText);
        return Number.isInteger(number) ? number : undefined;
      },
      { type: 'integer' },
    ),

  /** True or false. */
  boolean: (): Shape<boolean> =>
    new ScalarShape(
      'true or false',
      (value, isPlainText) => {
        if (typeof value === 'boolean') return value;
        return isPlainText && (value === 'true' || value === 'false') ? value === 'true' : undefined;
      },
      { type: 'boolean' },
    ),

  /** One of these words. */
  oneOf: <const T extends string>(...words: readonly T[]): Shape<T> =>
    new ScalarShape(
      `one of ${words.join(', ')}`,
      (value) => words.find((word) => word === value),
      words.length === 0 ? { not: {} } : { enum: [...new Set(words)] },
    ),

  /** An amount as in quotas, such as `500m`, `2Gi` or `10`. */
  quantity: (): Shape<Quantity> =>
    new ScalarShape<Quantity>(
      'an amount, such as 2Gi or 10',
      (value) => (isAmount(value) || (typeof value === 'string' && value !== '') ? value : undefined),
      {
        anyOf: [
          { type: 'number', minimum: 0 },
          { type: 'string', minLength: 1 },
        ],
      },
    ),

  /** Anything, such as values of a Helm chart. */
  any: (): Shape<unknown> => new AnyShape(),

  /** A list. In a CSV file, its items are separated by `;`. */
  list: <T>(item: Shape<T>): Shape<readonly T[]> => new ListShape(item),

  /** A map from names to values. */
  map: <T>(value: Shape<T>): Shape<Readonly<Record<string, T>>> => new MapShape(value),

  /** A map from names that Kubernetes accepts everywhere to values. */
  names: <T>(value: Shape<T>): Shape<Readonly<Record<string, T>>> =>
    new MapShape(value, (key) => checkDnsLabel('key', key), NAME),

  /** A map with exactly these keys. */
  object: <F extends Readonly<Record<string, Shape<unknown> | OptionalShape<unknown>>>>(fields: F): Shape<DataOf<F>> =>
    new ObjectShape(fields),

  /**
   * A placement: `environments`, `clusters`, `groups` (lists of names, one of which must match), `labels`,
   * `environmentLabels` (selectors), `anyOf` and `except` (placements). All conditions must hold.
   */
  placement: (): Shape<Placement> => PLACEMENT,
} as const;

function isAmount(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0;
}

function numberOf(value: unknown, isPlainText: boolean): number | undefined {
  const isNumeral = isPlainText && /^[-+]?\d+(\.\d+)?$/.test(String(value));
  const number = isNumeral ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) ? number : undefined;
}

const SELECTOR = new ObjectShape({
  matchLabels: new MapShape(new ScalarShape('text', textOf, { type: 'string' })).optional(),
  matchExpressions: new ListShape(
    new ObjectShape({
      key: Data.string(),
      operator: Data.oneOf('In', 'NotIn', 'Exists', 'DoesNotExist'),
      values: new ListShape(new ScalarShape('text', textOf, { type: 'string' })).optional(),
    }),
  ).optional(),
});

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

/** Names, each as a placement, so that each keeps its location. */
function named(of: (name: string) => Placement) {
  return Data.list(new MappedShape(Data.string(), (name, location) => locatePlacement(of(name), location))).optional();
}

/** A placement that selects whatever any of these selects. */
function oneOf([first, ...others]: readonly Placement[]): Placement {
  if (first === undefined) return Placement.cluster();
  return others.length === 0 ? first : first.or(...others);
}

function selected(of: (selector: LabelSelector) => Placement) {
  return new MappedShape(SELECTOR, (selector, location) => locatePlacement(of(selector), location)).optional();
}

const PLACEMENT: Shape<Placement> = new LazyShape(() => {
  const shape = new ObjectShape({
    environments: named((name) => Placement.environment(name)),
    clusters: named((name) => Placement.cluster(name)),
    groups: named((name) => Placement.group(name)),
    labels: selected((selector) => Placement.labels(selector)),
    environmentLabels: selected((selector) => Placement.environmentLabels(selector)),
    anyOf: Data.list(PLACEMENT).optional(),
    except: PLACEMENT.optional(),
  });
  return new MappedShape(shape, (given) => {
    const parts = [
      ...[given.environments, given.clusters, given.groups].map((names) => names && oneOf(names)),
      given.labels,
      given.environmentLabels,
      given.anyOf && Placement.nowhere().or(...given.anyOf),
      given.except?.not(),
    ].filter((part) => part !== undefined);
    const [first = Placement.everywhere(), ...others] = parts;
    return others.length === 0 ? first : first.and(...others);
  });
});

const PARSERS: Readonly<Record<string, (file: string, text: string, report: ReportData) => DataNode | undefined>> = {
  '.yaml': parseYaml,
  '.yml': parseYaml,
  '.json': parseJson,
  // Few fleets have tables.
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  '.csv': (...args) => (require('./csv') as typeof import('./csv')).parseCsv(...args),
};

/**
 * Reads data files. An invalid file is skipped, and becomes problems of the fleet with file, line and column.
 *
 * @param from a file, or a folder whose YAML, JSON and CSV files are read; relative to the working directory
 * @param shape the shape of each file. The rows of a CSV file are a list of maps
 * @returns the files, by name
 *
 * @example
 * const team = Data.object({ owners: Data.list(Data.string()), placement: Data.placement().optional() });
 * for (const { name, data } of loadData(fleet, 'teams', team)) new Tenant(fleet, name, { source, ...data });
 */
export function loadData<T, C extends object>(
  fleet: FleetScope<C>,
  from: string,
  shape: Shape<T>,
): Array<{
  /** The file's name without its ending. */
  readonly name: string;
  /** The file, from the working directory. */
  readonly file: string;
  /** The content of the file. */
  readonly data: T;
}> {
  const found = filesAt(from);
  if (typeof found === 'string') {
    fleet.problems.add('data', slashed(from), found);
    return [];
  }
  const names = new Map<string, string>();
  return found.flatMap((given) => {
    const file = slashed(given);
    const name = path.basename(given, path.extname(given));
    const other = names.get(name);
    if (other !== undefined) fleet.problems.add('data', file, `${quote(other)} has the same name: rename one`);
    names.set(name, file);
    const data = readData(fleet, file, shape);
    return data === undefined || other !== undefined ? [] : [{ name, file, data }];
  });
}

function readData<T, C extends object>(fleet: FleetScope<C>, file: string, shape: Shape<T>): T | undefined {
  const parse = PARSERS[path.extname(file).toLowerCase()];
  if (parse === undefined) {
    fleet.problems.add('data', file, `the file is none of ${Object.keys(PARSERS).join(', ')}: give it such a name`);
    return undefined;
  }
  const bytes = readBytes(file);
  if (typeof bytes === 'string') {
    fleet.problems.add('data', file, bytes);
    return undefined;
  }
  const text = bytes.toString();
  if (!Buffer.from(text).equals(bytes)) {
    fleet.problems.add('data', file, 'the file is not UTF-8: save it as UTF-8');
    return undefined;
  }
  const report: ReportData = (location, message) => fleet.problems.add('data', formatLocation(location), message);
  const conflict = mergeConflict(text);
  if (conflict) {
    report({ file, line: conflict.line }, 'the file has conflict markers of a merge: resolve the conflict');
    return undefined;
  }
  const node = parse(file, text.replace(/^\uFEFF/, ''), report);
  return node && shape.read(node, '', report);
}

function readBytes(file: string): Buffer | string {
  try {
    return fs.readFileSync(file);
  } catch (error) {
    return unreadable(error);
  }
}

/** The readable files of a folder by name, or the one file; or a message. */
function filesAt(from: string): string[] | string {
  try {
    if (!fs.statSync(from).isDirectory()) return [from];
    return fs
      .readdirSync(from, { withFileTypes: true })
      .filter((entry) => entry.isFile() && Object.hasOwn(PARSERS, path.extname(entry.name).toLowerCase()))
      .map((entry) => path.join(from, entry.name))
      .sort();
  } catch (error) {
    return unreadable(error);
  }
}

function unreadable(error: unknown): string {
  const code = (error as NodeJS.ErrnoException).code ?? 'unreadable';
  return `the file or folder cannot be read (${code}): give its path from the working directory`;
}

/** A path relative to the working directory, the same on every machine. */
function slashed(file: string): string {
  return (path.relative('', file) || '.').split(path.sep).join('/');
}
