import { defined } from '../../core/defined';
import { KubernetesObject } from '../../kubernetes/objects';
import { PlacedUnit } from '../../units/placed-unit';
import { ListExtra, RenderedUnit, UnitFile } from '../../units/unit';
import { UnitCache } from '../../units/unit-cache';
import { Control, KustomizationControl, UnitKustomization, unitKustomization } from './control';
import { unitSources } from './fleet-source';

/** An entry of a list. A Kustomization is given by its parameters, which are shorter to serialize than the object. */
export type Listed = UnitKustomization | KubernetesObject;

/** Units, and the Kustomizations that apply them. */
export interface UnitGroup<L extends Listed = Listed> {
  readonly units: readonly PlacedUnit[];
  readonly kustomizations: readonly L[];
}

/** Several groups as one. */
export function together(groups: readonly UnitGroup[]): UnitGroup {
  return {
    units: groups.flatMap(({ units }) => units),
    kustomizations: groups.flatMap(({ kustomizations }) => kustomizations),
  };
}

/** A file with objects that a control's Flux applies. */
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
 * The unit of a control's own directory. Every place has one with its own paths; its key consists of the parameters of
 * its Kustomizations, which costs less than rendering them.
 */
export function listUnit(
  cache: UnitCache,
  { at, manager, directory, distPath, namespace, prefix, names, source, standby, flux, kubeConfig }: Control,
  files: readonly ListFile[],
  extra: ListExtra = {},
): RenderedUnit {
  const control = { directory, distPath, namespace, prefix, source, flux, ...defined({ names, standby, kubeConfig }) };
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
  const written = files.map(({ path, listed }) => ({ path, objects: listedObjects(control, listed) }));
  if ((control.source.units ?? control.standby?.units) === undefined) return written;
  const sources = unitSources(
    control,
    written.flatMap(({ objects }) => objects),
  );
  return sources.length === 0 ? written : [...written, { path: SOURCES, objects: sources }];
}

/** File of the sources of units. */
export const SOURCES = 'sources.yaml';
