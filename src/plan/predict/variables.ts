import { JsonObject, KubernetesObject } from '../../kubernetes/objects';
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

/** Sources of a Kustomization's variables. */
export function variableReferences(fields: JsonObject | undefined): VariableReference[] {
  return listAt(fields, 'postBuild', 'substituteFrom').flatMap((one) => {
    const [kind, name] = [textAt(one, 'kind'), textAt(one, 'name')];
    return kind === undefined || name === undefined ? [] : [{ kind, name }];
  });
}

/** A ConfigMap or Secret of a cluster. */
export interface VariableKey extends VariableReference {
  readonly cluster: string;
  readonly namespace: string;
}

/**
 * The data of a ConfigMap or Secret that Kustomizations of a cluster make; undefined when none of them does. The values
 * of Secrets are hidden: null.
 */
export function variableData(units: Iterable<Unit>, index: ManifestIndex, key: VariableKey): VariableData {
  const { cluster, namespace, kind, name } = key;
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
      if (found) return kind === 'Secret' ? namesOf(index.body(found)) : textsOf(mapAt(index.body(found), 'data'));
    }
  }
  return undefined;
}

function textsOf(data: JsonObject): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(data).flatMap(([key, value]) => (typeof value === 'string' ? [[key, value]] : [])),
  );
}

function namesOf(secret: KubernetesObject): Readonly<Record<string, null>> {
  const names = ['data', 'stringData'].flatMap((field) => Object.keys(mapAt(secret, field)));
  return Object.fromEntries(names.map((name) => [name, null]));
}
