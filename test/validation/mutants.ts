import { kubernetesCatalog } from '../../src/schema/catalog';
import { fitsOf } from '../../src/schema/fits';
import type { Schema } from '../../src/schema/schema';
import { type Random, randomOf } from './random';
import { FIRST_SEEDS, type Seed } from './seeds';
import { API_SERVER_SEEDS } from './seeds/api-server';
import { keyFor, valueFor } from './values';

type Json = Record<string, unknown>;
type Step = string | number;

/** The release whose schemas mutants are made by: the newest of the servers that were asked. */
const NEWEST = '1.36';

/** An object that differs from a seed in one place or two. */
export interface Mutant {
  readonly object: Seed;
  /** The group of the place: kind and path, or the path within a pod. */
  readonly group: string;
  /** The place of the first change. */
  readonly path: readonly Step[];
}

/** The seed that all mutants of the recorded verdicts are made with; `VALIDATION_SEED` takes others, for e2e. */
export const RECORDED_SEED = 1;
export const SEED = Number(process.env.VALIDATION_SEED ?? RECORDED_SEED);

/** The number of mutants of the first seeds, and of all: objects of later kinds come behind them. */
const FIRST_COUNT = 46_000;
export const COUNT = 54_000;

/** A place in a seed that can be changed: an object with known fields. */
interface Site {
  readonly seed: Seed;
  readonly path: readonly Step[];
}

/** The schema of an object in a release; undefined if the release does not serve it. */
export function schemaOf({ apiVersion, kind }: Pick<Seed, 'apiVersion' | 'kind'>, release: string): Schema | undefined {
  const catalog = kubernetesCatalog();
  const [version = '', group = ''] = apiVersion.split('/').reverse();
  const stored = catalog.kind(group, kind);
  const index = catalog.releases.findLastIndex((one) => one.startsWith(`${release}.`));
  return stored && catalog.served(stored, version, index)?.schema;
}

/** Whether an object fits the published schema of a release. */
export function fitsRelease(object: Seed, release: string): boolean {
  const schema = schemaOf(object, release);
  return schema !== undefined && fitsOf(schema)(object);
}

const POD = /^.*\bspec\.template\.spec|^Pod:spec|^PodTemplate:template\.spec/;

function groupOf(seed: Seed, path: readonly Step[]): string {
  const names = path.filter((step) => typeof step === 'string').join('.');
  if (names.startsWith('metadata')) return `${seed.kind}:metadata`;
  return `${seed.kind}:${names}`.replace(POD, 'pod').replace(/(?:initC|c)ontainers/, 'containers');
}

/** All places of a seed, the object itself first. */
function* sitesOf(seed: Seed, schema: Schema, value: unknown = seed, path: readonly Step[] = []): Generator<Site> {
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries())
      if (schema.items) yield* sitesOf(seed, schema.items, item, [...path, index]);
    return;
  }
  if (typeof value !== 'object' || value === null) return;
  if (schema.properties || schema.additionalProperties) yield { seed, path };
  for (const [name, item] of Object.entries(value)) {
    const inner = schema.properties?.[name];
    if (inner && !(path.length === 0 && name === 'status')) yield* sitesOf(seed, inner, item, [...path, name]);
  }
}

type SiteGroups = ReadonlyArray<readonly [group: string, sites: readonly Site[]]>;

/** The places of seeds by group. */
function siteGroups(seeds: readonly Seed[]): SiteGroups {
  const found = new Map<string, Site[]>();
  for (const seed of seeds) {
    const schema = schemaOf(seed, NEWEST);
    if (!schema) throw new Error(`no schema of ${seed.apiVersion} ${seed.kind}`);
    for (const site of sitesOf(seed, schema)) {
      const group = groupOf(seed, site.path);
      const list = found.get(group);
      if (list) list.push(site);
      else found.set(group, [site]);
    }
  }
  return [...found].sort(([a], [b]) => (a < b ? -1 : 1));
}

/** Whether a group is of a type with few fields, which needs more tries to differ. */
function isSmallGroup([, [site]]: SiteGroups[number]): boolean {
  const { seed, path } = site as Site;
  const { properties } = schemaAt(schemaOf(seed, NEWEST) as Schema, path) ?? {};
  return properties !== undefined && Object.keys(properties).length <= 7;
}

const made = new Map<readonly Seed[], { readonly all: SiteGroups; readonly small: SiteGroups }>();

/** The places of seeds by group, and the small groups among them. */
function groupsOf(seeds: readonly Seed[]): { readonly all: SiteGroups; readonly small: SiteGroups } {
  const known = made.get(seeds);
  if (known) return known;
  const all = siteGroups(seeds);
  const groups = { all, small: all.filter(isSmallGroup) };
  made.set(seeds, groups);
  return groups;
}

const ATTEMPTS = 12;

/** The mutant of a number: the groups take turns. */
export function mutantAt(index: number, seed: number): Mutant {
  const isSmall = index % 3 === 2;
  const groups = groupsOf(index < FIRST_COUNT ? FIRST_SEEDS : API_SERVER_SEEDS);
  const all = isSmall ? groups.small : groups.all;
  const [group, sites] = all[Math.floor(index / 3) % all.length] as (typeof all)[number];
  const random = randomOf(Math.imul(index + 1, 0x9e3779b1) ^ seed);
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const site = random.pick(sites);
    const object = JSON.parse(JSON.stringify(site.seed)) as Seed;
    const schema = schemaOf(object, NEWEST) as Schema;
    change(object, schema, site.path, random);
    if (random.chance(isSmall ? 0.7 : 0.12))
      change(object, schema, random.pick([...sitesOf(object, schema)]).path, random);
    if (!hasVerdict(object)) continue;
    if (object.apiVersion !== site.seed.apiVersion || object.kind !== site.seed.kind || !isNamed(object, site.seed))
      continue;
    if (JSON.stringify(object) !== JSON.stringify(site.seed) && fitsOf(schema)(object))
      return { object, group, path: site.path };
  }
  return { object: (sites[0] as Site).seed, group, path: [] };
}

