import { defined } from '../core/defined';
import { escapeRegExp } from '../core/escape-regexp';
import { RECONCILE } from '../plan/predict/expand-set';
import { objectsOf, Unit } from '../plan/predict/unit';
import { Walk } from '../plan/predict/walk';
import { ManifestIndex } from '../plan/tree/manifest-index';
import { MovedRelease } from './releases';
import { isByHand, isSet, unitName } from './side';

/** A patch of a Kustomization's `spec.patches` that suspends HelmReleases. */
export interface SuspendPatch {
  readonly target: { readonly group: string; readonly kind: string; readonly name?: string };
  readonly patch: string;
}

/** A change of one manifest in the old repository. */
export interface ManifestEdit {
  /** The file that holds it. */
  readonly file: string;
  /** Kustomization, the FluxInstance that makes one, or ResourceSet. */
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  /** Name of the Kustomization that it is or makes; of the ResourceSet. */
  readonly kustomization: string;
  /**
   * Names of HelmReleases that it applies and that are to be suspended, sorted; `all` for all that it applies. Patches see
   * names before variables are replaced in them, so that names are given only where some are not to be suspended.
   */
  readonly suspends: readonly string[] | 'all';
}

/** The changes of the old repository for one cluster. */
export interface ClusterEdits {
  readonly edits: readonly ManifestEdit[];
  /** Kustomizations that no file holds alone, as `namespace/name`: somebody made them by hand, or a ResourceSet does. */
  readonly byHand: readonly string[];
}

/**
 * The changes that let Kustomizations be deleted while what they applied stays: every one orphans its objects, and
 * suspends the HelmReleases whose releases go to others. Flux Operator leaves ResourceSets alone, and with them what they
 * have made.
 */
export function editsOf({ units }: Walk, moved: readonly MovedRelease[], index: ManifestIndex): ClusterEdits {
  const edits: ManifestEdit[] = [];
  const byHand: string[] = [];
  for (const unit of units.values()) {
    const { object } = unit;
    if (object === undefined || isByHand(unit)) {
      if (!isSet(unit)) byHand.push(unitName(unit));
      continue;
    }
    edits.push({
      file: object.file,
      kind: object.header.kind,
      namespace: object.namespace,
      name: object.name,
      kustomization: unit.spec.name,
      suspends: isSet(unit) ? [] : isAll(unit, moved, index) ? 'all' : suspendedBy(unit, moved),
    });
  }
  return { edits, byHand };
}

/** Whether all HelmReleases that a Kustomization applies are to be suspended. */
function isAll(unit: Unit, moved: readonly MovedRelease[], index: ManifestIndex): boolean {
  const own = objectsOf(unit, index).objects.filter(({ header }) => header.release !== undefined);
  return own.length > 0 && own.length === suspendedBy(unit, moved).length;
}

/** Names of the HelmReleases that a Kustomization has to suspend, sorted. */
export function suspendedBy(unit: Unit, moved: readonly MovedRelease[]): string[] {
  return moved
    .filter((one) => one.unit.key === unit.key)
    .map(({ from }) => from.slice(from.indexOf('/') + 1))
    .sort();
}

/** Changes of several clusters, one for each manifest: clusters may share files. */
export function mergedEdits(edits: readonly ManifestEdit[]): ManifestEdit[] {
  const byManifest = new Map<string, ManifestEdit>();
  for (const edit of edits) {
    const key = JSON.stringify([edit.file, edit.kind, edit.namespace, edit.name]);
    byManifest.set(key, { ...edit, suspends: together(byManifest.get(key)?.suspends ?? [], edit.suspends) });
  }
  return [...byManifest.values()].sort((a, b) => (a.file < b.file ? -1 : a.file > b.file ? 1 : 0));
}

function together(some: ManifestEdit['suspends'], more: ManifestEdit['suspends']): ManifestEdit['suspends'] {
  return some === 'all' || more === 'all' ? 'all' : [...new Set([...some, ...more])].sort();
}

/** The patches that suspend HelmReleases of the given names. */
export function suspendPatches(names: ManifestEdit['suspends']): SuspendPatch[] {
  if (names.length === 0) return [];
  const kind = { group: 'helm.toolkit.fluxcd.io', kind: 'HelmRelease' };
  return [{ target: names === 'all' ? kind : { ...kind, name: names.map(escapeRegExp).join('|') }, patch: SUSPEND }];
}

/** Fields to set in a manifest. */
export function fieldsOf({ kind, kustomization: name, suspends }: ManifestEdit): Readonly<Record<string, unknown>> {
  if (kind === 'ResourceSet') return { metadata: { annotations: { [RECONCILE]: 'disabled' } } };
  const suspending = suspendPatches(suspends);
  const spec = { deletionPolicy: 'Orphan', ...defined({ patches: suspending.length > 0 ? suspending : undefined }) };
  if (kind !== 'FluxInstance') return { spec };
  // The operator makes the Kustomization, and lets it be patched.
  const operations = Object.entries(spec).map(([field, value]) => ({ op: 'add', path: `/spec/${field}`, value }));
  const patches = [{ target: { kind: 'Kustomization', name }, patch: JSON.stringify(operations) }];
  return { spec: { kustomize: { patches } } };
}

const SUSPEND = '- op: add\n  path: /spec/suspend\n  value: true\n';
