import { copyNode, fieldOf, isNodeMap, isNothing, NodeMap, setKey, textOf } from '../yaml/node';
import { groupAndVersion, ResourceId } from './ids';

const DOMAIN = 'internal.config.kubernetes.io';

/** Annotations that kustomize keeps its notes in while it builds; patches see them, the result does not. */
export const NOTES = {
  previousKinds: `${DOMAIN}/previousKinds`,
  previousNames: `${DOMAIN}/previousNames`,
  previousNamespaces: `${DOMAIN}/previousNamespaces`,
  prefixes: `${DOMAIN}/prefixes`,
  suffixes: `${DOMAIN}/suffixes`,
  allowNameChange: `${DOMAIN}/allowNameChange`,
  allowKindChange: `${DOMAIN}/allowKindChange`,
  refBy: `${DOMAIN}/refBy`,
  behavior: `${DOMAIN}/generatorBehavior`,
  needsHash: `${DOMAIN}/needsHashSuffix`,
} as const;

/** The annotations that are taken off at the end of a build. */
export const BUILD_ANNOTATIONS: readonly string[] = [
  ...Object.values(NOTES),
  ...['path', 'index', 'seqindent', 'id', 'annotations-migration-resource-id'].map((name) => `${DOMAIN}/${name}`),
  ...['path', 'index', 'id'].map((name) => `config.kubernetes.io/${name}`),
  'kustomize.config.k8s.io/helm-generated',
];

/** Where an object comes from. */
export interface ResourceOrigin {
  /** The file that holds it, or the list that makes it. */
  readonly file: string;
  /** Its place among the documents of the file. */
  readonly index: number;
}

/** A field of a map. */
export interface SharedField {
  readonly map: NodeMap;
  readonly key: string;
}

const ENABLED = 'enabled';

/** An object that is being built. Its data is shared with the cache of files until it is edited. */
export class Resource {
  private own = false;
  /**
   * Fields that share one value: kustomize adds a label or annotation to several places of an object as the same node,
   * so that a replacement of one replaces all of them.
   */
  public readonly shared: Array<ReadonlyArray<SharedField>> = [];
  /** Names of the variables that read a field of it. */
  public readonly variables: string[] = [];

  public constructor(
    private node: NodeMap | undefined,
    public readonly origin: ResourceOrigin,
  ) {}

  /** The object, to read. */
  public get data(): NodeMap {
    return this.node ?? {};
  }

  /** The object, to change. */
  public edit(): NodeMap {
    if (!this.own) {
      this.node = copyNode(this.data);
      this.own = true;
    }
    return this.data;
  }

  /** Replaces the object; undefined deletes it. */
  public replace(node: NodeMap | undefined): void {
    this.node = node;
    this.own = true;
  }

  /** Whether the object was deleted. */
  public get isDeleted(): boolean {
    return this.node === undefined || isNothing(this.node);
  }

  public copy(): Resource {
    const copy = new Resource(copyNode(this.data), this.origin);
    copy.own = true;
    copy.variables.push(...this.variables);
    return copy;
  }

  public get apiVersion(): string {
    return textOf(this.data.apiVersion);
  }

  public get kind(): string {
    return textOf(this.data.kind);
  }

  public get name(): string {
    return this.metadata('name');
  }

  public get namespace(): string {
    return this.metadata('namespace');
  }

  private metadata(field: string): string {
    return textOf(fieldOf(this.data.metadata, field));
  }

  public setName(name: string): void {
    this.editMetadata().name = name;
  }

  /** Sets the namespace; the empty text removes it. */
  public setNamespace(namespace: string): void {
    if (namespace === '') delete this.editMetadata().namespace;
    else this.editMetadata().namespace = namespace;
  }

  public setKind(kind: string): void {
    this.edit().kind = kind;
  }

  private editMetadata(): NodeMap {
    const object = this.edit();
    if (!isNodeMap(object.metadata)) object.metadata = {};
    return object.metadata;
  }

  /** The annotations or labels as texts. */
  public texts(field: 'annotations' | 'labels'): Map<string, string> {
    const found = fieldOf(this.data.metadata, field);
    const result = new Map<string, string>();
    if (isNodeMap(found)) for (const key of Object.keys(found)) result.set(key, textOf(found[key]));
    return result;
  }

  /** Sets all annotations or labels; none removes the field. */
  public setTexts(field: 'annotations' | 'labels', texts: ReadonlyMap<string, string>): void {
    const metadata = this.editMetadata();
    delete metadata[field];
    if (texts.size === 0) return;
    const map: NodeMap = {};
    for (const key of [...texts.keys()].sort()) setKey(map, key, texts.get(key)!);
    metadata[field] = map;
  }

  /** The text of an annotation, or undefined. */
  public annotation(key: string): string | undefined {
    const found = fieldOf(fieldOf(this.data.metadata, 'annotations'), key);
    return found === undefined ? undefined : textOf(found);
  }

  /** Sets one annotation and leaves the others as they are. */
  public annotate(key: string, value: string): void {
    const metadata = this.editMetadata();
    if (!isNodeMap(metadata.annotations)) metadata.annotations = {};
    setKey(metadata.annotations, key, value);
  }

  public enable(note: string): void {
    const texts = this.texts('annotations');
    this.setTexts('annotations', texts.set(note, ENABLED));
  }

  public isEnabled(note: string): boolean {
    return this.annotation(note) === ENABLED;
  }

  /** The values that are noted under a key, oldest first. */
  public noted(note: string): string[] {
    return this.annotation(note)?.split(',') ?? [];
  }

  public note(note: string, value: string): void {
    if (value !== '') this.annotate(note, [...this.noted(note), value].join(','));
  }

  public get id(): ResourceId {
    return { ...groupAndVersion(this.apiVersion), kind: this.kind, name: this.name, namespace: this.namespace };
  }

  /** The identities that it had before, oldest first. */
  public get previousIds(): ResourceId[] {
    const names = this.annotation(NOTES.previousNames);
    if (names === undefined) return [];
    const namespaces = this.noted(NOTES.previousNamespaces);
    const kinds = this.noted(NOTES.previousKinds);
    const version = groupAndVersion(this.apiVersion);
    return names
      .split(',')
      .map((name, at) => ({ ...version, kind: kinds[at] ?? '', name, namespace: namespaces[at] ?? '' }));
  }

  /** The identity that its file gives it. */
  public get originalId(): ResourceId {
    return this.previousIds[0] ?? this.id;
  }

  /** Notes the identity that it has now. */
  public notePreviousId(effectiveNamespace: string): void {
    const { name, kind } = this;
    this.note(NOTES.previousNames, name);
    this.note(NOTES.previousNamespaces, effectiveNamespace);
    this.note(NOTES.previousKinds, kind);
  }
}

/** A resource of a map that nothing else holds. */
export function ownResource(node: NodeMap, origin: ResourceOrigin): Resource {
  const resource = new Resource(undefined, origin);
  resource.replace(node);
  return resource;
}
