import { Cluster, Environment, Fleet, Placement, ReceiveProps, Secret } from '../../../src';
import { Loose, newFleet, objectsIn, Parsed, problemsOf } from '../../support/fleets';
import { notifiedFleet } from './notified';

const GITHUB = { type: 'github', events: ['ping', 'push'], secret: 'webhook-token' } as const satisfies ReceiveProps;

/** The objects of a kind in the files of notifications, by file. */
function found(fleet: Fleet<Loose>, kind: string): Array<readonly [string, Parsed]> {
  const { tree } = fleet.synthesize();
  const files = tree.paths.filter((path) => path.includes('/notifications/') && !path.endsWith('/kustomization.yaml'));
  return files.flatMap((file) =>
    objectsIn(tree, file)
      .filter((one) => one.kind === kind)
      .map((one) => [file, one] as const),
  );
}

const intervals = (fleet: Fleet<Loose>) => {
  const { tree } = fleet.synthesize();
  return ['flux-system/gotk-sync.yaml', 'environments.yaml', 'remotes/far.yaml'].map(
    (file) => objectsIn(tree, `clusters/eu-1/${file}`).find(({ kind }) => kind === 'GitRepository').spec.interval,
  );
};

test('a Receiver in each control namespace wakes the source there', () => {
  const { fleet } = notifiedFleet();
  fleet.receive('github', GITHUB);
  expect(found(fleet, 'Receiver').map(([, { metadata, spec }]) => [metadata, spec.resources])).toEqual([
    [{ name: 'fleet.github', namespace: 'flux-system' }, [{ kind: 'GitRepository', name: 'flux-system' }]],
    [{ name: 'fleet.github', namespace: 'prod-flux-system' }, [{ kind: 'GitRepository', name: 'fleet' }]],
    [{ name: 'fleet.github', namespace: 'far' }, [{ kind: 'GitRepository', name: 'fleet' }]],
    [{ name: 'fleet.prod.github', namespace: 'far' }, [{ kind: 'GitRepository', name: 'fleet-prod' }]],
  ]);
  expect(found(fleet, 'Receiver')[0]![1].spec).toMatchObject({
    type: 'github',
    events: ['ping', 'push'],
    secretRef: { name: 'webhook-token' },
  });
  expect(fleet.synthesize().warnings).toEqual([]);
});

test('sources that are woken are asked every ten minutes, unless the fleet says otherwise', () => {
  expect(intervals(notifiedFleet().fleet)).toEqual(['1m', '1m', '1m']);
  const { fleet } = notifiedFleet();
  fleet.receive('github', GITHUB);
  expect(intervals(fleet)).toEqual(['10m', '10m', '10m']);
  const paused = notifiedFleet().fleet;
  paused.receive('github', { ...GITHUB, suspend: true });
  expect(intervals(paused)).toEqual(['1m', '1m', '1m']);
  const elsewhere = notifiedFleet().fleet;
  elsewhere.receive('github', { ...GITHUB, placement: Placement.cluster('far') });
  expect(intervals(elsewhere)).toEqual(['1m', '1m', '10m']);
});

test('an Ingress or a route leads to the Service of Flux', () => {
  const { fleet, eu } = notifiedFleet();
  const ingress = { host: 'flux.example.com', className: 'nginx', tlsSecret: 'flux-tls', annotations: { a: 'b' } };
  fleet.receive('github', { ...GITHUB, ingress });
  eu.receive('registry', { type: 'harbor', secret: 'harbor', route: { host: 'hooks.example.com', gateway: 'public' } });
  expect(found(fleet, 'Ingress')).toEqual([
    [
      'clusters/eu-1/notifications/flux-system.yaml',
      {
        apiVersion: 'networking.k8s.io/v1',
        kind: 'Ingress',
        metadata: { name: 'fleet.github', namespace: 'flux-system', annotations: { a: 'b' } },
        spec: {
          ingressClassName: 'nginx',
          tls: [{ hosts: ['flux.example.com'], secretName: 'flux-tls' }],
          rules: [
            {
              host: 'flux.example.com',
              http: {
                paths: [
                  {
                    path: '/hook/',
                    pathType: 'Prefix',
                    backend: { service: { name: 'webhook-receiver', port: { number: 80 } } },
                  },
                ],
              },
            },
          ],
        },
      },
    ],
  ]);
  expect(found(fleet, 'HTTPRoute')[0]![1].spec).toEqual({
    parentRefs: [{ name: 'public' }],
    hostnames: ['hooks.example.com'],
    rules: [
      {
        matches: [{ path: { type: 'PathPrefix', value: '/hook/' } }],
        backendRefs: [{ name: 'webhook-receiver', port: 80 }],
      },
    ],
  });
});

