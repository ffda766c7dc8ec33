import { compare } from '../../src/plan-entry';
import { claim, configMap, deployment, edited, Manifest, namespace, risks, tree, yaml } from './fixture';

const object = (apiVersion: string, kind: string, rest: object): Manifest => ({
  apiVersion,
  kind,
  metadata: { name: 'it', namespace: 'x' },
  ...rest,
});

/** A container with minimal privileges. */
const strict = { securityContext: { allowPrivilegeEscalation: false, runAsNonRoot: true } };
const web = (container: object = {}, spec: object = {}) => deployment('web', 'x', { ...strict, ...container }, spec);

describe('pods restart', () => {
  test('when the template changes', () => {
    expect(risks(web(), web({ command: ['run'] }))).toEqual([
      'medium restart: pods of Deployment web restart one after the other',
    ]);
    expect(risks(web(), web({}, { replicas: 3 }))).toEqual([]);
  });

  test.each([
    ['Recreate', { strategy: { type: 'Recreate' } }, 'medium restart: pods of Deployment web stop, then start again'],
    ['paused', { paused: true }, 'low restart: Deployment web is paused: its pods stay'],
  ])('differently when the Deployment is %s', (_, spec, text) => {
    expect(risks(web({}, spec), web({ command: ['run'] }, spec))).toEqual([text]);
  });

  test('not without replicas', () => {
    expect(risks(web({}, { replicas: 0 }), web({ command: ['run'] }, { replicas: 0 }))).toEqual([]);
  });

  test('even if only the order of lists changes, because Kubernetes compares templates in order', () => {
    const env = [
      { name: 'A', value: '1' },
      { name: 'B', value: '2' },
    ];
    expect(risks(web({ env }), web({ env: env.toReversed() }))).toEqual([
      'medium restart: pods of Deployment web restart one after the other (only the order of lists in the template differs)',
    ]);
  });

  test('of a StatefulSet with OnDelete when somebody deletes them, and of a CronJob with the next run', () => {
    const set = (image: string) =>
      object('apps/v1', 'StatefulSet', {
        spec: {
          updateStrategy: { type: 'OnDelete' },
          template: { spec: { containers: [{ name: 'a', ...strict, image }] } },
        },
      });
    expect(risks(set('a:1'), set('a:2'))[0]).toBe(
      'low restart: pods of StatefulSet it change when they are deleted by hand',
    );
    const job = (image: string) =>
      object('batch/v1', 'CronJob', {
        spec: { jobTemplate: { spec: { template: { spec: { containers: [{ name: 'a', ...strict, image }] } } } } },
      });
    expect(risks(job('a:1'), job('a:2'))).toEqual([
      'low restart: the next run of CronJob it uses the new template',
      'low version: image of container a moves from a:1 to a:2',
    ]);
  });
});