/** Requests go by the name and the namespace, which must stay. */
function isNamed({ metadata }: Seed, seed: Seed): boolean {
  const { name, namespace, generateName } = (metadata as Json | undefined) ?? {};
  return (
    typeof name === 'string' && name !== '' && generateName === undefined && namespace === seed.metadata['namespace']
  );
}

/** A policy of success without a number of completions gets no verdict from servers up to 1.35, but an error of theirs. */
function hasVerdict(object: Seed): boolean {
  const spec = object.spec as Json | undefined;
  const job = (object.kind === 'CronJob' ? at(spec, ['jobTemplate', 'spec']) : spec) as Json | undefined;
  return !job?.successPolicy || typeof job.completions === 'number';
}

function at(value: unknown, path: readonly Step[]): unknown {
  return path.reduce<unknown>((inner, step) => (inner as Json | undefined)?.[step as string], value);
}

function schemaAt(schema: Schema, path: readonly Step[]): Schema | undefined {
  return path.reduce<Schema | undefined>((inner, step) => {
    if (typeof step === 'number') return inner?.items;
    return inner?.properties?.[step] ?? inner?.additionalProperties;
  }, schema);
}

/** Fields that make a request another one, or that only the server sets. */
const KEPT = new Set([
  'apiVersion',
  'kind',
  'status',
  'managedFields',
  'creationTimestamp',
  'deletionTimestamp',
  'deletionGracePeriodSeconds',
  'resourceVersion',
  'uid',
  'selfLink',
  'generateName',
  'generation',
  'namespace',
]);

function change(object: Seed, root: Schema, path: readonly Step[], random: Random): void {
  const target = at(object, path);
  const schema = schemaAt(root, path);
  if (typeof target !== 'object' || target === null || !schema) return;
  const place = target as Json;
  const field = String(path.findLast((step) => typeof step === 'string') ?? '');
  if (schema.additionalProperties) return changeMap(place, schema.additionalProperties, field, random);
  const isTop = path.length === 0 || (path.length === 1 && path[0] === 'metadata');
  const names = Object.keys(schema.properties ?? {}).filter((name) => !isTop || !KEPT.has(name));
  const present = names.filter((name) => name in place);
  const name = present.length > 0 && random.chance(0.65) ? random.pick(present) : random.pick(names);
  const inner = schema.properties?.[name];
  if (inner) changeField(place, name, inner, random);
}

function changeMap(map: Json, values: Schema, field: string, random: Random): void {
  const present = Object.keys(map);
  const key = present.length > 0 && random.chance(0.5) ? random.pick(present) : keyFor(field, random);
  if (key in map && random.chance(0.3)) delete map[key];
  else map[key] = valueFor(values, key, random);
}

function changeField(place: Json, name: string, schema: Schema, random: Random): void {
  const value = place[name];
  if (value === undefined) place[name] = valueFor(schema, name, random);
  else if (random.chance(0.25)) delete place[name];
  else if (Array.isArray(value) && value.length > 0 && random.chance(0.75)) changeList(value, schema, name, random);
  else if (typeof value === 'number' && random.chance(0.2)) place[name] = value + random.pick([-1, 1, 1000]);
  else if (typeof value === 'string' && schema.enum === undefined && schema.type === 'string' && random.chance(0.3)) {
    place[name] = changeText(value, random);
  } else if (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    schema.properties &&
    random.chance(0.6)
  ) {
    const other = random.pick(Object.keys(schema.properties));
    const inner = schema.properties[other];
    if (inner) changeField(value as Json, other, inner, random);
  } else place[name] = valueFor(schema, name, random);
}

function changeList(list: unknown[], { items }: Schema, name: string, random: Random): void {
  const index = random.below(list.length);
  switch (random.below(5)) {
    case 0:
      list.splice(index, 1);
      break;
    case 1:
      list.push(JSON.parse(JSON.stringify(list[index])));
      break;
    case 2:
      list.reverse();
      break;
    case 3:
      if (items) list.push(valueFor(items, name, random));
      break;
    default: {
      const item = list[index];
      const fields = items?.properties;
      if (typeof item === 'object' && item !== null && fields) {
        const field = random.pick(Object.keys(fields));
        if (fields[field]) changeField(item as Json, field, fields[field], random);
      } else if (items) list[index] = valueFor(items, name, random);
    }
  }
}

function changeText(text: string, random: Random): string {
  const cut = random.below(text.length + 1);
  const [before, after] = [text.slice(0, cut), text.slice(cut)];
  return random.pick([
    before + after.slice(1),
    `${before}-${after}`,
    `${before}.${after}`,
    `${before}/${after}`,
    `${before}_${after}`,
    `${text}-`,
    `-${text}`,
    ` ${text}`,
    text.toUpperCase(),
    `${text}/..`,
    text + text,
    `${text}.example.com`,
    text.repeat(30),
  ]);
}
