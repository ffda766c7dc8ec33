import { defined } from '../core/defined';
import { JsonObject, JsonValue, KubernetesObject } from '../kubernetes/objects';
import { SourceFiles } from './files/source-files';
import { decrypted } from './flux/decryption';
import { fluxList } from './flux/list-of-spec';
import { SourceData, substitutionOf, VariableSource } from './flux/post-build';
import { showId } from './resource/ids';
import { Resource, BUILD_ANNOTATIONS } from './resource/resource';
import { Resources } from './resource/resources';
import { BuildCache } from './target/build-cache';
import { BuildContext } from './target/context';
import { checkKustomization, Kustomization } from './target/kustomization';
import { dropOrigins } from './target/origin';
import { Accumulator, Target } from './target/target';
import { addHashes } from './transform/hash';
import { setPairs } from './transform/labels';
import { fixNameReferences } from './transform/name-references';
import { sortResources } from './transform/sort';
import { resolveVariables } from './transform/variables';
import { markedFields, UnknownField } from './unknown/markers';
import { Unknown } from './unknown/unknowns';
import { BuildError, fieldOf, isNodeMap, isNothing, located, toJson } from './yaml/node';

/** How a folder is built. */
export interface BuildOptions {
  /**
   * The `spec` of the Flux Kustomization as JSON. Of its fields those count that change the build: patches, images,
   * components, ignoreMissingComponents, targetNamespace, namePrefix, nameSuffix, commonMetadata, buildMetadata,
   * postBuild and decryption.
   *
   * @default - an empty one
   */
  readonly spec?: JsonObject;
  /**
   * The Flux release, such as `2.9`: from 2.9 on, a variable that is not set fails the build.
   *
   * @default '2.9'
   */
  readonly flux?: string;
  /**
   * The data of a ConfigMap or Secret in the Kustomization's namespace that `postBuild.substituteFrom` names.
   *
   * @default - none is known
   */
  readonly variables?: (source: VariableSource) => SourceData;
  /**
   * Keeps parsed files from one build to the next.
   *
   * @default - a new one
   */
  readonly cache?: BuildCache;
}

/** An object of a build. */
export interface KustomizedObject {
  /** The object as JSON. It may share parts with other builds: it must not be changed. */
  readonly object: KubernetesObject;
  /** The file that it comes from; the list for what a generator makes. */
  readonly file: string;
  /** Its place among the objects of that file, from 0. */
  readonly index: number;
  /** Its fields whose value is not known; see {@link hasMarker}. */
  readonly unknownFields: readonly UnknownField[];
}

/** Flux's build of a Kustomization. */
export interface KustomizeBuild {
  /** The objects in kustomize's order; none when the build fails. */
  readonly objects: readonly KustomizedObject[];
  /** Unknown things, each once. */
  readonly unknowns: readonly Unknown[];
  /** Why Flux applies nothing. Never quotes a value of a secret. */
  readonly error?: string;
  /** Paths of the lists that were read, in order. */
  readonly lists: readonly string[];
  /** The folder, if it has no list, so that Flux takes everything in it. */
  readonly unlisted: readonly string[];
  /** Paths of all files that were read. */
  readonly inputs: readonly string[];
}

/** Builds a folder as kustomize-controller does for a Flux Kustomization with that path. */
export function buildKustomization(files: SourceFiles, path: string, options: BuildOptions = {}): KustomizeBuild {
  const context = new BuildContext(files, options.cache ?? new BuildCache());
  let objects: readonly KustomizedObject[] = [];
  let error: string | undefined;
  const unlisted: string[] = [];
  try {
    objects = run(context, path, options, unlisted);
  } catch (thrown) {
    if (!(thrown instanceof BuildError)) throw thrown;
    error = thrown.message;
  }
  const { lists, inputs, unknowns } = context;
  return {
    objects,
    unknowns: [...unknowns.values()],
    ...defined({ error }),
    lists,
    unlisted,
    inputs: [...inputs],
  };
}

function run(
  context: BuildContext,
  folder: string,
  options: BuildOptions,
  unlisted: string[],
): readonly KustomizedObject[] {
  const { spec = {} } = options;
  if (!context.isFolder(folder)) throw new BuildError(`path ${folder || '.'} is missing`);
  context.decrypts = fieldOf(spec.decryption, 'provider') === 'sops';
  const { path, file, isMadeUp } = fluxList(context, folder, spec);
  if (isMadeUp) unlisted.push(folder);
  else context.lists.push(path);
  checkKustomization(file, path);
  context.schemas.set(file.openapi ?? {}, (name) => context.needText(folder, name, path));
  const origin = (file.buildMetadata ?? []).length > 0 ? '' : undefined;
  const all = new Target(context, folder, path, file, { open: [], origin }).accumulate();
  const resources = finished(all, file);
  return new AfterBuild(context, options).objects(resources);
}

