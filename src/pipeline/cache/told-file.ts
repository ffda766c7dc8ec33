import { hash } from 'node:crypto';
import type { Told, ToldMemory } from '../../plan/compare/told';
import { CacheFolder } from './cache-folder';
import { Numbered } from './numbered';

const FILE = 'told';
const FORMAT = 'told 1';

/** The record of a folder of `clusters/`. */
interface Line {
  readonly id: string;
  readonly ground: string;
  readonly told: Told;
}

/**
 * Records of what equal clusters told earlier plans, in a file. Clusters mostly tell the same, but for their names: these
 * are taken out of it, and the rest is stored once.
 *
 *     told 1 PRINT
 *     {"targets":0,…}                  what clusters tell, with numbers in place of their names
 *     [NAME, ID, GROUND, NUMBER, […]]  a folder, and the names of its clusters
 */
export class ToldFile implements ToldMemory {
  private readonly lines: Map<string, Line>;
  private isChanged = false;

  /** @param print fingerprint of what tells it */
  constructor(
    private readonly cache: CacheFolder,
    private readonly print: string,
  ) {
    try {
      this.lines = new Map(parse(cache.read(FILE)?.toString() ?? '', print));
    } catch {
      // Of another program.
      this.lines = new Map();
    }
  }

  public recall(name: string, id: string, ground: string): Told | undefined {
    const line = this.lines.get(name);
    return line?.id === id && line.ground === digestOf(ground) ? line.told : undefined;
  }

  public keep(name: string, id: string, ground: string, told: Told): void {
    if (this.recall(name, id, ground) !== undefined) return;
    this.lines.set(name, { id, ground: digestOf(ground), told });
    this.isChanged = true;
  }

  /** Replaces the file if there is something new. */
  public save(): void {
    if (this.isChanged) this.cache.write(FILE, format(this.lines, this.print));
  }
}

const digests = new Map<string, string>();

function digestOf(ground: string): string {
  let digest = digests.get(ground);
  if (digest === undefined) digests.set(ground, (digest = hash('sha256', ground, 'base64')));
  return digest;
}

/** A cluster's record, with numbers in place of names of clusters. */
interface Shape {
  readonly targets: readonly number[];
  readonly units: ReadonlyArray<readonly [host: number, target: number, name: string]>;
  readonly unclear: ReadonlyArray<readonly [unit: number, reason: string, what: string]>;
  /** A part that is a cluster itself has the number of that in place of a key. */
  readonly parts: ReadonlyArray<readonly [key: number | string, cluster: number]>;
  readonly branches: readonly string[];
}

/** The key of the part that is a cluster itself. */
const CLUSTER = /^cluster\|(.*)\|$/;

function shapeOf({ targets, units, unclear, parts, branches }: Told, names: Numbered<string>): Shape {
  const numberOf = (name: string) => names.numberOf(name, name);
  return {
    targets: targets.map(numberOf),
    units: units.map(({ host, target, name }) => [numberOf(host), numberOf(target), name]),
    unclear: unclear.map(({ unit, reason, what }) => [unit, reason, what]),
    parts: parts.map(([key, cluster]) => {
      const [, own] = CLUSTER.exec(key) ?? [];
      return [own === undefined ? key : numberOf(own), numberOf(cluster)];
    }),
    branches,
  };
}

function toldOf({ targets, units, unclear, parts, branches }: Shape, names: readonly string[]): Told {
  return {
    targets: targets.map((target) => names[target]!),
    units: units.map(([host, target, name]) => ({ host: names[host]!, target: names[target]!, name })),
    unclear: unclear.map(([unit, reason, what]) => ({
      unit,
      reason: reason as Told['unclear'][number]['reason'],
      what,
    })),
    parts: parts.map(([key, cluster]) => [typeof key === 'string' ? key : `cluster|${names[key]}|`, names[cluster]!]),
    branches,
  };
}

function format(lines: ReadonlyMap<string, Line>, print: string): string {
  const shapes = new Numbered<string>();
  const folders = Array.from(lines, ([name, { id, ground, told }]) => {
    const names = new Numbered<string>();
    const shape = JSON.stringify(shapeOf(told, names));
    return JSON.stringify([name, id, ground, shapes.numberOf(shape, shape), names.values]);
  });
  return `${[`${FORMAT} ${print}`, ...shapes.values, ...folders].join('\n')}\n`;
}

function* parse(text: string, print: string): Generator<readonly [name: string, line: Line]> {
  const [head, ...lines] = text.split('\n');
  if (head !== `${FORMAT} ${print}` || lines.pop() !== '') return;
  const shapes: Shape[] = [];
  for (const line of lines) {
    if (line.startsWith('{')) shapes.push(JSON.parse(line) as Shape);
    else {
      const [name, id, ground, shape, names] = JSON.parse(line) as [string, string, string, number, string[]];
      yield [name, { id, ground, told: toldOf(shapes[shape]!, names) }];
    }
  }
}
