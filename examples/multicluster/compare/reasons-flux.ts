import { sourcePlace } from './apply';
import { milliseconds } from './diff';
import { at, groupOf, same } from './objects';
import { Case, Reason } from './reason';

/** The current version of each of Flux's groups. */
const SERVED: Readonly<Record<string, string>> = {
  'helm.toolkit.fluxcd.io': 'v2',
  'kustomize.toolkit.fluxcd.io': 'v1',
  'source.toolkit.fluxcd.io': 'v1',
};

export const PLATFORM_ACCOUNT = 'kustomize-controller';
/** Names of Kustomizations of one component, or of one tenant's access or apps. */
const UNIT = /^(dev-)?(infrastructure-(nginx|redis|worker-clusters)|(kaizentm|yakuza)-(access|apps))$/;
/** Names of Kustomizations that only apply other Kustomizations. */
const BRINGS = /^flux-system$|-apps$/;

const SOURCES = ['GitRepository', 'HelmRepository'];

/** The source reference of a Kustomization or a HelmRelease. */
function sourceRefOf(object: unknown): unknown {
  return at(object, 'spec', 'sourceRef') ?? at(object, 'spec', 'chart', 'spec', 'sourceRef');
}

/** Whether both sides refer to existing sources with the same content. */
function readsTheSame({ original, ours, world }: Case): boolean {
  const was = world.original(sourcePlace(original.cluster, original.object, sourceRefOf(original.object)));
  const is = world.ours(sourcePlace(ours.cluster, ours.object, sourceRefOf(ours.object)));
  const content = (object: unknown) => [at(object, 'kind'), at(object, 'spec', 'url'), at(object, 'spec', 'ref')];
  return was !== undefined && is !== undefined && same(content(was.object), content(is.object));
}

const servedVersion = (value: unknown, { was }: Case) =>
  typeof was === 'string' && value === `${groupOf(was)}/${SERVED[groupOf(was)]}`;
const isText = (value: unknown) => typeof value === 'string';
const underOneHour = (value: unknown) => typeof value === 'string' && (milliseconds(value) ?? Infinity) < 3_600_000;

/** Differences in Flux's own objects, on any cluster. */
export const fluxReasons: readonly Reason[] = [
  {
    name: 'served API version',
    text: 'Flux serves `v1` of sources and Kustomizations and `v2` of HelmReleases; the beta versions are gone.',
    scopes: [
      {
        kinds: ['Kustomization', 'HelmRelease', ...SOURCES],
        fields: ['apiVersion'],
        was: /* a beta version of the same group */ (value) => typeof value === 'string' && value.includes('beta'),
        is: servedVersion,
      },
    ],
  },
  {
    name: 'validation: client is gone',
    text: 'Flux validates on the server; `spec.validation` is gone from the API.',
    scopes: [{ kinds: ['Kustomization'], fields: ['spec.validation'], was: 'client', is: undefined }],
  },
  {
    name: 'interval only for drift',
    text: 'A new commit is followed at once, whatever the interval; 1 h is how often drift is looked for.',
    scopes: [{ kinds: ['Kustomization', 'HelmRelease'], fields: ['spec.interval'], was: underOneHour, is: '1h' }],
  },
  {
    name: 'wait and timeouts said',
    text:
      'Ready means that the objects work, not merely that they were sent. What only brings other Kustomizations says ' +
      '`wait: false`, so that one that fails is alone. Timeout and retry are said.',
    scopes: [
      {
        kinds: ['Kustomization'],
        fields: ['spec.wait'],
        was: undefined,
        is: (value, { ours }) => value === !BRINGS.test(ours.object.metadata.name),
      },
      { kinds: ['Kustomization', 'HelmRelease'], fields: ['spec.timeout'], was: undefined, is: '5m' },
      { kinds: ['Kustomization'], fields: ['spec.retryInterval'], was: undefined, is: '2m' },
    ],
  },
  {
    name: 'prune on',
    text: 'What leaves the repository leaves the cluster. The original keeps whatever an app once had.',
    scopes: [{ kinds: ['Kustomization'], fields: ['spec.prune'], was: false, is: true }],
  },
  {
    name: 'dependencies said',
    text: 'Apps wait for the account that they are applied as; on a remote cluster everything waits for its access.',
    scopes: [
      {
        kinds: ['Kustomization'],
        fields: ['spec.dependsOn'],
        was: undefined,
        is: (value, { ours, world }) =>
          Array.isArray(value) &&
          value.length > 0 &&
          value.every((one) =>
            world.ours(`${ours.cluster} Kustomization ${ours.object.metadata.namespace}/${String(at(one, 'name'))}`),
          ),
      },
    ],
  },
  {
    name: 'path of the generated folder',
    text: 'A Kustomization reads its unit of `dist`, rendered for its cluster, instead of a folder with patches.',
    scopes: [
      {
        kinds: ['Kustomization'],
        fields: ['spec.path'],
        was: (value) => typeof value === 'string' && /^\.\/(capi\/clusters|clusters|infra|tenants)\b/.test(value),
        is: (value, { ours }) =>
          typeof value === 'string' && `${value}/`.startsWith(`./dist/clusters/${ours.cluster}/`),
      },
    ],
  },
  {
    name: "only the cluster's folder fetched",
    text: "A cluster's source holds that cluster's folder alone.",
    scopes: [
      {
        kinds: ['GitRepository'],
        fields: ['spec.sparseCheckout'],
        was: undefined,
        is: (value, { ours }) => same(value, [`./dist/clusters/${ours.cluster}`]),
      },
    ],
  },
  {
    name: 'one Kustomization per part',
    text: 'One that fails holds back only what depends on it. In the original, one covers all that a branch has.',
    scopes: [
      {
        kinds: ['Kustomization'],
        fields: ['metadata.name'],
        was: (value) => typeof value === 'string' && /(^|-)(infrastructure|tenants|worker-clusters)$/.test(value),
        is: (value) => typeof value === 'string' && UNIT.test(value),
      },
      { kinds: ['Kustomization'], fields: ['metadata.namespace'], was: 'capi-worker-clusters', is: 'flux-system' },
    ],
  },
  {
    name: "platform's account said",
    text: "Under lockdown a Kustomization says whom it is applied as. The platform's account is called like Flux's own.",
    scopes: [{ kinds: ['Kustomization'], fields: ['spec.serviceAccountName'], was: undefined, is: PLATFORM_ACCOUNT }],
  },
  {
    name: 'source beside its user',
    text: "Under lockdown no reference crosses a namespace. The source has the same URL and branch as the original's.",
    scopes: [
      {
        kinds: ['Kustomization', 'HelmRelease'],
        fields: [/^spec(\.chart\.spec)?\.sourceRef\.namespace$/],
        was: 'flux-system',
        is: undefined,
        when: readsTheSame,
      },
    ],
  },
  {
    name: 'source named after its content',
    text:
      "`fleet` is the fleet's own repository, a tenant's bears the tenant's name, a chart's its component's. " +
      'Whoever refers to one reads the same URL and the same branch as in the original.',
    scopes: [
      {
        kinds: ['Kustomization', 'HelmRelease'],
        fields: [/^spec(\.chart\.spec)?\.sourceRef\.name$/],
        was: isText,
        is: isText,
        when: readsTheSame,
      },
      {
        kinds: SOURCES,
        fields: ['metadata.name'],
        was: /* flux bootstrap's own name stays */ (value) => value !== 'flux-system',
        is: (value) => typeof value === 'string' && ['fleet', 'kaizentm', 'yakuza', 'nginx'].includes(value),
      },
    ],
  },
];
