import { Fact } from '../../controller-rules';
import { defined } from '../../core/defined';
import { ClusterRecord, FolderRecord, UnitMemory, UnitRecord } from '../../units/unit-record';
import { CacheFolder } from './cache-folder';
import { Numbered } from './numbered';

const FILE = 'units';
const FORMAT = 'units 5';

/** Number of unused units that are always kept. */
const MOST_UNUSED = 2000;

/** The folders of a unit without their digests: many units share the same shape. */
type Shape = ReadonlyArray<Pick<FolderRecord, 'path' | 'names'>>;

/**
 * The records of units, in a file. A line for each unit; data that units share has a line before them, referenced by
 * its number within the part. A part consists of the lines that one run adds. Facts of different units are different
 * ones, but have most of their fields in common, so that they consist of numbers of values.
 *
 *     units 5 PRINT                            begins a part
 *     names ["/ConfigMap/web/settings"]        identities
 *     value {"branch":"main"}                  a part of facts
 *     facts [[0,1,2,3]]                        what rules about whole clusters read, by numbers of values
 *     shape [{"path":"","names":["a.yaml"]}]
 *     unit KEY IDENTITIES FACTS SHAPE DIGEST … ID …  one digest for each folder, and Git's ids of the files if requested
 *     list ["","infrastructure/dns"]           directories of units
 *     cluster KEY LIST ID KEY …                a cluster, Git's id of its folder or "-", and the keys of its units
 */
export class UnitFile implements UnitMemory {
  private readonly used = new Map<string, UnitRecord>();
  private readonly added = new Map<string, UnitRecord>();
  /** The used units that had no ids when they were read. */
  private readonly nameless = new Map<string, UnitRecord>();
  private readonly usedClusters = new Map<string, ClusterRecord>();
  private readonly addedClusters = new Map<string, ClusterRecord>();
  /** The used clusters that had no ids when they were read. */
  private readonly namelessClusters = new Map<string, ClusterRecord>();

  private constructor(
    private readonly cache: CacheFolder,
    private readonly print: string,
    private readonly known: ReadonlyMap<string, UnitRecord>,
    private readonly clusters: ReadonlyMap<string, ClusterRecord>,
    private readonly isThere: boolean,
  ) {}

  /** @param print fingerprint of all input of a unit that its key does not cover */
  public static read(cache: CacheFolder, print: string): UnitFile {
    const known = parse(cache.read(FILE)?.toString() ?? '', print);
    return new UnitFile(cache, print, known?.units ?? new Map(), known?.clusters ?? new Map(), known !== undefined);
  }

  /** Whether earlier runs left nothing. */
  public get isEmpty(): boolean {
    return this.known.size === 0;
  }

  public recall(key: string): UnitRecord | undefined {
    const record = this.known.get(key);
    if (record === undefined) return undefined;
    this.used.set(key, record);
    if (!hasIds(record)) this.nameless.set(key, record);
    return record;
  }

  public keep(key: string, record: UnitRecord): void {
    this.added.set(key, record);
  }

  public recallCluster(key: string): ClusterRecord | undefined {
    const record = this.clusters.get(key);
    if (record === undefined) return undefined;
    this.usedClusters.set(key, record);
    if (record.id === undefined) this.namelessClusters.set(key, record);
    return record;
  }

  public keepCluster(key: string, record: ClusterRecord): void {
    this.addedClusters.set(key, record);
  }

  /** @param isWhole true when all units of the fleet were requested */
  public save(isWhole: boolean): void {
    const unused = this.known.size - this.used.size;
    // Their ids may have been added since.
    for (const [key, record] of this.nameless) if (hasIds(record)) this.added.set(key, record);
    for (const [key, record] of this.namelessClusters) {
      if (record.id !== undefined) this.addedClusters.set(key, record);
    }
    const added = { units: this.added, clusters: this.addedClusters };
    const isMostlyUsed =
      unused <= Math.max(MOST_UNUSED, this.used.size) &&
      this.clusters.size - this.usedClusters.size <= Math.max(MOST_UNUSED, this.usedClusters.size);
    if (this.isThere && (!isWhole || isMostlyUsed)) {
      if (this.added.size + this.addedClusters.size > 0) this.cache.write(FILE, format(added, this.print), 'append');
      return;
    }
    const kept = isWhole
      ? { units: this.used, clusters: this.usedClusters }
      : { units: this.known, clusters: this.clusters };
    const all = {
      units: new Map([...kept.units, ...this.added]),
      clusters: new Map([...kept.clusters, ...this.addedClusters]),
    };
    this.cache.write(FILE, format(all, this.print));
  }
}

/** The records in the file, by keys. */
interface Records {
  readonly units: ReadonlyMap<string, UnitRecord>;
  readonly clusters: ReadonlyMap<string, ClusterRecord>;
}

function hasIds({ folders }: UnitRecord): boolean {
  return folders.every(({ ids }) => ids !== undefined);
}