test('what it wakes, and a Secret from a store', () => {
  const { fleet, prod } = notifiedFleet();
  const store = { kind: 'ClusterSecretStore', name: 'vault' } as const;
  const secret = Secret.external({ name: 'hook', store, keys: { token: 'hook' } });
  prod.receive('images', { type: 'generic', secret, resources: [{ kind: 'OCIRepository', matchLabels: { a: 'b' } }] });
  const [[file, receiver]] = found(fleet, 'Receiver') as [readonly [string, Parsed]];
  expect(file).toBe('clusters/eu-1/prod/notifications/prod-flux-system.yaml');
  expect(receiver.metadata.name).toBe('environment.prod.images');
  expect(receiver.spec.resources).toEqual([{ kind: 'OCIRepository', name: '*', matchLabels: { a: 'b' } }]);
  expect(found(fleet, 'ExternalSecret')).toHaveLength(2);
  expect(intervals(fleet)).toEqual(['1m', '1m', '1m']);
});

test.each<[string, object, RegExp]>([
  ['no type', { secret: 'a' }, /^\[hook\] type is missing: give one of generic, /],
  ['a type that is none', { type: 'svn', secret: 'a' }, /^\[hook\] type is "svn": give one of generic, /],
  [
    'no Secret',
    { type: 'github' },
    /^\[hook\] a receiver checks calls with a token: give secret, the name of a Secret with it$/,
  ],
  ['a Secret with a bad name', { type: 'github', secret: 'A' }, /^\[hook\] secret "A" is not a valid name: /],
  [
    'events that nobody names',
    { type: 'harbor', secret: 'a', events: ['push'] },
    /^\[hook\] events is given, but callers of type harbor name none, so that every call would count: leave it out$/,
  ],
  [
    'all of a kind',
    { type: 'github', secret: 'a', resources: [{ kind: 'GitRepository' }] },
    /^\[hook\] resources\[0\] selects every GitRepository, which Flux refuses at each call: give its name or matchLabels$/,
  ],
  [
    'a kind that cannot be woken',
    { type: 'github', secret: 'a', resources: [{ kind: 'Pod', name: 'a' }] },
    /^\[hook\] resources\[0\]\.kind "Pod" is no kind that a Receiver wakes: use one of ArtifactGenerator, /,
  ],
  [
    'a kind without a known API version',
    { type: 'github', secret: 'a', resources: [{ kind: 'HelmRelease', name: 'a' }] },
    /^\[hook\] resources\[0\]\.kind "HelmRelease" is no kind that a Receiver wakes: use one of /,
  ],
  [
    'a name with labels',
    { type: 'github', secret: 'a', resources: [{ kind: 'Bucket', name: 'a', matchLabels: { a: 'b' } }] },
    /^\[hook\] resources\[0\] has name "a" with matchLabels, which Flux does not compare: leave one of them out$/,
  ],
  [
    'nothing',
    { type: 'github', secret: 'a', resources: [] },
    /^\[hook\] resources is empty: name what is reconciled, or leave it out$/,
  ],
  [
    'two ways in',
    { type: 'github', secret: 'a', ingress: { host: 'a.b' }, route: { host: 'a.b', gateway: 'g' } },
    /^\[hook\] both ingress and route are given: leave one out$/,
  ],
  [
    'a host that is none',
    { type: 'github', secret: 'a', ingress: { host: 'https://a.b' } },
    /^\[hook\] ingress host "https:\/\/a\.b" is not a valid name: /,
  ],
])('%s', (_, props, message) => {
  const { fleet } = notifiedFleet();
  fleet.receive('hook', props as ReceiveProps);
  expect(problemsOf(fleet)).toEqual([expect.stringMatching(message)]);
});

test('an environment has no way in of its own', () => {
  const fleet = newFleet();
  const dev = new Environment(fleet, 'dev', { clusters: [new Cluster(fleet, 'one')] });
  dev.receive('hook', { ...GITHUB, ingress: { host: 'flux.example.com' } });
  expect(problemsOf(fleet)).toEqual([
    '[dev/hook] ingress is given for an environment, but a cluster has one Service for all Receivers: give it to receive of the cluster or the fleet',
  ]);
});