describe('versions move', () => {
  test('of images', () => {
    expect(risks(web({ image: 'web@sha256:aa' }), web({ image: 'web@sha256:bb' }))).toContain(
      'low version: image of container main moves from web@sha256:aa to web@sha256:bb',
    );
  });

  test.each([
    [
      'a chart',
      'helm.toolkit.fluxcd.io/v2',
      'HelmRelease',
      { chart: { spec: { chart: 'a', version: '1' } } },
      { chart: { spec: { chart: 'a', version: '2' } } },
      'medium version: HelmRelease it moves to another version: the chart decides what restarts',
    ],
    [
      'a branch',
      'source.toolkit.fluxcd.io/v1',
      'GitRepository',
      { ref: { branch: 'a' } },
      { ref: { branch: 'b' } },
      'medium version: GitRepository it reads other files than before: Flux deletes what was applied and is not among them',
    ],
    [
      'a tag',
      'source.toolkit.fluxcd.io/v1',
      'GitRepository',
      { ref: { tag: 'a' } },
      { ref: { tag: 'b' } },
      'low version: GitRepository it moves to another version',
    ],
    [
      'files that are left out',
      'source.toolkit.fluxcd.io/v1',
      'GitRepository',
      { ref: { tag: 'a' } },
      { ref: { tag: 'a' }, ignore: 'docs' },
      'medium deletion: GitRepository it takes other files by ignore: its Kustomizations notice at their next interval, and delete then what is not among them',
    ],
    [
      'an artifact',
      'source.toolkit.fluxcd.io/v1',
      'OCIRepository',
      { ref: { tag: 'a' } },
      { ref: { digest: 'b' } },
      'low version: OCIRepository it moves to another version',
    ],
    [
      'a path',
      'kustomize.toolkit.fluxcd.io/v1',
      'Kustomization',
      { path: './a', prune: true, sourceRef: { kind: 'GitRepository', name: 'else' } },
      { path: './b', prune: true, sourceRef: { kind: 'GitRepository', name: 'else' } },
      'high deletion: Kustomization x/it changes spec.path: Flux deletes all that it applied and does not find again at the new place',
    ],
    [
      'a path that nothing is pruned of',
      'kustomize.toolkit.fluxcd.io/v1',
      'Kustomization',
      { path: './a', prune: false, sourceRef: { kind: 'GitRepository', name: 'else' } },
      { path: './b', prune: false, sourceRef: { kind: 'GitRepository', name: 'else' } },
      'low version: Kustomization it moves to another version',
    ],
    [
      'a repository',
      'source.toolkit.fluxcd.io/v1',
      'GitRepository',
      { url: 'https://git.example.com/a' },
      { url: 'https://git.example.com/b' },
      'medium version: GitRepository it reads other files than before: Flux deletes what was applied and is not among them',
    ],
  ])('of %s', (_, apiVersion, kind, old, next, text) => {
    expect(risks(object(apiVersion, kind, { spec: old }), object(apiVersion, kind, { spec: next }))).toEqual([text]);
  });

  test('a renamed release is reinstalled', () => {
    const release = (releaseName: string) =>
      object('helm.toolkit.fluxcd.io/v2', 'HelmRelease', { spec: { releaseName } });
    expect(risks(release('a'), release('b'))).toEqual([
      'high deletion: release of HelmRelease it is uninstalled and installed anew under its new name or namespace',
    ]);
  });
});

describe('fields that cannot change', () => {
  const service = (spec: object) => object('v1', 'Service', { spec });
  const refused = (fields: string) =>
    `high immutable: ${fields} cannot be changed: the API server refuses it, and its Kustomization fails until the object is replaced`;
  const binding = (name: string) =>
    object('rbac.authorization.k8s.io/v1', 'RoleBinding', { roleRef: { kind: 'Role', name } });
  const set = (spec: object) => object('apps/v1', 'StatefulSet', { spec: { serviceName: 'a', ...spec } });
  const size = (storage: string) => ({ ...claim('it', 'x'), spec: { resources: { requests: { storage } } } });
  const frozen = (a: string) => ({ ...configMap('it', 'x', { a }), immutable: true });
  const classOf = (provisioner: string, more: object = {}) => ({
    apiVersion: 'storage.k8s.io/v1',
    kind: 'StorageClass',
    metadata: { name: 'it' },
    provisioner,
    ...more,
  });
  const job = (image: string) =>
    object('batch/v1', 'Job', { spec: { template: { spec: { containers: [{ name: 'a', ...strict, image }] } } } });

  test.each<[string, Manifest, Manifest, string]>([
    [
      'a selector',
      web({}, { selector: { matchLabels: { app: 'a' } } }),
      web({}, { selector: { matchLabels: { app: 'b' } } }),
      'spec.selector.matchLabels.app',
    ],
    [
      'a strategy that does not fit what the server filled in',
      web(),
      web({}, { strategy: { type: 'Recreate' } }),
      'spec.strategy.type (spec.strategy.rollingUpdate, which the API server filled in, stays and does not fit: write it down in an earlier commit)',
    ],
    [
      'a headless Service',
      service({ clusterIP: 'None' }),
      service({ type: 'LoadBalancer' }),
      'spec.type (spec.clusterIP stays None and does not fit)',
    ],
    ['a cluster address', service({ clusterIP: '10.0.0.1' }), service({ clusterIP: '10.0.0.2' }), 'spec.clusterIP'],
    [
      'a claim',
      { ...claim('it', 'x'), spec: { storageClassName: 'a' } },
      { ...claim('it', 'x'), spec: { storageClassName: 'b' } },
      'spec.storageClassName',
    ],
    ['a smaller claim', size('2Gi'), size('1Gi'), 'spec.resources.requests.storage'],
    ["a StatefulSet's Service", set({}), set({ serviceName: 'b' }), 'spec.serviceName'],
    ['the template of a Job', job('a:1'), job('a:2'), 'spec.template.spec.containers[name=a].image'],
    ['the role of a binding', binding('a'), binding('b'), 'roleRef.name'],
    ['a StorageClass', classOf('a'), classOf('b'), 'provisioner'],
    ['a frozen ConfigMap', frozen('1'), frozen('2'), 'data.a'],
    ['the type of a Secret', object('v1', 'Secret', { type: 'a' }), object('v1', 'Secret', { type: 'b' }), 'type'],
    [
      'the scope of a CRD',
      object('apiextensions.k8s.io/v1', 'CustomResourceDefinition', { spec: { scope: 'Cluster' } }),
      object('apiextensions.k8s.io/v1', 'CustomResourceDefinition', { spec: { scope: 'Namespaced' } }),
      'spec.scope',
    ],
  ])('%s', (_, old, next, fields) => {
    expect(risks(old, next)[0]).toBe(refused(fields));
  });

  test.each<[string, Manifest, Manifest]>([
    ['a larger claim', size('1Gi'), size('1.5Gi')],
    ['a claim of the same size', size('1Gi'), size('1024Mi')],
    ['the replicas of a StatefulSet', set({ replicas: 1 }), set({ replicas: 2 })],
    ['a cluster address that is no longer given', service({ clusterIP: '10.0.0.1' }), service({})],
    ['a StorageClass that may grow', classOf('a'), classOf('a', { allowVolumeExpansion: true })],
  ])('but %s can', (_, old, next) => {
    expect(risks(old, next).filter((text) => text.includes('immutable'))).toEqual([]);
  });

  test('are recreated with force', () => {
    const forced = (name: string) => ({
      ...binding(name),
      metadata: { name: 'it', namespace: 'x', annotations: { 'kustomize.toolkit.fluxcd.io/force': 'Enabled' } },
    });
    expect(risks(forced('a'), forced('b'))[0]).toBe(
      'high immutable: roleRef.name cannot be changed: Flux deletes the object and makes it again',
    );
  });
});

