import { Duration } from 'cdk8s';
import { defined } from '../../core/defined';
import type { GeneratedArtifact } from '../../flux/artifact-generator';
import { FluxContext } from '../../flux/context';
import { mergeDefaults } from '../../flux/defaults';
import { KubernetesObject } from '../../kubernetes/objects';
import { HELD_FOLDER, HELD_WITHOUT } from '../../plan/tree/source-key';
import { SOURCE_LABEL } from '../../units/marks';
import { artifactRepository, SourceSpec, wholeSource } from '../source';
import { sourceObject } from './source-object';

// Loaded with the first repository that is split.
// eslint-disable-next-line @typescript-eslint/no-require-imports
const generators = () => require('../../flux/artifact-generator') as typeof import('../../flux/artifact-generator');

/** Namespace of Flux, and name of a cluster's root source and Kustomization, as in `flux bootstrap`. */
export const FLUX_SYSTEM = 'flux-system';

/** Name of the fleet's source in every control namespace but Flux's own. */
export const FLEET_SOURCE = 'fleet';

/** The source that a control's Kustomizations read. */
export interface ControlSource {
  /** The kind of the object that fetches it. */
  readonly kind: SourceSpec['kind'];
  readonly name: string;
  /** The source itself, where each unit is an artifact of its own; undefined otherwise. */
  readonly units?: SourceSpec;
  /** Whether a receiver wakes the artifacts of units. */
  readonly woken?: true;
}

/**
 * The source of a control.
 *
 * @param woken whether a receiver wakes it
 */
export function controlSource(spec: SourceSpec, name: string, woken = false): ControlSource {
  const { kind } = spec;
  if (spec.per !== 'unit') return { kind, name };
  return { kind, name, units: spec, ...defined({ woken: woken || undefined }) };
}

/** The objects that a receiver wakes, so that Flux learns of a control's new artifacts. */
export function wokenSource({ kind, name, units }: ControlSource): {
  readonly kind: SourceSpec['kind'];
  readonly name?: string;
  readonly matchLabels?: Readonly<Record<string, string>>;
} {
  return units?.kind === 'OCIRepository' ? { kind, matchLabels: { [SOURCE_LABEL]: name } } : { kind, name };
}

/**
 * How often a registry is asked for the artifact of a unit: there are many of them. Seldom where a receiver tells of
 * changes.
 */
const UNIT_INTERVAL = Duration.minutes(5);
const WOKEN_INTERVAL = Duration.minutes(10);

/** A reference of a Kustomization to its source. */
export interface SourceRef {
  readonly kind: 'ExternalArtifact' | SourceSpec['kind'];
  readonly name: string;
}

/** The kind of the artifacts that units have: source-watcher makes them of a repository. */
function artifactKind(kind: SourceSpec['kind']): SourceRef['kind'] {
  return kind === 'GitRepository' ? 'ExternalArtifact' : kind;
}

/** The source that holds the list of a control. */
export function listSource({ kind, name, units }: ControlSource): SourceRef {
  return { kind: units ? artifactKind(kind) : kind, name };
}

/**
 * The source that holds a unit.
 *
 * @param kustomization the name of the unit's Kustomization
 */
export function unitSource(source: ControlSource, kustomization: string): SourceRef {
  const { kind, name, units } = source;
  if (units === undefined) return { kind, name };
  // In the namespace of a remote cluster, the names of Kustomizations begin with their environment's.
  const made = `${name === FLUX_SYSTEM ? FLUX_SYSTEM : FLEET_SOURCE}-${kustomization}`;
  const own = artifactKind(kind);
  return { kind: own, name: own === 'ExternalArtifact' ? withoutDots(made) : made };
}

/**
 * The name of a generated artifact, which has no dots. Hyphens in a row get one more, so that two names never become one:
 * `shop.a--b` is `shop--a---b`, and `shop--a.b` is `shop---a--b`.
 */
function withoutDots(name: string): string {
  return name.replaceAll(/-{2,}/g, (hyphens) => `${hyphens}-`).replaceAll('.', '--');
}

/** Where the objects of a control's source are, and what they fetch. */
export interface SourcePlace {
  readonly name: string;
  readonly namespace: string;
  readonly flux: FluxContext;
  /** The generated folder's path within a source, such as `./dist`. */
  readonly distPath: string;
  /** Directory of the cluster whose Flux reads it, within the generated folder: `clusters/eu-1`. */
  readonly root: string;
  /** Directory of the control. */
  readonly directory: string;
  /** Patterns of what is not the control's list, within its directory; undefined without a list. */
  readonly others?: readonly string[];
  /** Patterns of the folders of other controls within it. */
  readonly nested?: readonly string[];
  /** Whether the objects say which folder they hold, for comparisons: not where one repository holds all. */
  readonly marked: boolean;
}

/** The objects that fetch a control's source, and make the artifact of its list. */
export function fleetSources(spec: SourceSpec, place: SourcePlace): KubernetesObject[] {
  const { name, namespace, flux, distPath, root, directory, others, nested, marked } = place;
  const whole = wholeSource(spec);
  const held = (object: KubernetesObject, folder: string) => (marked ? withFolder(object, folder) : object);
  if (spec.kind === 'OCIRepository') {
    if (spec.per === undefined) return [held(sourceObject(whole, name, namespace, flux), './')];
    if (spec.per === 'unit' && others === undefined) return [];
    const own = { name, namespace, directory, distPath, flux };
    return [
      spec.per === 'unit'
        ? artifactObject(spec, own, { without: others, label: name })
        : artifactObject(spec, own, { without: nested }),
    ];
  }
  const folder = `${distPath}/${root}`;
  const repository = held(sourceObject(whole, name, namespace, flux, folder), folder);
  if (spec.per === undefined || others === undefined) return [repository];
  const copied = { name, ...copyOf(`${distPath}/${directory}`, others) };
  return [repository, generator(name, namespace, name, [copied])];
}

