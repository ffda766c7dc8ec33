import { isMap, listAt, mapAt, valueAt } from '../json';
import { JsonObject, KubernetesObject } from '../objects';

/** An address that the API server allocated: no manifest has it. */
const ALLOCATED = '(allocated)';

/**
 * A copy of a manifest as Flux sends it: texts of a Secret as data (`ssa/normalize` of fluxcd/pkg 0.70), and without
 * status.
 */
export function sentObject(kind: string, manifest: KubernetesObject): JsonObject {
  const { status: _status, ...object } = structuredClone(manifest) as unknown as JsonObject;
  if (kind !== '/Secret' || !isMap(object.stringData)) return object;
  const { stringData: _texts, ...secret } = object;
  const texts = Object.entries(mapAt(object, 'stringData')).map(([key, text]) => [
    key,
    Buffer.from(typeof text === 'string' ? text : '').toString('base64'),
  ]);
  return { ...secret, data: { ...mapAt(object, 'data'), ...(Object.fromEntries(texts) as JsonObject) } };
}

/**
 * Fills in what the API server allocates for a Service and keeps, so that the addresses of two states can be compared.
 *
 * @param live the object before, changed
 * @param after the object after the update, changed
 */
export function fillAllocated(kind: string, live: JsonObject, after: JsonObject): void {
  if (kind !== '/Service') return;
  const [before, next] = [mapAt(live, 'spec'), mapAt(after, 'spec')];
  for (const spec of [before, next]) {
    spec.clusterIP ??= listAt(spec, 'clusterIPs')[0] ?? null;
  }
  before.clusterIP ??= ALLOCATED;
  next.clusterIP ??= before.clusterIP;
  // The second address and family may come and go, and a first family that the server chose is not known.
  for (const field of ['clusterIPs', 'ipFamilies']) {
    const [was, is] = [listAt(live, 'spec', field), listAt(after, 'spec', field)];
    if (was.length === 0 || is.length === 0) {
      delete before[field];
      delete next[field];
    } else if (was.length !== is.length) {
      before[field] = was.slice(0, 1);
      next[field] = is.slice(0, 1);
    }
  }
  const health = valueAt(live, 'spec', 'healthCheckNodePort');
  before.healthCheckNodePort = health ?? ALLOCATED;
  next.healthCheckNodePort ??= before.healthCheckNodePort;
}