describe('pod security', () => {
  const level = (enforce?: string) =>
    namespace('it', enforce === undefined ? undefined : { 'pod-security.kubernetes.io/enforce': enforce });

  test('of a namespace is lowered', () => {
    expect(risks(level('restricted'), level('baseline'))).toEqual([
      'high pod-security: pod security of Namespace it was "restricted" and is lowered to "baseline"',
    ]);
    expect(risks(level('baseline'), level())).toEqual([
      'high pod-security: pod security of Namespace it was "baseline" and is no longer enforced',
    ]);
    expect(risks(level('baseline'), level('restricted'))).toEqual([
      'low availability: Namespace it enforces "restricted": pods that do not meet it run on, and are refused when they are made anew',
    ]);
    expect(risks(level(), level('privileged'))).toEqual([]);
  });

  test.each([
    [
      { securityContext: { privileged: true, allowPrivilegeEscalation: false, runAsNonRoot: true } },
      'container main is privileged',
    ],
    [{ securityContext: { runAsNonRoot: true } }, 'container main may escalate its privileges'],
    [{ securityContext: { allowPrivilegeEscalation: false } }, 'container main may run as root'],
    [{ securityContext: { ...strict.securityContext, runAsUser: 0 } }, 'container main runs as root'],
    [
      { securityContext: { ...strict.securityContext, capabilities: { add: ['NET_ADMIN'] } } },
      'container main has capability NET_ADMIN',
    ],
    [
      { securityContext: { ...strict.securityContext, seccompProfile: { type: 'Unconfined' } } },
      'container main runs without seccomp',
    ],
    [{ ports: [{ containerPort: 80, hostPort: 80 }] }, 'container main listens on port 80 of the node'],
  ])('of a pod is lowered by %j', (container, text) => {
    expect(risks(web(), web(container))).toContain(`high pod-security: Deployment web: ${text}`);
    expect(risks(web(container), web(container))).toEqual([]);
    expect(risks(undefined, web(container))).toContain(`medium pod-security: Deployment web: ${text}`);
  });

  test('of a pod is lowered by access to its node', () => {
    const pod = (spec: object) =>
      object('apps/v1', 'DaemonSet', {
        spec: { template: { spec: { containers: [{ name: 'a', ...strict }], ...spec } } },
      });
    const open = { hostNetwork: true, hostPID: true, volumes: [{ name: 'v', hostPath: { path: '/var' } }] };
    expect(risks(pod({}), pod(open)).slice(1)).toEqual([
      'high pod-security: DaemonSet it: hostNetwork is on',
      'high pod-security: DaemonSet it: hostPID is on',
      'high pod-security: DaemonSet it: mounts /var of the node',
    ]);
  });
});

