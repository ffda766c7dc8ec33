import { listAt, mapAt, textAt, valueAt } from '../kubernetes/json';
import { JsonObject, JsonValue } from '../kubernetes/objects';
import { containersOf } from '../kubernetes/pods/pod-spec';

const PROBES = ['livenessProbe', 'readinessProbe', 'startupProbe'] as const;

/** Probes of a pod on ports that none of its containers has, as `readinessProbe of container "web" is on port 81`. */
export function probesOnNoPort(pod: JsonObject): string[] {
  const containers = containersOf(pod);
  const ports = containers.flatMap((container) => listAt(container, 'ports'));
  const numbers = new Set(ports.map((port) => valueAt(port, 'containerPort')));
  return containers.flatMap((container) => {
    const names = new Set(listAt(container, 'ports').map((port) => valueAt(port, 'name')));
    // A container may listen on ports that it does not list: one that lists none says nothing about a number.
    const isListed = (port: JsonValue) =>
      typeof port === 'string' && !/^\d+$/.test(port)
        ? names.has(port)
        : listAt(container, 'ports').length === 0 || numbers.has(Number(port));
    return PROBES.flatMap((probe) =>
      portsOf(mapAt(container, probe))
        .filter((port) => !isListed(port))
        .map((port) => `${probe} of container "${textAt(container, 'name') ?? ''}" is on port ${String(port)}`),
    );
  });
}

/** Ports that a probe asks in its own container. */
function portsOf(probe: JsonObject): (number | string)[] {
  return (['grpc', 'httpGet', 'tcpSocket'] as const)
    .filter((handler) => textAt(probe, handler, 'host') === undefined)
    .map((handler) => valueAt(probe, handler, 'port'))
    .filter((port) => typeof port === 'number' || typeof port === 'string');
}

/** Images of a pod whose tag is `latest`, or that name no tag and no digest. */
export function latestImages(pod: JsonObject): string[] {
  const images = containersOf(pod).flatMap((container) => textAt(container, 'image') ?? []);
  return [...new Set(images.filter((image) => /^(?:[^@]*\/)?[^/@:]+(?::latest)?$/.test(image)))];
}

/** The names of the ports of a pod's containers. */
export function portNames(pod: JsonObject): string[] {
  const ports = containersOf(pod).flatMap((container) => listAt(container, 'ports'));
  return [...new Set(ports.flatMap((port) => textAt(port, 'name') ?? []))];
}