/** @param hashes the digests of the folders, then the ids of all their files, if there are any */
function foldersOf(shape: Shape, hashes: readonly string[]): FolderRecord[] {
  let next = shape.length;
  return shape.map(({ path, names }, index) => {
    const folder = { path, names, digest: hashes[index]! };
    return hashes.length === shape.length ? folder : { ...folder, ids: hashes.slice(next, (next += names.length)) };
  });
}

/** Facts by numbers of values: of each its kind, its metadata, and the names and values of its fields. */
type NumberedFacts = ReadonlyArray<readonly number[]>;

function numberedFacts(facts: readonly Fact[], numberOf: (value: unknown) => number): NumberedFacts {
  return facts.map(({ kind, metadata, spec }) => {
    const numbers = [numberOf(kind), numberOf(metadata)];
    for (const [field, value] of Object.entries(spec)) {
      if (value !== undefined) numbers.push(numberOf(field), numberOf(value));
    }
    return numbers;
  });
}

/** The facts of numbers. They share their values, which nobody changes. */
function factsOf(numbered: NumberedFacts, values: readonly unknown[]): Fact[] {
  return numbered.map((numbers) => {
    const spec: Record<string, unknown> = {};
    for (let at = 2; at < numbers.length; at += 2) spec[values[numbers[at]!] as string] = values[numbers[at + 1]!];
    return { kind: values[numbers[0]!] as Fact['kind'], metadata: values[numbers[1]!] as Fact['metadata'], spec };
  });
}

/** The first line of a part. Each part has one, as another run may have replaced the file that it is appended to. */
function partOf(print: string): string {
  return `${FORMAT} ${print}`;
}

function format({ units: records, clusters }: Records, print: string): string {
  const names = new Numbered<string>();
  const values = new Numbered<string>();
  const facts = new Numbered<string>();
  const shapes = new Numbered<string>();
  const lists = new Numbered<string>();
  const numberIn = (numbered: Numbered<string>, value: unknown) => {
    const text = JSON.stringify(value);
    return numbered.numberOf(text, text);
  };
  const units = Array.from(records, ([key, record]) => {
    const { identities, facts: known, folders } = record;
    const shape: Shape = folders.map(({ path, names: files }) => ({ path, names: files }));
    const digests = folders.map(({ digest }) => digest);
    const ids = hasIds(record) ? folders.flatMap((folder) => folder.ids ?? []) : [];
    const parts = numberedFacts(known, (value) => numberIn(values, value));
    const numbers = [numberIn(names, identities), numberIn(facts, parts), numberIn(shapes, shape)];
    return ['unit', key, ...numbers, ...digests, ...ids].join(' ');
  });
  const places = Array.from(clusters, ([key, { directories, keys, id = '-' }]) =>
    ['cluster', key, numberIn(lists, directories), id, ...keys].join(' '),
  );
  const common = [
    ...names.values.map((text) => `names ${text}`),
    ...values.values.map((text) => `value ${text}`),
    ...facts.values.map((text) => `facts ${text}`),
    ...shapes.values.map((text) => `shape ${text}`),
    ...lists.values.map((text) => `list ${text}`),
  ];
  return `${[partOf(print), ...common, ...units, ...places].join('\n')}\n`;
}

/** The units of a file; undefined when any part has another fingerprint. */
function parse(text: string, print: string): Records | undefined {
  const lines = text.split('\n');
  if (lines.pop() !== '' || lines.length === 0) return undefined;
  const part = partOf(print);
  const records = new Map<string, UnitRecord>();
  const clusters = new Map<string, ClusterRecord>();
  let lists: string[][] = [];
  let identities: string[][] = [];
  let values: unknown[] = [];
  let facts: Fact[][] = [];
  let shapes: Shape[] = [];
  try {
    for (const line of lines) {
      const end = line.indexOf(' ');
      const rest = line.slice(end + 1);
      if (line.startsWith('unit ')) {
        const [key = '', names, known, shape, ...hashes] = rest.split(' ');
        records.set(key, {
          identities: identities[Number(names)]!,
          facts: facts[Number(known)]!,
          folders: foldersOf(shapes[Number(shape)]!, hashes),
        });
      } else if (line.startsWith('cluster ')) {
        const [key = '', list, id, ...keys] = rest.split(' ');
        clusters.set(key, {
          directories: lists[Number(list)]!,
          keys,
          ...defined({ id: id === '-' ? undefined : id! }),
        });
      } else if (line.startsWith('list ')) lists.push(JSON.parse(rest) as string[]);
      else if (line.startsWith('names ')) identities.push(JSON.parse(rest) as string[]);
      else if (line.startsWith('value ')) values.push(JSON.parse(rest));
      else if (line.startsWith('facts ')) facts.push(factsOf(JSON.parse(rest) as NumberedFacts, values));
      else if (line.startsWith('shape ')) shapes.push(JSON.parse(rest) as Shape);
      else if (line === part) [identities, values, facts, shapes, lists] = [[], [], [], [], []];
      else return undefined;
    }
  } catch {
    return undefined;
  }
  return { units: records, clusters };
}