/**
 * The objects that fetch or make the artifacts of a control's units.
 *
 * @param objects the Kustomizations of the units, with any others
 * @param others sources beside the one that the Kustomizations read, whose artifacts are made as well
 */
export function unitSources(
  control: {
    readonly source: ControlSource;
    readonly namespace: string;
    readonly distPath: string;
    readonly directory: string;
    readonly flux: FluxContext;
    readonly standby?: ControlSource;
  },
  objects: readonly KubernetesObject[],
): KubernetesObject[] {
  const { source, standby, namespace, distPath, flux } = control;
  const list = `${distPath}/${control.directory}`;
  const units = objects.flatMap(({ kind, metadata, spec }) => {
    const { path, sourceRef } = (spec ?? {}) as { readonly path?: string; readonly sourceRef?: SourceRef };
    const own = unitSource(source, metadata.name);
    const isOwn =
      kind === 'Kustomization' &&
      metadata.namespace === namespace &&
      sourceRef?.kind === own.kind &&
      sourceRef.name === own.name;
    return isOwn && path !== undefined && path !== list ? [{ name: metadata.name, path }] : [];
  });
  return [source, ...(standby ? [standby] : [])].flatMap((one) => {
    const spec = one.units;
    if (spec === undefined || units.length === 0) return [];
    const named = units.map(({ name, path }) => ({ name: unitSource(one, name).name, path }));
    if (spec.kind === 'OCIRepository') {
      const interval = one.woken ? WOKEN_INTERVAL : UNIT_INTERVAL;
      const seldom = { ...flux, defaults: mergeDefaults({ ociRepository: { interval } }, flux.defaults) };
      return named.map(({ name, path }) => {
        const directory = path.slice(distPath.length + 1);
        const place = { name, namespace, directory, distPath, flux: seldom };
        return artifactObject(spec, place, { label: one.name });
      });
    }
    const artifacts = named.map(({ name, path }) => ({ name, ...copyOf(path) }));
    // No name of a source has a dot.
    return [generator(`${one.name}.units`, namespace, one.name, artifacts)];
  });
}

/** The object that fetches an artifact of a directory. */
function artifactObject(
  spec: SourceSpec,
  {
    name,
    namespace,
    directory,
    distPath,
    flux,
  }: Pick<SourcePlace, 'directory' | 'distPath' | 'flux' | 'name' | 'namespace'>,
  { without = [], label }: { readonly without?: readonly string[] | undefined; readonly label?: string },
): KubernetesObject {
  const own = { ...wholeSource(spec), url: artifactRepository(spec, directory) };
  const { metadata, ...object } = withFolder(sourceObject(own, name, namespace, flux), `${distPath}/${directory}`);
  const annotations = {
    ...metadata.annotations,
    ...defined({ [HELD_WITHOUT]: without.length > 0 ? without.join(', ') : undefined }),
  };
  const labels = label === undefined ? {} : { labels: { [SOURCE_LABEL]: label } };
  return { ...object, metadata: { ...metadata, annotations, ...labels } };
}

function withFolder(object: KubernetesObject, folder: string): KubernetesObject {
  return { ...object, metadata: { ...object.metadata, annotations: { [HELD_FOLDER]: folder } } };
}

/** A copy of a folder that keeps its path, so that Kustomizations find it where it is in the repository. */
function copyOf(folder: string, exclude: readonly string[] = []): Pick<GeneratedArtifact, 'copy' | 'originRevision'> {
  const path = folder.replace(/^\.\//, '');
  return {
    originRevision: `@${ALIAS}`,
    copy: [
      {
        from: `@${ALIAS}/${path}/**`,
        to: `@artifact/${path}/`,
        ...defined({ exclude: exclude.length > 0 ? exclude.map((one) => `${path}/${one}`) : undefined }),
      },
    ],
  };
}

/** The name by which generators' copies call their repository. */
const ALIAS = 'fleet';

function generator(
  name: string,
  namespace: string,
  repository: string,
  artifacts: readonly GeneratedArtifact[],
): KubernetesObject {
  const sources = { [ALIAS]: { kind: 'GitRepository' as const, name: repository } };
  return { ...generators().ArtifactGenerator.manifest({ sources, artifacts }), metadata: { name, namespace } };
}

/**
 * Patterns of the folders of units below a list, so that the rest is the list. A pattern that fits nothing is no error,
 * so that a list without some unit can be made while the generator still names it.
 *
 * @param directory the list's directory
 * @param files files of the list, within the directory
 * @param units directories of the units below it
 */
export function foldersOfUnits(directory: string, files: readonly string[], units: readonly string[]): string[] {
  const patterns = new Set<string>();
  for (const unit of units) {
    if (!unit.startsWith(`${directory}/`)) continue;
    const [first = ''] = unit.slice(directory.length + 1).split('/', 1);
    const beside = files.find((file) => file.startsWith(`${first}/`));
    // Between files of the list, units' folders are told by their depth.
    patterns.add(beside === undefined ? `${first}/**` : `${first}${'/*'.repeat(beside.split('/').length)}`);
  }
  return [...patterns].sort();
}
