import { JsonObject } from '../../kubernetes/objects';
import { ManifestIndex } from '../tree/manifest-index';
import { listAt, mapAt, textAt } from '../tree/parse-manifests';
import { putInto } from './build';
import { VariableData } from './builds';
import { Unit } from './unit';

/** A ConfigMap or Secret that a Kustomization takes variables from. */
export interface VariableReference {
  readonly kind: string;
  readonly name: string;
}

/** What a Kustomization takes variables from. */
export function variableReferences(fields: JsonObject | undefined): VariableReference[] {
  return listAt(fields, 'postBuild', 'substituteFrom').flatMap((one) => {
    const [kind, name] = [textAt(one, 'kind'), textAt(one, 'name')];
    return kind === undefined || name === undefined ? [] : [{ kind, name }];
  });
}

/**
 * The data of a ConfigMap that Kustomizations of a cluster make; undefined when none of them does. Values of Secrets are
 * never looked up.
 */
export function configMapData(
  units: Iterable<Unit>,
  index: ManifestIndex,
  cluster: string,
  namespace: string,
  { kind, name }: VariableReference,
): VariableData {
  if (kind !== 'ConfigMap') return undefined;
  for (const unit of units) {
    if (unit.target !== cluster) continue;
    for (const file of unit.build?.files ?? []) {
      // Most files hold no such object, and need not be parsed.
      if (!index.text(file.content).includes(name)) continue;
      const headers = index.objects(file.content);
      if (headers.error !== undefined) continue;
      const found = headers.value.find((header) => {
        const object = putInto(header, file, unit.spec);
        return header.kind === kind && header.group === '' && object.name === name && object.namespace === namespace;
      });
      if (found) return textsOf(mapAt(index.body(found), 'data'));
    }
  }
  return undefined;
}

function textsOf(data: JsonObject): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(data).flatMap(([key, value]) => (typeof value === 'string' ? [[key, value]] : [])),
  );
}
