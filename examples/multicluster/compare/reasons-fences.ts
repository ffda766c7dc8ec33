import { at } from './objects';
import { Case, Reason } from './reason';

const PREFIX = 'fleet.cdk8s.io/';

const LEVELS = ['baseline', 'restricted'];

/** URLs of the sources in a namespace of ours, on any cluster. */
function ownSources({ ours, world }: Case): unknown[] {
  const namespace = ours.object.metadata.name;
  const own = world.ours(`${ours.cluster} GitRepository ${namespace}/${namespace.replace(/^dev-(1-0-x-)?/, '')}`);
  const remote = world.ours(`k3d-america GitRepository ${ours.cluster}/${namespace}`);
  return [own, remote].flatMap((one) => (one ? [at(one.object, 'spec', 'url')] : []));
}

/** Differences due to tenant isolation. */
export const fenceReasons: readonly Reason[] = [
  {
    name: 'pod security',
    text: "The tenants' pods have to meet a Pod Security Standard, in a pinned version. In the original they may take over nodes.",
    scopes: [
      {
        kinds: ['Namespace'],
        fields: [/^metadata\.labels\.pod-security\.kubernetes\.io\/(audit|enforce|warn)$/],
        was: undefined,
        is: (value) => LEVELS.includes(String(value)),
      },
      {
        kinds: ['Namespace'],
        fields: [/^metadata\.labels\.pod-security\.kubernetes\.io\/(audit|enforce|warn)-version$/],
        was: undefined,
        is: (value) => /^v1\.\d+$/.test(String(value)),
      },
    ],
  },
  {
    name: 'what admission reads',
    text:
      'How the tenant is held apart, its environment, and what it may use: nothing but its own source, and no host name ' +
      'until one is listed. The policies read it from the namespace, where the tenant cannot change it.',
    scopes: [
      {
        kinds: ['Namespace'],
        fields: [`metadata.labels.${PREFIX}isolation`],
        was: undefined,
        is: 'standard',
      },
      { kinds: ['Namespace'], fields: [`metadata.labels.${PREFIX}environment`], was: undefined, is: 'dev' },
      {
        kinds: ['Namespace'],
        fields: ['metadata.annotations'],
        was: undefined,
        is: (value, context) =>
          Object.keys(value as object).every((key) => key.startsWith(`${PREFIX}allowed-`)) &&
          ownSources(context).includes(at(value, `${PREFIX}allowed-sources`)),
      },
    ],
  },
  {
    name: 'protected from deletion',
    text:
      'Admission refuses to delete the namespace, whoever asks, until it is annotated; and Flux leaves the namespaces of ' +
      'a tenant that leaves the fleet, with their data, for somebody to delete them.',
    scopes: [
      {
        kinds: ['Namespace'],
        fields: [`metadata.labels.${PREFIX}protected`],
        was: undefined,
        is: 'true',
      },
      { kinds: ['Namespace'], fields: ['metadata.labels'], was: undefined, is: { [`${PREFIX}protected`]: 'true' } },
      {
        kinds: ['Kustomization'],
        fields: ['spec.deletionPolicy'],
        was: undefined,
        is: 'Orphan',
        when: ({ ours }) => ours.object.metadata.name.endsWith('-access'),
      },
    ],
  },
];
