import { contentId } from '../../core/content-id';
import { apiGroup, KubernetesObject } from '../../kubernetes/objects';
import { isClusterScoped } from '../../kubernetes/scopes';
import {
  isForced,
  keepsFromPruning,
  KustomizationSpec,
  chartName,
  fluxSource,
  FluxSource,
  instanceSync,
  InstanceSync,
  kustomizationSpec,
  unappliedBy,
} from './flux-spec';
import { GeneratedArtifact, generatedArtifacts } from './generated-artifact';
import { parsePlainList, PlainList } from './kustomization-file';
import { ManifestTree } from './manifest-tree';
import { Parsed, parseObjects } from './parse-manifests';

/** An object without its body. Headers stay in memory for the whole comparison, bodies do not. */
export interface ObjectHeader {
  /** Unique number of a document of a content. */
  readonly uid: number;
  readonly content: string;
  readonly index: number;
  readonly apiVersion: string;
  readonly group: string;
  readonly kind: string;
  /** Empty for cluster-scoped objects, and where the manifest gives none. */
  readonly namespace: string;
  readonly name: string;
  /** Whether a mark on the object keeps it from being pruned. */
  readonly keeps: boolean;
  /** Whether a mark on the object keeps it from being applied: always, or once it exists. */
  readonly unapplied?: 'always' | 'there';
  /** Whether a mark on the object lets Flux recreate it. */
  readonly forced: boolean;
  /** Whether a mark on it protects it from deletion, see `Protection` of the conventions. */
  readonly protected: boolean;
  /** Its spec, if it is a Flux Kustomization. */
  readonly flux?: KustomizationSpec;
  /** Name of its chart, if it is a HelmRelease. */
  readonly release?: string;
  /** Sync of the FluxInstance that it makes, if it is a HelmRelease of the chart for that. */
  readonly sync?: InstanceSync;
  /** Its content, if it is a Flux source. */
  readonly source?: FluxSource;
  /** The ExternalArtifacts that it makes, if it is an ArtifactGenerator. */
  readonly artifacts?: readonly GeneratedArtifact[];
}

/** Size of the cache of bodies, in contents; others are parsed again when needed. */
const BODIES = 512;

/**
 * A text that may hold a Kustomization, a HelmRelease or a source of Flux. Ownership depends on these alone, so that all
 * other texts need not be parsed. An escape may spell a part of a group, so that texts with one that makes letters are
 * parsed too; regular expressions in large CustomResourceDefinitions have other ones.
 */
const FLUX =
  /(?:(?:kustomize|source|helm)\.toolkit|source\.extensions)\.fluxcd\.io\\?\/v|fluxcd\.controlplane\.io\\?\/v|\\[xuU]/;

/** Where a text in quotes goes on in the next line without a space. */
const CONTINUED = /\\\r?\n[ \t]*/g;

/** Begins the id of a content that a build made. */
const MADE = 'made:';
const NO_HEADERS: readonly ObjectHeader[] = [];

/** A text that may hold an object which names namespaces, or is not moved into one as it stands. */
const NAMES_NAMESPACES = /RoleBinding|WebhookConfiguration|APIService|CustomResourceDefinition|Namespace\b|List\b|\\/;

/** Parses the contents of the compared trees, each once, however many files have it. */
export class ManifestIndex {
  /** Whether a HelmRelease was found so far. */
  public hasReleases = false;

  private readonly headers = new Map<string, Parsed<readonly ObjectHeader[]>>();
  private readonly fluxHeaders = new Map<string, readonly ObjectHeader[]>();
  private readonly lists = new Map<string, PlainList | undefined>();
  private readonly bodies = new Map<string, readonly KubernetesObject[]>();
  /** Objects that builds made, as JSON. */
  private readonly made = new Map<string, string>();
  private readonly plain = new Map<string, boolean>();
  private count = 0;

  /**
   * @param isProtected whether a mark on an object protects it from deletion
   */
  constructor(
    private readonly trees: readonly ManifestTree[],
    private readonly isProtected: (object: KubernetesObject) => boolean = () => false,
  ) {}

  /**
   * The objects of a content.
   *
   * @param text the content as text, where it is at hand
   */
  public objects(content: string, text?: string): Parsed<readonly ObjectHeader[]> {
    let found = this.headers.get(content);
    if (found === undefined) this.headers.set(content, (found = this.read(content, text ?? this.text(content))));
    return found;
  }

