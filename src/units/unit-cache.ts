import { hash } from 'node:crypto';
import { Versions } from '../schema/version-props';
import { DataKeys } from './data-key';
import { recall, recordOf } from './recalled-unit';
import { ListExtra, RenderedUnit, renderUnit, UnitFile } from './unit';
import { UnitMemory } from './unit-record';

/**
 * Takes the objects of each distinct unit when it is rendered. They are not kept: the text is what goes on. Returns
 * whether there is nothing to say of them, so that nobody need look at an equal unit again.
 */
export type UnitInspector = (files: readonly UnitFile[], at: string, versions: Versions) => boolean;

/** What a unit is made of. */
export interface UnitSource<T> {
  /** What kind of unit it is: the function's name, so to speak. */
  readonly kind: string;
  /** All that its files depend on, as plain data. */
  readonly data: T;
  /** Where it is, for messages. */
  readonly at: string;
  /** What the cluster runs that the unit is applied on. */
  readonly versions: Versions;
  /** A pure function. */
  readonly files: (data: T) => readonly UnitFile[];
  /** What its list holds beside these; a part of the data as well. */
  readonly extra?: ListExtra;
}

/** Renders equal units once, and those not at all that were rendered by an earlier run. */
export class UnitCache {
  /** Units asked for; different ones, how many of these were known from an earlier run, and the objects in them. */
  public readonly counts = { placed: 0, distinct: 0, recalled: 0, objects: 0 };

  private readonly units = new Map<string, RenderedUnit>();

  private readonly keys = new DataKeys();

  private readonly lists = new Map<string, string>();

  /**
   * @param inspect called with each distinct unit, at the place where it came first
   * @param reject called with what is wrong with a unit that cannot be written
   * @param memory what is known from earlier runs
   */
  constructor(
    private readonly inspect: UnitInspector,
    private readonly reject: (at: string, message: string) => void,
    private readonly memory?: UnitMemory,
  ) {}

  /** The unit that is made of `data`. */
  public unit<T>(source: UnitSource<T>): RenderedUnit {
    const key = this.keyOf(source);
    let unit = this.units.get(key);
    if (unit === undefined) this.units.set(key, (unit = this.distinct(source, () => key)));
    else this.counts.placed++;
    return unit;
  }

  /** A unit that no other of this run can equal, because it names its own place. */
  public distinct<T>(source: UnitSource<T>, keyOf = () => this.keyOf(source)): RenderedUnit {
    const { memory } = this;
    const unit = memory ? this.remembered(source, memory, hash('sha256', keyOf(), 'base64')) : this.made(source).unit;
    this.counts.placed++;
    this.counts.distinct++;
    this.counts.objects += unit.identities.length;
    return unit;
  }

  // What one version takes, another may refuse: a unit is inspected for each that it goes to.
  private keyOf({ kind, data, versions: { flux, kubernetes } }: Omit<UnitSource<unknown>, 'files'>): string {
    return `${kind} ${flux} ${kubernetes} ${this.keys.of(data)}`;
  }

  private remembered<T>(source: UnitSource<T>, memory: UnitMemory, key: string): RenderedUnit {
    const { at, data, files, extra } = source;
    const known = memory.recall(key);
    if (known !== undefined) {
      this.counts.recalled++;
      return recall(known, at, () => renderUnit(files(data), extra, this.lists).files);
    }
    const { unit, isSound } = this.made(source);
    const record = isSound ? recordOf(unit) : undefined;
    if (record === undefined) return unit;
    memory.keep(key, record);
    return { ...unit, folders: record.folders };
  }

  /** What cannot be written is reported, so that the run goes on and reports the others as well. */
  private made<T>({ data, at, versions, files: filesOf, extra }: UnitSource<T>) {
    const files = filesOf(data);
    const isSound = this.inspect(files, at, versions);
    try {
      return { unit: renderUnit(files, extra, this.lists), isSound };
    } catch (error) {
      this.reject(at, (error as Error).message);
      return { unit: { files: [], identities: [] }, isSound: false };
    }
  }
}