describe('guardrails are weakened', () => {
  const fence = (annotations: Record<string, string>) => ({
    ...{ apiVersion: 'v1', kind: 'Namespace' },
    metadata: { name: 'x', annotations },
  });
  const sources = 'fleet.cdk8s.io/allowed-sources';
  const own = 'fleet.cdk8s.io/own-network-policies';
  const verified = 'fleet.cdk8s.io/require-verification';

  test.each<[string, Record<string, string>, Record<string, string>, string[]]>([
    ['by a source more', { [sources]: 'a b' }, { [sources]: 'b c a' }, [`${sources} has c as well`]],
    ['by all sources', { [sources]: 'a' }, {}, [`${sources} is no longer limited`]],
    ['by own policies', {}, { [own]: 'true' }, [`${own} is true`]],
    ['by no signatures', { [verified]: 'true' }, {}, [`${verified} is no longer set`]],
    ['not by a source less', { [sources]: 'a b' }, { [sources]: 'a' }, []],
    ['not by a list that comes', {}, { [sources]: 'a' }, []],
    ['not by signatures', { [own]: 'true' }, { [verified]: 'true' }, []],
  ])('%s', (_, before, after, expected) => {
    expect(risks(fence(before), fence(after))).toEqual(
      expected.map((text) => `high rights-widened: Namespace x: ${text}`),
    );
  });

  test.each(['ValidatingAdmissionPolicy', 'ValidatingAdmissionPolicyBinding'])('by another %s', (kind) => {
    const policy = (spec: object, labels = {}) => ({
      ...{ apiVersion: 'admissionregistration.k8s.io/v1', kind },
      ...{ metadata: { name: 'it', labels }, spec },
    });
    expect(risks(policy({ a: 1 }), policy({ a: 2 }))).toEqual([
      `medium rights-widened: ${kind} it changes what admission lets through`,
    ]);
    expect(risks(policy({ a: 1 }), policy({ a: 1 }, { b: 'c' }))).toEqual([]);
  });
});

describe('quotas', () => {
  const quota = (hard: object) => object('v1', 'ResourceQuota', { spec: { hard } });

  test('are reduced', () => {
    expect(risks(quota({ cpu: '2', pods: 5 }), quota({ cpu: '1500m', pods: 5, memory: '1Gi' }))).toEqual([
      'medium quota-cut: quota it: cpu from 2 to 1500m',
      'medium quota-cut: quota it: memory is limited to 1Gi',
    ]);
    expect(risks(quota({ cpu: '1500m' }), quota({ cpu: '2' }))).toEqual([]);
    expect(risks(quota({ cpu: '1000m', memory: '1e3' }), quota({ cpu: 1, memory: '1k' }))).toEqual([]);
  });

  test('are not a reduction together with a new namespace', () => {
    const holding = (...objects: Manifest[]) =>
      tree({ eu: [{ name: 'a', objects: [configMap('other', 'y'), ...objects] }] });
    const cuts = (before: Manifest[], after: Manifest[]) =>
      compare(holding(...before), holding(...after)).changes.flatMap(({ risks: all }) => all.map((one) => one.class));
    expect(cuts([], [namespace('x'), quota({ cpu: '2' })])).toEqual([]);
    expect(cuts([], [namespace('z'), quota({ cpu: '2' })])).toEqual(['quota-cut']);
    expect(cuts([namespace('x')], [namespace('x'), quota({ cpu: '2' })])).toEqual(['quota-cut']);
  });

  test('container limits may be reduced too', () => {
    const limit = (cpu: string) =>
      object('v1', 'LimitRange', { spec: { limits: [{ type: 'Container', max: { cpu } }] } });
    expect(risks(limit('2'), limit('1'))).toEqual(['medium quota-cut: limit it of a Container: cpu from 2 to 1']);
  });
});