  /** The Kustomizations, HelmReleases and sources of Flux in a content. Contents that cannot hold any are not parsed. */
  public fluxObjects(content: string): readonly ObjectHeader[] {
    let found = this.fluxHeaders.get(content);
    if (found === undefined) {
      const text = this.text(content);
      const objects = FLUX.test(text.replaceAll(CONTINUED, '')) ? this.objects(content, text) : undefined;
      found = (objects?.error === undefined ? (objects?.value ?? []) : []).filter(isOfFlux);
      this.fluxHeaders.set(content, found);
    }
    return found;
  }

  /**
   * Takes an object that a build made. Equal objects are held once.
   *
   * @param note tells objects apart that look equal although they are not known to be
   * @returns the id of a content that holds this object alone
   */
  public add(object: KubernetesObject, note = ''): string {
    const text = JSON.stringify(object);
    const id = `${MADE}${contentId(note === '' ? text : `${text}${note}`)}`;
    if (!this.made.has(id)) {
      this.made.set(id, text);
      const header = this.headerOf(object, id, 0);
      this.headers.set(id, { value: [header] });
      this.fluxHeaders.set(id, isOfFlux(header) ? [header] : NO_HEADERS);
    }
    return id;
  }

  /** Whether the namespace of a build changes nothing of a content's objects but their own namespace. */
  public isPlainToMove(content: string): boolean {
    let found = this.plain.get(content);
    if (found === undefined) this.plain.set(content, (found = !NAMES_NAMESPACES.test(this.text(content))));
    return found;
  }

  /** A content, parsed as a `kustomization.yaml` that does nothing but list resources; undefined for all others. */
  public list(content: string): PlainList | undefined {
    if (!this.lists.has(content)) this.lists.set(content, parsePlainList(this.text(content)));
    return this.lists.get(content);
  }

  /** An object with its body. */
  public body(header: ObjectHeader): KubernetesObject {
    let bodies = this.bodies.get(header.content);
    if (bodies === undefined) {
      const made = this.made.get(header.content);
      const parsed = made === undefined ? parseObjects(this.text(header.content)) : { value: [madeObject(made)] };
      bodies = parsed.error === undefined ? parsed.value : [];
    } else {
      this.bodies.delete(header.content);
    }
    this.bodies.set(header.content, bodies);
    if (this.bodies.size > BODIES) this.bodies.delete(this.bodies.keys().next().value!);
    return bodies[header.index]!;
  }

  /** A content as text; empty when no tree has it. */
  public text(content: string): string {
    const made = this.made.get(content);
    if (made !== undefined) return made;
    for (const tree of this.trees) {
      const found = tree.content(content);
      if (found !== undefined) return found.toString();
    }
    return '';
  }

  private read(content: string, text: string): Parsed<readonly ObjectHeader[]> {
    const parsed = parseObjects(text);
    if (parsed.error !== undefined) return parsed;
    const headers: ObjectHeader[] = [];
    parsed.value.forEach((object, index) => {
      if (!isLocal(object)) headers.push(this.headerOf(object, content, index));
    });
    return { value: headers };
  }

  private headerOf(object: KubernetesObject, content: string, index: number): ObjectHeader {
    const { apiVersion, kind, metadata } = object;
    const flux = kustomizationSpec(object);
    const source = fluxSource(object);
    const unapplied = unappliedBy(metadata);
    // A single literal instead of spreads: there may be hundreds of thousands of headers.
    const header: { -readonly [K in keyof ObjectHeader]: ObjectHeader[K] } = {
      uid: this.count++,
      content,
      index,
      apiVersion,
      group: apiGroup(apiVersion),
      kind,
      namespace: isClusterScoped(apiVersion, kind) ? '' : (metadata.namespace ?? ''),
      name: metadata.name,
      keeps: keepsFromPruning(metadata),
      forced: isForced(metadata),
      protected: this.isProtected(object),
    };
    if (unapplied) header.unapplied = unapplied;
    if (flux) header.flux = flux;
    if (source !== undefined) header.source = source;
    const artifacts = generatedArtifacts(object);
    if (artifacts !== undefined) header.artifacts = artifacts;
    if (header.group === 'helm.toolkit.fluxcd.io' && kind === 'HelmRelease') {
      header.release = chartName(object);
      const sync = instanceSync(object);
      if (sync) header.sync = sync;
      this.hasReleases = true;
    }
    return header;
  }
}

function isOfFlux({ flux, source, release, artifacts }: ObjectHeader): boolean {
  return (flux ?? source ?? release ?? artifacts) !== undefined;
}

function madeObject(text: string): KubernetesObject {
  return JSON.parse(text) as KubernetesObject;
}

/** Whether kustomize leaves an object out of its build, so that Flux never applies it, or prunes it. */
function isLocal({ metadata: { annotations } }: KubernetesObject): boolean {
  const mark = annotations?.['config.kubernetes.io/local-config'];
  return mark !== undefined && mark !== 'false';
}
