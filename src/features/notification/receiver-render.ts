import { defined } from '../../core/defined';
import { FluxContext } from '../../flux/context';
import { Receiver } from '../../flux/receiver';
import { KubernetesObject } from '../../kubernetes/objects';
import { WatchedObjects } from './props';
import { ResolvedReceiver } from './resolved';
import { secretObject } from './secret-object';

/** A Receiver in one namespace. */
export interface PlacedReceiver extends Omit<ResolvedReceiver, 'resources'> {
  readonly resources: readonly WatchedObjects[];
}

/** Path under which notification-controller takes calls. */
const HOOKS = '/hook/';

/** The Service of notification-controller that takes them, as every installation of Flux has it. */
const SERVICE = { name: 'webhook-receiver', port: 80 };

/** The objects of a receiver, with what leads to it. */
export function receiverObjects(receiver: PlacedReceiver, namespace: string, flux: FluxContext): KubernetesObject[] {
  const { scope, name: ownName, type, events, resources, secret, suspend, ingress, route } = receiver;
  const metadata = { name: `${scope}.${ownName}`, namespace };
  const manifest = Receiver.manifest(
    { type, resources, secretRef: { name: secret.name }, ...defined({ events, suspend }) },
    flux,
  );
  return [
    ...(secret.object === undefined ? [] : [secretObject(secret.object as KubernetesObject, secret.name, namespace)]),
    { ...manifest, metadata },
    ...(ingress === undefined ? [] : [ingressObject(metadata, ingress)]),
    ...(route === undefined ? [] : [routeObject(metadata, route)]),
  ];
}

type Metadata = KubernetesObject['metadata'];

function ingressObject(
  metadata: Metadata,
  { host, className, tlsSecret, annotations }: NonNullable<PlacedReceiver['ingress']>,
): KubernetesObject {
  const backend = { service: { name: SERVICE.name, port: { number: SERVICE.port } } };
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'Ingress',
    metadata: { ...metadata, ...defined({ annotations }) },
    spec: {
      ...defined({
        ingressClassName: className,
        tls: tlsSecret === undefined ? undefined : [{ hosts: [host], secretName: tlsSecret }],
      }),
      rules: [{ host, http: { paths: [{ path: HOOKS, pathType: 'Prefix', backend }] } }],
    },
  };
}

function routeObject(
  metadata: Metadata,
  { host, gateway, gatewayNamespace }: NonNullable<PlacedReceiver['route']>,
): KubernetesObject {
  return {
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'HTTPRoute',
    metadata,
    spec: {
      parentRefs: [{ name: gateway, ...defined({ namespace: gatewayNamespace }) }],
      hostnames: [host],
      rules: [
        {
          matches: [{ path: { type: 'PathPrefix', value: HOOKS } }],
          backendRefs: [{ name: SERVICE.name, port: SERVICE.port }],
        },
      ],
    },
  };
}
