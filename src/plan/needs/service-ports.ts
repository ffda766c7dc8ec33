import { firstNames } from '../../core/first-names';
import { matchesLabels } from '../../kubernetes/label-match';
import { apiGroup, JsonValue, KubernetesObject } from '../../kubernetes/objects';
import { podTemplate } from '../../kubernetes/pods/pod-spec';
import { formatObject, ObjectChange, STAYS } from '../objects/comparison';
import type { ObjectDiffer } from '../objects/object-diff';
import { containersOf } from '../risk/pod-template';
import { Risk, risk } from '../risk/risk';
import { ManifestIndex } from '../tree/manifest-index';
import { listAt, mapAt, plainText, textAt, valueAt } from '../tree/parse-manifests';
import { Bodies } from './bodies';

/** A port of a Service that something asks for, by name or number. */
interface Asked {
  readonly service: string;
  readonly namespace: string;
  readonly port: string;
}

const PORTS = /^spec\.(?:ports\b|template\.spec\.(?:containers|initContainers)\b.*\bports\b)/;

/** Ports that a Service or its pods no longer have while something asks for them. */
export class ServicePorts {
  constructor(
    private readonly index: ManifestIndex,
    private readonly differ: ObjectDiffer,
    private readonly all: Bodies,
  ) {}

  public risks(change: ObjectChange): Risk[] {
    const { object, action, effect, fields } = change;
    if (action !== 'changed' || STAYS.has(effect) || !fields.some(({ path }) => PORTS.test(path))) return [];
    const [old, next] = [this.all.of(change, 'old'), this.all.of(change, 'next')];
    if (!old || !next) return [];
    if (object.group !== '' || object.kind !== 'Service') return this.unnamed(change);
    return [...this.lost(change, old, next), ...this.unnamed(change)];
  }

  /** Who asks for a port that a Service no longer has. */
  private lost(change: ObjectChange, old: KubernetesObject, next: KubernetesObject): Risk[] {
    const { cluster, object } = change;
    const left = new Set(portsOf(next));
    const lost = new Set(portsOf(old).filter((port) => !left.has(port)));
    if (lost.size === 0) return [];
    const found = new Map<string, string[]>();
    for (const one of this.all.on(cluster)) {
      const isRouting = ASKS.test(`${one.header.group}/${one.header.kind}`);
      const isMonitor = one.header.kind === 'ServiceMonitor' && one.namespace === object.namespace;
      if (!isMonitor && !(isRouting && this.index.text(one.header.content).includes(object.name))) continue;
      const body = this.differ.body(one);
      const asked = isMonitor ? monitored(body, next) : askedBy(body, one.namespace);
      for (const { service, namespace, port } of asked) {
        if (service !== object.name || namespace !== object.namespace || !lost.has(port)) continue;
        const { kind, group } = one.header;
        const name = formatObject({ kind, group, namespace: one.namespace, name: one.name });
        if (!found.get(port)?.includes(name)) found.set(port, [...(found.get(port) ?? []), name]);
      }
    }
    return [...found].map(([port, who]) => {
      const message = `${formatObject(object)} no longer has port ${port} while ${firstNames(who)} ${who.length === 1 ? 'needs' : 'need'} it`;
      return risk('availability', message);
    });
  }

  /** Services that send to a port by a name which their pods had and no longer have. */
  private unnamed(change: ObjectChange): Risk[] {
    const { object } = change;
    const services = (side: 'next' | 'old') => {
      const objects = [...this.all.beside(change, ({ kind }) => KINDS.has(kind), side)];
      return objects
        .filter(({ kind }) => kind === 'Service')
        .map((service) => ({ service, names: this.names(service, objects) }));
    };
    const old = new Map(services('old').map((one) => [one.service.metadata.name, one]));
    return services('next').flatMap(({ service, names }) => {
      const was = old.get(service.metadata.name);
      if (was?.names === undefined || names === undefined) return [];
      if (object.kind === 'Service' && object.name !== service.metadata.name) return [];
      const before = targets(was.service);
      const worked = before.some((name) => was.names!.has(name)) || before.length === 0;
      // A container that is injected may have the others.
      const gone = targets(service).filter(
        (name) => !names.has(name) && (was.names!.has(name) || !before.includes(name)),
      );
      if (!worked || gone.length === 0) return [];
      const name = `Service ${object.namespace}/${service.metadata.name}`;
      return [risk('availability', `${name} sends to port ${firstNames(gone)}, which none of its pods has any more`)];
    });
  }

