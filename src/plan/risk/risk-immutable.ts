import { KubernetesObject } from '../../kubernetes/objects';
import { RefusedChange, refusedChanges } from '../../kubernetes/updates';
import { RawChange } from '../diff/field-diff';
import { renamesSync } from './risk-operator';

/** Paths of the changed fields that are immutable: the object would have to be recreated. */
export function immutableFields(
  old: KubernetesObject,
  next: KubernetesObject,
  changes: readonly RawChange[],
): readonly string[] {
  if (changes.length === 0) return [];
  const fields = refusedChanges(old, next).flatMap((refused) =>
    refused.stays === undefined ? namesOf(refused.field, changes) : [leftover(refused)],
  );
  return [...new Set(renamesSync(old, next) ? [...fields, 'spec.sync.name'] : fields)];
}

function leftover({ field, stays, as }: RefusedChange): string {
  const why =
    as === undefined
      ? `${stays}, which the API server filled in, stays and does not fit: write it down in an earlier commit`
      : `${stays} stays ${as} and does not fit`;
  return `${field} (${why})`;
}

/** The names that changed fields have in the report; the field itself if they are known by another name there. */
function namesOf(field: string, changes: readonly RawChange[]): string[] {
  if (field.startsWith('spec.versions[')) return [field];
  const names = changes.map(({ path }) => path).filter((path) => touches(path.replace(/\[[^\]]*\]/g, '[]'), field));
  return names.length > 0 ? names : [field];
}

function touches(changed: string, field: string): boolean {
  return changed === field || isBelow(changed, field) || isBelow(field, changed);
}

function isBelow(path: string, above: string): boolean {
  return path.startsWith(`${above}.`) || path.startsWith(`${above}[`);
}
