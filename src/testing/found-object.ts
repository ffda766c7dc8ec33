import { defined } from '../core/defined';
import { yamlReader } from '../core/yaml-reader';
import { KubernetesObject, objectIdentity, objectName } from '../kubernetes/objects';
import { PlacedUnit } from '../units/placed-unit';
import { RenderedUnit } from '../units/unit';

/**
 * An object of the generated folder, with its place.
 *
 * @example
 * const places: string[] = testing.find('Deployment').map(({ at, file }: FoundObject) => `${at}: ${file}`);
 */
export interface FoundObject {
  /** Its target, as `environment/cluster/tenant/app` with the parts that apply: `prod/eu-1/shop/web`. */
  readonly at: string;
  /** The cluster that it is applied to. Of a remote cluster, Flux's own objects are on its manager. */
  readonly cluster: string;
  /** The tenant that it is made for; undefined for the platform's own. */
  readonly tenant?: string;
  /** Its file, from the output directory, with `/` as separator. */
  readonly file: string;
  /** The object, as the file has it: a file that SOPS encrypted is not decrypted. */
  readonly object: KubernetesObject;
}

const TENANT_FOLDER = /\/(?:tenants|grants)\/([^/]+)(?:\/|$)/;

type FileObject = Pick<FoundObject, 'file' | 'object'>;

/** The objects of each distinct unit by file, read once for all its places. */
const parsed = new WeakMap<RenderedUnit, readonly FileObject[]>();

/** The objects of a unit at its place. */
function objectsOf(placed: PlacedUnit): FoundObject[] {
  const { unit, directory, at, cluster } = placed;
  const tenant = tenantOf(placed);
  return fileObjects(unit).map(({ file, object }) => ({
    at,
    cluster,
    file: `${directory}/${file}`,
    object,
    ...defined({ tenant }),
  }));
}

/** The tenant that a unit is for. */
function tenantOf({ directory }: PlacedUnit): string | undefined {
  return TENANT_FOLDER.exec(directory)?.[1];
}

function fileObjects(unit: RenderedUnit): readonly FileObject[] {
  const known = parsed.get(unit);
  if (known !== undefined) return known;
  const { parseAllDocuments } = yamlReader();
  const found = unit.files
    .filter(({ path }) => path !== 'kustomization.yaml')
    .flatMap(({ path: file, text }) =>
      [...parseAllDocuments(text)].map((document) => ({ file, object: document.toJS() as KubernetesObject })),
    );
  parsed.set(unit, found);
  return found;
}

/**
 * The objects of a kind, given as `Kind` or `group/Kind`; the group of `v1` is empty: `/Service`. Of units without any,
 * no file is read.
 *
 * @param kind the kind; all objects without one
 */
export function objectsOfKind(placed: readonly PlacedUnit[], kind?: string): FoundObject[] {
  if (kind === undefined) return placed.flatMap(objectsOf);
  return placed
    .filter(({ unit }) => unit.identities.some((identity) => isOfKind(identity, kind)))
    .flatMap(objectsOf)
    .filter(({ object }) => isOfKind(objectIdentity(object), kind));
}

/** An object's name in messages: `Deployment shop/web`. */
export const nameOf = ({ object }: Pick<FoundObject, 'object'>): string => objectName(object);

function isOfKind(identity: string, kind: string): boolean {
  const [group, own] = identity.split('/', 2);
  return kind.includes('/') ? kind === `${group}/${own}` : kind === own;
}