describe('the network is opened', () => {
  const service = (spec: object) => object('v1', 'Service', { spec });
  const policy = (spec: object) =>
    object('networking.k8s.io/v1', 'NetworkPolicy', { spec: { podSelector: {}, ...spec } });
  const from = (...peers: object[]) => policy({ ingress: [{ from: peers }] });
  const cidr = (range: string) => ({ ipBlock: { cidr: range } });
  const app = (name: string) => ({ podSelector: { matchLabels: { app: name } } });

  test('by an additional NetworkPolicy', () => {
    const beside = (...names: string[]) =>
      tree({
        eu: [
          { name: 'a', objects: [configMap('other', 'x'), ...names.map((name) => named(policy({}), name))] },
          { name: 'b', objects: [named(policy({ ingress: [{ from: [cidr('10.0.0.0/8')] }] }), 'new')] },
        ],
      });
    const named = (one: Manifest, name: string) => ({ ...one, metadata: { name, namespace: 'x' } });
    const without = (...names: string[]) =>
      edited(beside(...names), { 'clusters/eu/b/objects.yaml': yaml([configMap('first', 'z')]) });
    const opened = (...names: string[]) =>
      compare(without(...names), beside(...names)).changes.flatMap((change) =>
        change.risks.map((one) => `${one.class}: ${one.message}`),
      );
    expect(opened('deny')).toContain('network-opened: NetworkPolicy x/new allows more ingress (from 10.0.0.0/8)');
    expect(opened().filter((one) => one.startsWith('network-opened'))).toEqual([]);
  });

  test('by a Service', () => {
    expect(risks(service({}), service({ type: 'LoadBalancer' }))).toEqual([
      'high network-opened: Service it is reachable from outside as LoadBalancer',
    ]);
    expect(risks(undefined, service({ type: 'NodePort' }))).toEqual([
      'medium network-opened: Service it is reachable from outside as NodePort',
    ]);
    expect(risks(service({ type: 'LoadBalancer' }), service({ type: 'ClusterIP' }))).toEqual([
      'high availability: Service it gives up its load balancer and its address',
    ]);
    expect(risks(service({}), service({ externalIPs: ['192.0.2.1'] }))).toEqual([
      'high network-opened: Service it is reachable at 192.0.2.1',
    ]);
    const ranges = (...loadBalancerSourceRanges: string[]) =>
      service({ type: 'LoadBalancer', loadBalancerSourceRanges });
    expect(risks(ranges('10.0.0.0/8'), ranges('10.1.0.0/16'))).toEqual([]);
    expect(risks(ranges('10.1.0.0/16'), ranges('10.0.0.0/8'))).toEqual([
      'high network-opened: Service it takes traffic from more addresses',
    ]);
    expect(risks(ranges('10.1.0.0/16'), ranges())).toHaveLength(1);
  });

  test('by removing a policy', () => {
    expect(risks(from(), undefined)).toContain(
      'high network-opened: NetworkPolicy x/it goes, and what it forbade is allowed',
    );
  });

  test.each<[string, Manifest, Manifest, string]>([
    [
      'another peer',
      from(app('a')),
      from(app('a'), app('b')),
      'allows more ingress (from {"podSelector":{"matchLabels":{"app":"a"}}}, {"podSelector":{"matchLabels":{"app":"b"}}})',
    ],
    ['every peer', from(app('a')), policy({ ingress: [{}] }), 'allows more ingress (from everywhere)'],
    ['a wider range', from(cidr('10.1.0.0/16')), from(cidr('10.0.0.0/8')), 'allows more ingress (from 10.0.0.0/8)'],
    [
      'another port',
      policy({ ingress: [{ ports: [{ port: 80 }] }] }),
      policy({ ingress: [{ ports: [{ port: 80 }, { port: 81 }] }] }),
      'allows more ingress (from everywhere on 80, 81)',
    ],
    [
      'every port',
      policy({ ingress: [{ ports: [{ port: 80 }] }] }),
      policy({ ingress: [{}] }),
      'allows more ingress (from everywhere)',
    ],
    [
      'no restriction of a direction',
      policy({ policyTypes: ['Ingress', 'Egress'] }),
      policy({ policyTypes: ['Ingress'] }),
      'no longer restricts egress',
    ],
    [
      'a rule for egress',
      policy({ policyTypes: ['Egress'] }),
      policy({ policyTypes: ['Egress'], egress: [{ to: [cidr('0.0.0.0/0')] }] }),
      'allows more egress (to 0.0.0.0/0)',
    ],
    [
      'fewer pods',
      policy({}),
      policy({ podSelector: { matchLabels: { app: 'a' } } }),
      'selects other pods: those that it no longer selects are open',
    ],
    [
      'all namespaces',
      from({ namespaceSelector: { matchLabels: { a: 'b' } } }),
      from({ namespaceSelector: {} }),
      'allows more ingress (from {"namespaceSelector":{}})',
    ],
    [
      'a smaller exception',
      from({ ipBlock: { cidr: '10.0.0.0/8', except: ['10.1.0.0/16'] } }),
      from(cidr('10.0.0.0/8')),
      'allows more ingress (from 10.0.0.0/8)',
    ],
  ])('by %s', (_, old, next, text) => {
    expect(risks(old, next)).toEqual([`high network-opened: NetworkPolicy x/it ${text}`]);
  });

  test.each<[string, Manifest, Manifest]>([
    ['fewer peers', from(app('a'), app('b')), from(app('a'))],
    ['a narrower range', from(cidr('0.0.0.0/0')), from(cidr('10.0.0.0/8'))],
    ['the same address', from(cidr('10.0.0.1/32')), from(cidr('10.0.0.1/32'), cidr('10.0.0.1/32'))],
    [
      'a range of ports',
      policy({ ingress: [{ ports: [{ port: 80, endPort: 90 }] }] }),
      policy({ ingress: [{ ports: [{ port: 81 }, { port: 85, endPort: 90 }] }] }),
    ],
    [
      'a restriction of a direction',
      policy({ policyTypes: ['Ingress'] }),
      policy({ policyTypes: ['Ingress', 'Egress'] }),
    ],
    ['the pods of a namespace', from({ namespaceSelector: {} }), from({ namespaceSelector: {}, ...app('a') })],
    ['nothing', policy({ ingress: [{}] }), policy({ ingress: [] })],
  ])('not by %s', (_, old, next) => {
    expect(risks(old, next).filter((text) => text.includes('network-opened'))).toEqual([]);
  });
});

