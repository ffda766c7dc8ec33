import { defined } from '../../core/defined';
import { KubernetesObject } from '../../kubernetes/objects';
import { PlacedUnit } from '../../units/placed-unit';
import { ListExtra, RenderedUnit, UnitFile } from '../../units/unit';
import { UnitCache } from '../../units/unit-cache';
import { Control, KustomizationControl, UnitKustomization, unitKustomization } from './control';

/** An object of a list; a Kustomization as what it is made of, which is less to write out than the object. */
export type Listed = UnitKustomization | KubernetesObject;

/** Units, and the Kustomizations that bring them. */
export interface UnitGroup<L extends Listed = Listed> {
  readonly units: readonly PlacedUnit[];
  readonly kustomizations: readonly L[];
}

/** A file with what a control's Flux has to bring. */
export interface ListFile {
  /** Path within the control's directory. */
  readonly path: string;
  readonly listed: readonly Listed[];
}

interface ListData {
  readonly control: KustomizationControl;
  readonly files: readonly ListFile[];
}

/** The objects of a list. */
export function listedObjects(control: KustomizationControl, listed: readonly Listed[]): KubernetesObject[] {
  return listed.map((one) => ('apiVersion' in one ? one : unitKustomization(control, one)));
}

/**
 * The unit of a control's own directory. There are as many as places, each with the paths of its own: so they are known
 * by what their Kustomizations are made of, which costs less than to make these.
 */
export function listUnit(
  cache: UnitCache,
  { at, manager, directory, distPath, namespace, prefix, source, flux, kubeConfig }: Control,
  files: readonly ListFile[],
  extra: ListExtra = {},
): RenderedUnit {
  const control = { directory, distPath, namespace, prefix, source, flux, ...defined({ kubeConfig }) };
  return cache.distinct({
    kind: 'list',
    data: { control, files, extra },
    at,
    versions: manager.versions,
    files: listFiles,
    extra,
  });
}

function listFiles({ control, files }: ListData): UnitFile[] {
  return files.map(({ path, listed }) => ({ path, objects: listedObjects(control, listed) }));
}