/** Finishes the resources of all evaluated lists. */
function finished({ resources, config, variables }: Accumulator, file: Kustomization): Resources {
  addHashes(resources);
  fixNameReferences(resources, config.nameReference);
  resolveVariables(resources, variables, config.varReference);
  resources.all = resources.all.filter((resource) => !isLocal(resource));
  if (file.sortOptions !== undefined) resources.all = sortResources(resources.all, file.sortOptions);
  const metadata = file.buildMetadata ?? [];
  if (metadata.includes('managedByLabel')) {
    setPairs(resources, { 'app.kubernetes.io/managed-by': MANAGED_BY }, [{ path: 'metadata/labels', create: true }]);
  }
  for (const resource of resources.all) dropNotes(resource, metadata);
  return resources;
}

/** The version that kustomize knows of itself where it is part of a controller. */
const MANAGED_BY = 'kustomize-unknown';
const LOCAL = 'config.kubernetes.io/local-config';

function isLocal(resource: Resource): boolean {
  const mark = resource.annotation(LOCAL);
  return mark !== undefined && mark !== 'false';
}

function dropNotes(resource: Resource, metadata: readonly string[]): void {
  const found = fieldOf(resource.data.metadata, 'annotations');
  if (found === undefined) return;
  const texts = resource.texts('annotations');
  for (const note of BUILD_ANNOTATIONS) texts.delete(note);
  dropOrigins(texts, metadata);
  const isSame =
    isNodeMap(found) &&
    texts.size > 0 &&
    texts.size === Object.keys(found).length &&
    Object.values(found).every((value) => typeof value === 'string');
  if (!isSame) resource.setTexts('annotations', texts);
}

/** Edits of the objects by kustomize-controller before it applies them. */
class AfterBuild {
  constructor(
    private readonly context: BuildContext,
    private readonly options: BuildOptions,
  ) {}

  public objects(resources: Resources): readonly KustomizedObject[] {
    const { spec = {} } = this.options;
    for (const { name, kind, apiVersion } of resources.all) {
      if (name === '' || kind === '' || apiVersion === '')
        throw new BuildError(`${kind || 'an object'} ${name} lacks apiVersion, kind or name`);
    }
    const built = resources.all.map((resource) => located(showId(resource.id), () => this.finish(resource, spec)));
    checkUnique(built);
    return built.filter(({ object }) => !isKustomizeFile(object));
  }

  private finish(resource: Resource, spec: JsonObject): KustomizedObject {
    let object = toJson(resource.data) as JsonObject;
    let hidden: readonly UnknownField[] = [];
    if (isNodeMap(spec.decryption)) ({ object, hidden } = decrypted(object, this.context));
    object = this.substituted(object, spec);
    object = withCommonMetadata(object, spec.commonMetadata);
    const { markers } = this.context;
    const marked = markers.size === 0 ? [] : markedFields(object, (marker) => markers.get(marker));
    return {
      object: object as unknown as KubernetesObject,
      file: resource.origin.file,
      index: resource.origin.index,
      unknownFields: [...hidden, ...marked],
    };
  }

  private substituted(object: JsonObject, spec: JsonObject): JsonObject {
    if (!isNodeMap(spec.postBuild) || hasSubstitutionDisabled(object)) return object;
    return this.substitution(spec.postBuild)?.apply(object) ?? object;
  }

  private made?: { readonly substitution: ReturnType<typeof substitutionOf> };

  private substitution(postBuild: JsonObject): ReturnType<typeof substitutionOf> {
    const { variables = () => undefined, flux = '2.9' } = this.options;
    this.made ??= { substitution: substitutionOf(postBuild, variables, this.context, isStrict(flux)) };
    return this.made.substitution;
  }
}

/** Whether a release of Flux fails the build for a variable that is not set. */
function isStrict(flux: string): boolean {
  const [major = 2, minor = 0] = flux.replace(/^v/, '').split('.').map(Number);
  return major > 2 || (major === 2 && minor >= 9);
}

const SUBSTITUTE = 'kustomize.toolkit.fluxcd.io/substitute';

function hasSubstitutionDisabled({ metadata }: JsonObject): boolean {
  return ['labels', 'annotations'].some((field) => fieldOf(fieldOf(metadata, field), SUBSTITUTE) === 'disabled');
}

function withCommonMetadata(object: JsonObject, common: JsonValue | undefined): JsonObject {
  if (!isNodeMap(common)) return object;
  const metadata = { ...(object.metadata as JsonObject) };
  for (const field of ['labels', 'annotations'] as const) {
    const added = common[field];
    if (isNothing(added)) continue;
    metadata[field] = { ...(metadata[field] as JsonObject | undefined), ...(added as JsonObject) };
  }
  return { ...object, metadata };
}

function isKustomizeFile({ apiVersion, kind }: KubernetesObject): boolean {
  return apiVersion.startsWith('kustomize.config.k8s.io/') && (kind === 'Kustomization' || kind === 'Component');
}

function checkUnique(built: readonly KustomizedObject[]): void {
  const seen = new Set<string>();
  for (const { object } of built) {
    const { apiVersion, kind, metadata } = object;
    const key = `${apiVersion}|${kind}|${metadata.namespace ?? ''}|${metadata.name}`;
    if (seen.has(key)) throw new BuildError(`substitution gives two objects the identity of ${kind} ${metadata.name}`);
    seen.add(key);
  }
}