describe('secrets', () => {
  const secret = (sops: object | undefined) =>
    object('v1', 'Secret', { stringData: { a: 'ENC[x]' }, ...(sops ? { sops } : {}) });
  const age = (...recipients: string[]) => ({
    age: recipients.map((recipient) => ({ recipient, enc: 'x' })),
    mac: 'ENC[m]',
  });

  test('are encrypted for other recipients', () => {
    expect(risks(secret(age('age1a', 'age1b')), secret(age('age1b', 'age1c')))).toEqual([
      'medium secret-rekeyed: Secret it: age age1c can decrypt it now; age age1a cannot any more',
    ]);
    expect(risks(secret(age('age1a', 'age1b')), secret(age('age1b', 'age1a')))).toEqual([]);
    const cloud = {
      kms: [{ arn: 'arn:aws:kms:x' }],
      azure_kv: [{ vault_url: 'https://v', name: 'k' }],
      key_groups: [age('age1z')],
    };
    expect(risks(secret(age('age1a')), secret({ ...age('age1a'), ...cloud }))).toEqual([
      'medium secret-rekeyed: Secret it: age age1z, azure_kv https://v/k, kms arn:aws:kms:x can decrypt it now',
    ]);
  });

  test('are no longer encrypted', () => {
    expect(risks(secret(age('age1a')), secret(undefined))).toEqual([
      'high secret-rekeyed: Secret it is no longer encrypted',
    ]);
  });

  test('are decrypted with another key', () => {
    const unit = (name: string) =>
      object('kustomize.toolkit.fluxcd.io/v1', 'Kustomization', {
        spec: {
          path: './x',
          sourceRef: { kind: 'GitRepository', name: 'else' },
          decryption: { provider: 'sops', secretRef: { name } },
        },
      });
    expect(risks(unit('a'), unit('b'))).toEqual(['medium secret-rekeyed: Kustomization it decrypts with another key']);
  });
});
