import { BuildError, isEmptyMap, isNodeMap, NodeMap, setKey, valueOf } from '../yaml/node';
import { effectiveNamespace, idKey, ResourceId, showId } from './ids';
import { NOTES, Resource } from './resource';
import { Schemas } from './schemas';

/** The objects of a build in their order, each identity once. */
export class Resources {
  public all: Resource[] = [];
  /** Whether there are objects that are not known, so that one that is missing may be among them. */
  public hidden = false;

  public constructor(public readonly schemas: Schemas) {}

  public append(resource: Resource): void {
    this.appendAll([resource]);
  }

  /** The identities of all objects as they are now. */
  public identities(): Set<string> {
    return new Set(this.all.map(({ id }) => idKey(id)));
  }

  /**
   * @param known the identities that are there; those of the new objects are added. Who appends one list after another
   *   gives the same set each time, so that it is made once
   * @throws BuildError when an identity is there already
   */
  public appendAll(resources: readonly Resource[], known = this.identities()): void {
    for (const resource of resources) {
      const key = idKey(resource.id);
      if (known.has(key)) throw new BuildError(`has ${showId(resource.id)} twice`);
      known.add(key);
      this.all.push(resource);
    }
  }

  /** Takes what a generator makes: new objects, or such that replace or merge into one of the same name. */
  public absorb(resource: Resource): void {
    const { id } = resource;
    const behavior = resource.annotation(NOTES.behavior) ?? '';
    const combines = behavior === 'merge' || behavior === 'replace';
    const matches = this.byAnyId(id);
    if (matches.length > 1) throw new BuildError(`has several objects that ${showId(id)} could merge with`);
    const [old] = matches;
    if (old === undefined) {
      if (combines && this.hidden) return;
      if (combines) throw new BuildError(`has no ${showId(id)} to ${behavior}`);
      this.append(resource);
      return;
    }
    if (!combines) throw new BuildError(`generates ${showId(id)}, which exists: its behavior must be merge or replace`);
    this.combine(resource, old, behavior);
  }

  private combine(resource: Resource, old: Resource, behavior: string): void {
    const origin = old.annotation(ORIGIN);
    copyMetadata(resource, old);
    if (behavior === 'merge') {
      for (const field of ['data', 'binaryData'] as const) mergeTexts(resource, old, field);
      if (origin !== undefined) resource.annotate(ORIGIN, origin);
    }
    const at = this.all.indexOf(old);
    const matching = this.all.filter(({ id }) => idKey(id) === idKey(resource.id));
    if (matching.length !== 1 || matching[0] !== old) throw new BuildError(`cannot replace ${showId(resource.id)}`);
    this.all[at] = resource;
  }

  /** The objects that have or had an identity. */
  public byAnyId(id: ResourceId): Resource[] {
    const key = idKey(id);
    return this.matching((one) => idKey(one) === key);
  }

  /** The objects with an identity, present or earlier, that a function accepts. */
  public matching(accepts: (id: ResourceId) => boolean): Resource[] {
    return this.all.filter(
      (resource) => !resource.isDeleted && (accepts(resource.id) || resource.previousIds.some(accepts)),
    );
  }

  public dropDeleted(): void {
    if (this.all.some(({ isDeleted }) => isDeleted)) this.all = this.all.filter(({ isDeleted }) => !isDeleted);
  }

  /** @throws BuildError when two objects have one identity */
  public checkUnique(): void {
    const resources = this.all;
    this.all = [];
    this.appendAll(resources);
  }
}

/** The annotation that says where an object comes from, with `buildMetadata: [originAnnotations]`. */
export const ORIGIN = 'config.kubernetes.io/origin';

/** Notes the identity that a resource has now. */
export function notePreviousId(resource: Resource): void {
  resource.notePreviousId(effectiveNamespace(resource.id));
}

/** Labels and annotations of both, the notes of the old one, and its name and namespace. */
export function copyMetadata(resource: Resource, old: Resource): void {
  resource.setTexts('labels', new Map([...old.texts('labels'), ...resource.texts('labels')]));
  const annotations = resource.texts('annotations');
  const before = old.texts('annotations');
  const hashes = annotations.has(NOTES.needsHash);
  const merged = new Map([...before, ...annotations]);
  for (const note of Object.values(NOTES)) {
    const noted = before.get(note);
    if (noted === undefined) merged.delete(note);
    else merged.set(note, noted);
  }
  if (!hashes) merged.delete(NOTES.needsHash);
  resource.setTexts('annotations', merged);
  resource.setName(old.name);
  resource.setNamespace(old.namespace);
  resource.variables.splice(0, Infinity, ...old.variables);
}

function mergeTexts(resource: Resource, old: Resource, field: 'binaryData' | 'data'): void {
  const merged: NodeMap = {};
  for (const map of [old.data[field], resource.data[field]]) {
    if (isNodeMap(map)) for (const key of Object.keys(map)) setKey(merged, key, valueOf(map[key]));
  }
  const object = resource.edit();
  if (isEmptyMap(merged)) delete object[field];
  else object[field] = merged;
}
