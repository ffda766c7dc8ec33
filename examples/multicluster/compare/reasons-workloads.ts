import { at, same } from './objects';
import { Reason, Scope } from './reason';
import { PLATFORM_ACCOUNT } from './reasons-flux';

const release = ['HelmRelease'];
const isNginx: Scope['when'] = ({ original }) => original.object.metadata.name === 'nginx';
const isWorkerCluster: Scope['when'] = ({ original }) => original.object.metadata.namespace === 'capi-worker-clusters';

/** A field added to a Deployment. */
function added(field: string, is: Scope['is']): Scope {
  return { kinds: ['Deployment'], fields: [field], was: undefined, is };
}

const RETRIES = { name: 'RetryOnFailure', retryInterval: '5m' };

/** Differences in the Helm releases and in redis. */
export const workloadReasons: readonly Reason[] = [
  {
    name: 'release in the control namespace',
    text:
      "The release's objects go where they went before; the HelmRelease itself is where the platform's account is, " +
      'and no tenant.',
    scopes: [
      { kinds: release, fields: ['metadata.namespace'], was: 'nginx', is: 'flux-system', when: isNginx },
      {
        kinds: release,
        fields: ['spec.targetNamespace', 'spec.storageNamespace'],
        was: undefined,
        is: (value, { original }) => value === original.object.metadata.namespace,
      },
      { kinds: release, fields: ['spec.serviceAccountName'], was: undefined, is: PLATFORM_ACCOUNT, when: isNginx },
    ],
  },
  {
    name: "Helm's behaviour said",
    text:
      'Installations and upgrades are retried without being undone first, as Flux 2.7 and later can; CRDs are upgraded ' +
      'with their chart, drift is corrected.',
    scopes: [
      { kinds: release, fields: ['spec.driftDetection'], was: undefined, is: { mode: 'enabled' } },
      { kinds: release, fields: ['spec.install.crds'], was: undefined, is: 'CreateReplace' },
      { kinds: release, fields: ['spec.install.remediation'], was: { retries: 3 }, is: undefined },
      { kinds: release, fields: ['spec.install.strategy'], was: undefined, is: RETRIES },
      {
        kinds: release,
        fields: ['spec.install', 'spec.upgrade'],
        was: undefined,
        is: { crds: 'CreateReplace', strategy: RETRIES },
      },
    ],
  },
  {
    name: 'default port said',
    text: "Every cluster has an ingress port. Where the original sets none the chart's own default applies, 80.",
    scopes: [
      { kinds: release, fields: ['spec.values.service.ports'], was: undefined, is: { http: 80 }, when: isNginx },
    ],
  },
  {
    name: 'a chart stays a chart',
    text:
      'The charts of worker clusters are read from the repository as in the original, with the same values and under ' +
      "the same names, also Helm's own, as to Helm another name is another release. Each runs as an account that may " +
      'write these kinds alone.',
    scopes: [
      {
        kinds: release,
        fields: ['spec.releaseName'],
        was: undefined,
        is: (value, { ours }) => value === at(ours.object, 'metadata', 'name'),
        when: isWorkerCluster,
      },
      {
        kinds: release,
        fields: ['spec.serviceAccountName'],
        was: undefined,
        is: 'provisioner',
        when: isWorkerCluster,
      },
    ],
  },
  {
    name: "Kubernetes' defaults spelled out",
    text: 'The value is the one that the API server fills in anyway.',
    scopes: [
      added('spec.minReadySeconds', 0),
      added('spec.progressDeadlineSeconds', 600),
      added('spec.strategy', { type: 'RollingUpdate', rollingUpdate: { maxSurge: '25%', maxUnavailable: '25%' } }),
      added('spec.template.spec.dnsPolicy', 'ClusterFirst'),
      added('spec.template.spec.hostNetwork', false),
      added('spec.template.spec.restartPolicy', 'Always'),
      added('spec.template.spec.setHostnameAsFQDN', false),
      added('spec.template.spec.terminationGracePeriodSeconds', 30),
      {
        ...added('spec.template.spec.containers[master].imagePullPolicy', 'Always'),
        // The default pull policy of an image without a tag.
        when: ({ ours }) => same(imagesOf(ours.object), ['redis']),
      },
    ],
  },
  {
    name: "cdk8s-plus' probe and security context",
    text:
      'A probe of the port while the container starts, no token and no privilege escalation in the pod. The image ' +
      "starts as root and writes to its file system, as in the original, which the container's context says.",
    scopes: [
      added('spec.template.spec.automountServiceAccountToken', false),
      added('spec.template.spec.securityContext', { fsGroupChangePolicy: 'Always', runAsNonRoot: true }),
      added('spec.template.spec.containers[master].securityContext', {
        allowPrivilegeEscalation: false,
        privileged: false,
        readOnlyRootFilesystem: false,
        runAsNonRoot: false,
      }),
      added('spec.template.spec.containers[master].startupProbe', { failureThreshold: 3, tcpSocket: { port: 6379 } }),
    ],
  },
  {
    name: "cdk8s-plus' address label",
    text: "A label that tells the pods of one program's Deployments apart; nothing here selects by it.",
    scopes: [
      added('spec.template.metadata.labels.cdk8s.io/metadata.addr', (value: unknown) => typeof value === 'string'),
    ],
  },
];

function imagesOf(object: unknown): unknown[] {
  const containers = at(object, 'spec', 'template', 'spec', 'containers');
  return Array.isArray(containers) ? containers.map((one) => at(one, 'image')) : [];
}
