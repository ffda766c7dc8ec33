import { isMap } from '../json';
import { JsonValue } from '../objects';

/** Lists whose items the API server knows by these fields: their order does not count, and server-side apply merges them. */
const KEYS: Readonly<Record<string, readonly string[]>> = {
  containers: ['name'],
  env: ['name'],
  hostAliases: ['ip'],
  imagePullSecrets: ['name'],
  initContainers: ['name'],
  ports: ['containerPort', 'port', 'protocol'],
  topologySpreadConstraints: ['topologyKey', 'whenUnsatisfiable'],
  volumeDevices: ['devicePath'],
  volumeMounts: ['mountPath'],
  volumes: ['name'],
};

/** The fields that the items of a list are known by; undefined where their place counts. */
export function keyFields(list: string): readonly string[] | undefined {
  return Object.hasOwn(KEYS, list) ? KEYS[list] : undefined;
}

/** The text by which an item is known. */
export function itemKey(item: JsonValue, fields: readonly string[]): string {
  return JSON.stringify(
    fields.map((field) => (isMap(item) ? item[field] : undefined) ?? (field === 'protocol' ? 'TCP' : null)),
  );
}
