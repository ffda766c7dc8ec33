import { ALLOWED, EXTERNAL_IPS } from '../../units/marks';
import { allowedList, isSet, NOT_LEAVING, SPEC_CHANGES } from './expressions';
import { Policy } from './policy';

const POD_SPEC =
  "object.kind == 'Pod' ? object.spec : object.kind == 'CronJob' ? object.spec.jobTemplate.spec.template.spec : object.spec.template.spec";

const ANNOTATIONS = 'object.metadata.?annotations.orValue({})';

/** Rules for tenants' pods: their images and priority classes. */
export const pods: Policy = {
  name: 'tenant-pods',
  why: "Pods run images of the tenant's registries and push nobody else off a node.",
  scope: 'tenants',
  operations: ['CREATE', 'UPDATE'],
  resources: [
    { group: '', resources: ['pods', 'pods/ephemeralcontainers', 'replicationcontrollers'] },
    { group: 'apps', resources: ['daemonsets', 'deployments', 'replicasets', 'statefulsets'] },
    { group: 'batch', resources: ['cronjobs', 'jobs'] },
  ],
  conditions: [SPEC_CHANGES],
  variables: [
    { name: 'spec', expression: POD_SPEC },
    {
      name: 'images',
      expression: [
        "variables.spec.?containers.orValue([]).map(one, one.?image.orValue(''))",
        "variables.spec.?initContainers.orValue([]).map(one, one.?image.orValue(''))",
        "variables.spec.?ephemeralContainers.orValue([]).map(one, one.?image.orValue(''))",
        "variables.spec.?volumes.orValue([]).filter(one, has(one.image)).map(one, one.image.?reference.orValue(''))",
      ].join(' + '),
    },
    {
      // A pod without a priority class gets the default one before this policy sees it. Pods of controllers need no
      // check, as the policy has checked their workloads.
      name: 'byController',
      expression:
        "object.kind == 'Pod' && (request.userInfo.username == 'system:kube-controller-manager' || request.userInfo.?groups.orValue([]).exists(one, one in ['system:masters', 'system:serviceaccounts:kube-system']))",
    },
    ...allowedList('registries', ALLOWED.registries),
    ...allowedList('priorityClasses', ALLOWED.priorityClasses),
  ],
  validations: [
    {
      expression:
        'variables.anyRegistries || variables.images.all(image, variables.registries.exists(one, image.startsWith(one)))',
      message: `an image is not from a registry allowed to this tenant (${ALLOWED.registries}): name it in full, from one of these`,
    },
    {
      expression:
        "variables.anyPriorityClasses || variables.byController || variables.spec.?priorityClassName.orValue('') in [''] + variables.priorityClasses",
      message: `the priority class is not among those allowed to this tenant (${ALLOWED.priorityClasses}): leave it out or use one of these`,
    },
  ],
};

/** Rules for tenants' volume claims: their storage classes. */
export const volumes: Policy = {
  name: 'tenant-volumes',
  why: "Volumes are of the tenant's storage classes.",
  scope: 'tenants',
  operations: ['CREATE', 'UPDATE'],
  resources: [{ group: '', resources: ['persistentvolumeclaims'] }],
  conditions: [SPEC_CHANGES],
  variables: allowedList('classes', ALLOWED.storageClasses),
  validations: [
    {
      expression: "variables.anyClasses || object.spec.?storageClassName.orValue('') in variables.classes",
      message: `the storage class is not among those allowed to this tenant (${ALLOWED.storageClasses}): use one of these`,
    },
  ],
};

/** Whether a host is listed, or has exactly one label in place of a listed star. */
const HOST_ALLOWED =
  "variables.allowedHosts.exists(one, one == host || (one.startsWith('*.') && host.endsWith(one.substring(1)) && !host.substring(0, size(host) - size(one) + 1).contains('.')))";

/** Rules for traffic from outside to tenants: hosts, ingress classes, gateways and external addresses. */
export const exposure: Policy = {
  name: 'tenant-exposure',
  why: "Traffic from outside comes by the tenant's own host names, through the classes and gateways allowed to it.",
  scope: 'tenants',
  operations: ['CREATE', 'UPDATE'],
  resources: [
    { group: '', resources: ['services'] },
    { group: 'networking.k8s.io', resources: ['ingresses'] },
    { group: 'gateway.networking.k8s.io', resources: ['grpcroutes', 'httproutes', 'tlsroutes'] },
  ],
  // Annotations of an Ingress may name hosts, so that changes of metadata count too.
  conditions: [NOT_LEAVING],
  variables: [
    { name: 'isService', expression: "object.kind == 'Service'" },
    { name: 'isIngress', expression: "object.kind == 'Ingress'" },
    {
      name: 'hosts',
      expression: [
        'variables.isService ? []',
        "variables.isIngress ? object.spec.?rules.orValue([]).map(one, one.?host.orValue(''))",
        "(size(object.spec.?hostnames.orValue([])) == 0 ? [''] : object.spec.hostnames)",
      ].join(' : '),
    },
    {
      name: 'class',
      expression: `object.spec.?ingressClassName.orValue(${ANNOTATIONS}[?'kubernetes.io/ingress.class'].orValue(''))`,
    },
    ...allowedList('allowedHosts', ALLOWED.hosts),
    ...allowedList('classes', ALLOWED.ingressClasses),
    ...allowedList('gateways', ALLOWED.gateways),
  ],
  validations: [
    {
      expression: `!variables.isService || size(object.spec.?externalIPs.orValue([])) == 0 || ${isSet(EXTERNAL_IPS)}`,
      message: 'spec.externalIPs claims addresses of others: leave it out',
    },
    {
      expression: `variables.anyAllowedHosts || variables.hosts.all(host, ${HOST_ALLOWED})`,
      message: `a host name is not among those allowed to this tenant (${ALLOWED.hosts}), or is missing: name one of these`,
    },
    {
      expression: `variables.anyAllowedHosts || !variables.isIngress || object.spec.?tls.orValue([]).all(one, one.?hosts.orValue([]).all(host, ${HOST_ALLOWED}))`,
      message: `a host name of spec.tls is not among those allowed to this tenant (${ALLOWED.hosts}): name one of these`,
    },
    {
      expression: 'variables.anyAllowedHosts || !variables.isIngress || !has(object.spec.defaultBackend)',
      message: 'spec.defaultBackend takes the traffic of every host: name the hosts in spec.rules',
    },
    {
      expression: `variables.anyAllowedHosts || !variables.isIngress || !${ANNOTATIONS}.exists(key, key.endsWith('/server-alias') || key.endsWith('-snippet'))`,
      message: 'an annotation configures other hosts (server-alias, snippets): name the hosts in spec.rules',
    },
    {
      expression: 'variables.anyClasses || !variables.isIngress || variables.class in variables.classes',
      message: `the ingress class is not among those allowed to this tenant (${ALLOWED.ingressClasses}): use one of these`,
    },
    {
      expression:
        "variables.anyGateways || variables.isService || variables.isIngress || object.spec.?parentRefs.orValue([]).all(one, one.?namespace.orValue(request.namespace) + '/' + one.name in variables.gateways)",
      message: `a gateway is not among those allowed to this tenant (${ALLOWED.gateways}): use one of these`,
    },
  ],
};