  /** The names of ports of a Service's pods; undefined where it has none in the tree. */
  private names(service: KubernetesObject, objects: readonly KubernetesObject[]): ReadonlySet<string> | undefined {
    const selector = mapAt(service, 'spec', 'selector');
    if (Object.keys(selector).length === 0) return undefined;
    const pods = objects.flatMap((one) => {
      const template = podTemplate(one);
      if (template === undefined) return [];
      return matchesLabels({ matchLabels: selector }, mapAt(template, 'metadata', 'labels')) ? [template] : [];
    });
    if (pods.length === 0) return undefined;
    const ports = pods.flatMap(containersOf).flatMap(({ container }) => listAt(container, 'ports'));
    return new Set(ports.flatMap((port) => textAt(port, 'name') ?? []));
  }
}

const KINDS: ReadonlySet<string> = new Set(['DaemonSet', 'Deployment', 'Service', 'StatefulSet']);

/** Kinds that ask for ports of Services. */
const ASKS =
  /^(?:networking\.k8s\.io\/Ingress|gateway\.networking\.k8s\.io\/\w+Route|traefik\.(?:io|containo\.us)\/IngressRoute\w*|networking\.istio\.io\/VirtualService|apiregistration\.k8s\.io\/APIService|admissionregistration\.k8s\.io\/\w+WebhookConfiguration)$/;

function portsOf(service: KubernetesObject): string[] {
  return listAt(service, 'spec', 'ports').flatMap((port) => [
    plainText(valueAt(port, 'port')),
    ...(textAt(port, 'name') === undefined ? [] : [textAt(port, 'name')!]),
  ]);
}

/** Ports of pods that a Service names. */
function targets(service: KubernetesObject): string[] {
  return listAt(service, 'spec', 'ports').flatMap((port) => textAt(port, 'targetPort') ?? []);
}

/** The ports of Services that an object asks for. */
function askedBy(object: KubernetesObject, own: string): Asked[] {
  const asked = (ref: JsonValue | undefined, port: JsonValue | undefined, namespace = own): Asked[] => {
    const service = textAt(ref, 'name') ?? textAt(ref, 'host');
    if (service === undefined || port === undefined) return [];
    const [name = '', space] = service.replace(/\.svc(?:\..*)?$/, '').split('.');
    return [{ service: name, namespace: textAt(ref, 'namespace') ?? space ?? namespace, port: plainText(port) }];
  };
  const rules = listAt(object, 'spec', 'rules');
  switch (apiGroup(object.apiVersion)) {
    case 'networking.k8s.io':
      return [
        ...rules.flatMap((rule) => listAt(rule, 'http', 'paths').map((path) => valueAt(path, 'backend'))),
        valueAt(object, 'spec', 'defaultBackend'),
      ].flatMap((backend) => {
        const service = valueAt(backend, 'service');
        return asked(service, valueAt(service, 'port', 'name') ?? valueAt(service, 'port', 'number'));
      });
    case 'gateway.networking.k8s.io':
      return rules
        .flatMap((rule) => listAt(rule, 'backendRefs'))
        .filter((ref) => (textAt(ref, 'kind') ?? 'Service') === 'Service')
        .flatMap((ref) => asked(ref, valueAt(ref, 'port')));
    case 'networking.istio.io':
      return ['http', 'tcp', 'tls'].flatMap((field) =>
        listAt(object, 'spec', field).flatMap((rule) =>
          listAt(rule, 'route').flatMap((route) =>
            asked(valueAt(route, 'destination'), valueAt(route, 'destination', 'port', 'number')),
          ),
        ),
      );
    case 'apiregistration.k8s.io':
      return asked(valueAt(object, 'spec', 'service'), valueAt(object, 'spec', 'service', 'port') ?? 443);
    case 'admissionregistration.k8s.io':
      return listAt(object, 'webhooks').flatMap((hook) => {
        const service = valueAt(hook, 'clientConfig', 'service');
        return asked(service, valueAt(service, 'port') ?? 443);
      });
    default:
      return listAt(object, 'spec', 'routes').flatMap((route) =>
        listAt(route, 'services')
          .filter((ref) => (textAt(ref, 'kind') ?? 'Service') === 'Service')
          .flatMap((ref) => asked(ref, valueAt(ref, 'port'))),
      );
  }
}

/** The ports that a ServiceMonitor scrapes of a Service that it selects. */
function monitored(monitor: KubernetesObject, service: KubernetesObject): Asked[] {
  const { name, namespace = '', labels = {} } = service.metadata;
  const others = mapAt(monitor, 'spec', 'namespaceSelector');
  if (Object.keys(others).length > 0 || !matchesLabels(mapAt(monitor, 'spec', 'selector'), labels)) return [];
  return listAt(monitor, 'spec', 'endpoints').flatMap((one) => {
    const port = textAt(one, 'port');
    return port === undefined ? [] : [{ service: name, namespace, port }];
  });
}
