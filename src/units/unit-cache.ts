import { hash } from 'node:crypto';
import { Versions } from '../schema/version-props';
import { Admission } from './admission';
import { DataKeys } from './data-key';
import { recall, recordOf } from './recalled-unit';
import { ListExtra, RenderedUnit, renderUnit, UnitFile } from './unit';
import { UnitMemory } from './unit-record';

/**
 * Inspects the objects of each distinct unit when it is rendered; only the text is kept. Returns whether there is no
 * finding, so that an equal unit need not be inspected again.
 */
export type UnitInspector = (
  files: readonly UnitFile[],
  at: string,
  versions: Versions,
  admission: Admission | readonly Admission[] | undefined,
) => boolean;

/** Input of a unit. */
export interface UnitSource<T> {
  /** Kind of the unit: identifies the function `files`. */
  readonly kind: string;
  /** Everything that its files depend on, as plain data. */
  readonly data: T;
  /** Address for messages. */
  readonly at: string;
  /** Versions of the cluster on which the unit is applied. */
  readonly versions: Versions;
  /**
   * Who applies the objects, and where; a list for the platform, with the tenants' namespaces that some of them go to. It
   * is part of the data as well.
   *
   * @default - the platform, which may do everything
   */
  readonly admission?: Admission | readonly Admission[];
  /** Renders the data; a pure function. */
  readonly files: (data: T) => readonly UnitFile[];
  /** Additional entries of its list; part of the data as well. */
  readonly extra?: ListExtra;
}

/** Renders equal units once, and units known from an earlier run not at all. */
export class UnitCache {
  /** Requested units, distinct ones, those of them recalled from an earlier run, and the objects in distinct units. */
  public readonly counts = { placed: 0, distinct: 0, recalled: 0, objects: 0 };

  private readonly units = new Map<string, RenderedUnit>();

  private readonly keys = new DataKeys();

  private readonly lists = new Map<string, string>();

  /**
   * @param inspect called with each distinct unit at its first address
   * @param reject called with the reason why a unit cannot be written
   * @param memory records of earlier runs
   */
  constructor(
    private readonly inspect: UnitInspector,
    private readonly reject: (at: string, message: string) => void,
    private readonly memory?: UnitMemory,
  ) {}

  /** The unit rendered from `data`. */
  public unit<T>(source: UnitSource<T>): RenderedUnit {
    const key = this.keyOf(source);
    let unit = this.units.get(key);
    if (unit === undefined) this.units.set(key, (unit = this.distinct(source, () => key)));
    else this.counts.placed++;
    return unit;
  }

  /** A unit that no other unit of this run can equal, because its data contains its place. */
  public distinct<T>(source: UnitSource<T>, keyOf = () => this.keyOf(source)): RenderedUnit {
    const { memory } = this;
    const unit = memory ? this.remembered(source, memory, keyOf()) : this.made(source).unit;
    return this.counted(unit);
  }

  /**
   * The unit of a record, as if it had been requested.
   *
   * @param key the key of the record
   * @param at address for messages
   * @param render renders its files
   */
  public recalled(key: string, at: string, render: () => RenderedUnit['files']): RenderedUnit | undefined {
    const known = this.units.get(key);
    if (known !== undefined) {
      this.counts.placed++;
      return known;
    }
    const record = this.memory?.recall(key);
    if (record === undefined) return undefined;
    const unit = recall(record, key, at, render);
    this.units.set(key, unit);
    this.counts.recalled++;
    return this.counted(unit);
  }

  private counted(unit: RenderedUnit): RenderedUnit {
    this.counts.placed++;
    this.counts.distinct++;
    this.counts.objects += unit.identities.length;
    return unit;
  }

  // One version may accept what another rejects: a unit is inspected for each pair of versions.
  private keyOf({ kind, data, versions: { flux, kubernetes } }: Omit<UnitSource<unknown>, 'files'>): string {
    const key = `${kind} ${flux} ${kubernetes} ${this.keys.of(data)}`;
    return this.memory ? hash('sha256', key, 'base64') : key;
  }

  private remembered<T>(source: UnitSource<T>, memory: UnitMemory, key: string): RenderedUnit {
    const { at, data, files, extra } = source;
    const known = memory.recall(key);
    if (known !== undefined) {
      this.counts.recalled++;
      return recall(known, key, at, () => renderUnit(files(data), extra, this.lists).files);
    }
    const { unit, isSound } = this.made(source);
    const record = isSound && memory.keep ? recordOf(unit) : undefined;
    if (record === undefined) return unit;
    memory.keep?.(key, record);
    return { ...unit, folders: record.folders, key };
  }

  /** A unit that cannot be written is reported, so that the run goes on and reports the others as well. */
  private made<T>({ data, at, versions, admission, files: filesOf, extra }: UnitSource<T>) {
    const files = filesOf(data);
    const isSound = this.inspect(files, at, versions, admission);
    try {
      return { unit: renderUnit(files, extra, this.lists), isSound };
    } catch (error) {
      this.reject(at, (error as Error).message);
      return { unit: { files: [], identities: [], facts: [] }, isSound: false };
    }
  }
}
