import { spawnSync } from 'node:child_process';
import * as path from 'node:path';
import { applied, placeOf, Placed } from '../../examples/multicluster/compare/apply';
import { compareSides, Policy, Sides } from '../../examples/multicluster/compare/comparison';
import { differences } from '../../examples/multicluster/compare/diff';
import { Kustomize, Repair } from '../../examples/multicluster/compare/kustomize';
import { unreached } from '../../examples/multicluster/compare/left-out';
import { identity, parseObjects } from '../../examples/multicluster/compare/objects';
import { readOurs } from '../../examples/multicluster/compare/ours';
import { Case, explains, Reason, worldOf } from '../../examples/multicluster/compare/reason';
import { fluxReasons } from '../../examples/multicluster/compare/reasons-flux';
import { tenantReasons } from '../../examples/multicluster/compare/reasons-tenants';
import { workloadReasons } from '../../examples/multicluster/compare/reasons-workloads';
import { markdown, problemsOf, summary, withComparison } from '../../examples/multicluster/compare/report';

const tree = (files: Record<string, string>) => new Map(Object.entries(files));
const built = (files: Record<string, string>, folder: string, repairs: readonly Repair[] = []) =>
  new Kustomize(tree(files), repairs).build(folder).map(({ object }) => object);
const object = (text: string) => parseObjects(text, 'inline.yaml')[0]!;
const placed = (cluster: string, text: string, via = 'hand'): Placed => ({
  cluster,
  via,
  file: `${cluster}.yaml`,
  object: object(text),
});

const namespace = (name: string) => `{ apiVersion: v1, kind: Namespace, metadata: { name: ${name} } }`;
const configMap = (name: string, data = '{}') =>
  `{ apiVersion: v1, kind: ConfigMap, metadata: { name: ${name} }, data: ${data} }`;
const sync = (name: string, spec: string) =>
  `{ apiVersion: kustomize.toolkit.fluxcd.io/v1beta1, kind: Kustomization, metadata: { name: ${name}, namespace: ops }, spec: ${spec} }`;
const deployment = (containers: string) =>
  `{ apiVersion: apps/v1, kind: Deployment, metadata: { name: web }, spec: { template: { spec: { containers: ${containers} } } } }`;

describe('the small kustomize', () => {
  it('builds the resources of folders within folders, and names the files it has read', () => {
    const kustomize = new Kustomize(
      tree({
        'a/kustomization.yaml': 'resources: [../b, one.yaml]',
        'a/one.yaml': configMap('one'),
        'b/kustomization.yaml': 'resources: [two.yaml]',
        'b/two.yaml': `${namespace('two')}\n---\n---\n${configMap('three')}`,
        'b/idle.yaml': namespace('idle'),
      }),
    );
    expect(kustomize.build('a').map((one) => [one.file, identity(one.object)])).toEqual([
      ['b/two.yaml', 'Namespace two'],
      ['b/two.yaml', 'ConfigMap three'],
      ['a/one.yaml', 'ConfigMap one'],
    ]);
    expect([...kustomize.read].sort()).toEqual([
      'a/kustomization.yaml',
      'a/one.yaml',
      'b/kustomization.yaml',
      'b/two.yaml',
    ]);
  });

  it('gives a namespace to what has one, and its name to Namespaces', () => {
    const files = {
      'a/kustomization.yaml': 'namespace: home\nresources: [all.yaml]',
      'a/all.yaml': [
        namespace('old'),
        configMap('one'),
        '{ apiVersion: rbac.authorization.k8s.io/v1, kind: ClusterRole, metadata: { name: free } }',
      ].join('\n---\n'),
    };
    expect(built(files, 'a').map(identity)).toEqual(['Namespace home', 'ConfigMap home/one', 'ClusterRole free']);
  });

  it('refuses two resources that a namespace makes one, unless that line is repaired', () => {
    const files = {
      'a/kustomization.yaml': 'namespace: home\nresources: [all.yaml]',
      'a/all.yaml': `${namespace('one')}\n---\n${namespace('two')}`,
    };
    expect(() => built(files, 'a')).toThrow(/^a: two resources are both Namespace home$/);
    expect(built(files, 'a', [{ folder: 'a', field: 'namespace' }])).toHaveLength(2);
  });

  it('merges a patch into containers by their name, and finds its target under the name it had before', () => {
    const files = {
      'a/kustomization.yaml': 'resources: [../b]\npatchesStrategicMerge: [patch.yaml]',
      'a/patch.yaml': deployment('[{ name: main, resources: { cpu: 2, old: null } }, { name: more }]'),
      'b/kustomization.yaml': 'namespace: home\nresources: [web.yaml]',
      'b/web.yaml': deployment(
        '[{ name: side }, { name: main, image: web, resources: { cpu: 1, memory: 1, old: 1 } }]',
      ),
    };
    const [web] = built(files, 'a');
    expect(identity(web!)).toBe('Deployment home/web');
    expect(web).toMatchObject({
      spec: {
        template: {
          spec: {
            containers: [
              { name: 'side' },
              { name: 'main', image: 'web', resources: { cpu: 2, memory: 1 } },
              { name: 'more' },
            ],
          },
        },
      },
    });
    expect(JSON.stringify(web)).not.toContain('old');
  });

  it('replaces lists in custom kinds, and prefixes their names after the patch', () => {
    const files = {
      'a/kustomization.yaml': 'resources: [app.yaml]\npatchesStrategicMerge: [patch.yaml]\nnamePrefix: south-',
      'a/app.yaml': sync('app', '{ path: ./old, dependsOn: [{ name: x }, { name: y }] }'),
      'a/patch.yaml': sync('app', '{ path: ./new, dependsOn: [{ name: z }] }'),
    };
    const [app] = built(files, 'a');
    expect(identity(app!)).toBe('Kustomization ops/south-app');
    expect(app!.spec).toEqual({ path: './new', dependsOn: [{ name: 'z' }] });
  });

  it('lists for a folder without kustomization.yaml what Flux would', () => {
    const files = {
      'a/one.yaml': configMap('one'),
      'a/deep/er/two.yaml': configMap('two'),
      'a/own/kustomization.yaml': 'resources: [three.yaml]',
      'a/own/three.yaml': configMap('three'),
      'a/own/idle.yaml': configMap('idle'),
    };
    expect(built(files, 'a').map(({ metadata }) => metadata.name)).toEqual(['two', 'one', 'three']);
  });

  const patching = (patch: string) => ({
    'a/kustomization.yaml': 'resources: [web.yaml]\npatchesStrategicMerge: [patch.yaml]',
    'a/web.yaml': deployment('[{ name: main }]'),
    'a/patch.yaml': patch,
  });

  it.each<[string, Record<string, string>, RegExp]>([
    ['another field', { 'a/kustomization.yaml': 'commonLabels: { a: b }' }, /commonLabels is not supported/],
    ['a missing file', { 'a/kustomization.yaml': 'resources: [no.yaml]' }, /a\/no\.yaml: there is no such folder/],
    ['a patch without target', patching(configMap('web')), /ConfigMap web matches 0 resources/],
    ['a patch directive', patching(deployment('[{ name: main, $patch: delete }]')), /\$patch is a patch directive/],
    [
      'a patch of another list',
      patching(deployment('[{ name: main, ports: [{ containerPort: 1 }] }]')),
      /ports is a list of mappings, which no patch here can merge/,
    ],
    [
      'a prefix on what others refer to by name',
      { 'a/kustomization.yaml': 'namePrefix: x-\nresources: [one.yaml]', 'a/one.yaml': configMap('one') },
      /namePrefix on a ConfigMap is not supported/,
    ],
    [
      'a binding whose subject would move',
      {
        'a/kustomization.yaml': 'namespace: home\nresources: [one.yaml]',
        'a/one.yaml':
          '{ apiVersion: v1, kind: RoleBinding, metadata: { name: b }, subjects: [{ name: s, namespace: x }] }',
      },
      /namespace of a binding's subject would change/,
    ],
    ['what is no object', { 'a/one.yaml': 'kind: Nothing' }, /a\/one\.yaml: a document is no Kubernetes object/],
    ['what is no YAML', { 'a/one.yaml': 'name: {X}-y' }, /^a\/one\.yaml: /],
  ])('refuses %s', (_, files, message) => {
    expect(() => built(files, 'a')).toThrow(message);
  });
});

describe('applying', () => {
  const git = (name: string, url: string) =>
    `{ apiVersion: v1, kind: GitRepository, metadata: { name: ${name}, namespace: ops }, spec: { url: ${url}, ref: { branch: main } } }`;
  const apply = (files: Record<string, string>) =>
    applied(new Kustomize(tree(files)), [{ cluster: 'hub', folder: 'main/hub', by: 'hand' }], {
      url: 'ours',
      folder: (branch, to) => path.posix.join(branch, to),
    });
  const ref = (name: string) => `sourceRef: { kind: GitRepository, name: ${name} }`;

  it('follows Kustomizations into the repository, to remote clusters, once, and into no other repository', () => {
    const result = apply({
      'main/hub/a.yaml': [
        git('own', 'ours'),
        git('other', 'theirs'),
        sync('root', `{ path: ./hub, ${ref('own')} }`),
        sync('far', `{ path: ./far, ${ref('own')}, kubeConfig: { secretRef: { name: spoke-kubeconfig } } }`),
        sync('app', `{ path: ./none, ${ref('other')} }`),
      ].join('\n---\n'),
      'main/far/b.yaml': namespace('web'),
    });
    expect(result.map((one) => [placeOf(one), one.via])).toEqual([
      ['hub GitRepository ops/own', 'hand'],
      ['hub GitRepository ops/other', 'hand'],
      ['hub Kustomization ops/root', 'hand'],
      ['hub Kustomization ops/far', 'hand'],
      ['hub Kustomization ops/app', 'hand'],
      ['spoke Namespace web', 'ops/far'],
    ]);
  });

  it('refuses a source that is nowhere, and a kubeconfig that names no cluster', () => {
    expect(() => apply({ 'main/hub/a.yaml': sync('x', `{ path: ./x, ${ref('own')} }`) })).toThrow(
      /its source is nowhere: hub GitRepository ops\/own/,
    );
    const remote = sync('x', `{ path: ./hub, ${ref('own')}, kubeConfig: { secretRef: { name: odd } } }`);
    expect(() => apply({ 'main/hub/a.yaml': `${git('own', 'ours')}\n---\n${remote}` })).toThrow(
      /no cluster is called like the kubeconfig "odd"/,
    );
  });

  it('names the documents that nothing has read, templates included', () => {
    const files = tree({
      'used/one.yaml': namespace('used'),
      'templates/two.yaml':
        '---\nkind: Namespace\nmetadata:\n  name: {NAME}-x\n---\n# nothing\n---\nname: {{ .Values.a }}\n',
    });
    const kustomize = new Kustomize(files);
    kustomize.build('used');
    expect(unreached(files, kustomize)).toEqual([
      { file: 'templates/two.yaml', label: 'Namespace {NAME}-x' },
      { file: 'templates/two.yaml', label: 'no Kubernetes object' },
    ]);
  });
});

describe('differences', () => {
  it('knows one duration by its spellings, and a source in the namespace of the object itself', () => {
    const was = sync('x', '{ interval: 10m0s, timeout: 60s, sourceRef: { name: s, namespace: ops } }');
    expect(
      differences(object(was), object(sync('x', '{ interval: 10m, timeout: 1m, sourceRef: { name: s } }'))),
    ).toEqual([]);
    expect(
      differences(object(was), object(sync('x', '{ interval: 11m, timeout: 1m, sourceRef: { name: s } }'))),
    ).toEqual([{ field: 'spec.interval', was: '10m0s', is: '11m' }]);
  });

  it('compares named entries by name, and other lists as a whole', () => {
    const was = deployment('[{ name: a, image: x, args: [1] }, { name: b }]');
    const is = deployment('[{ name: b }, { name: a, image: y, args: [1, 2] }, { name: c }]');
    expect(differences(object(was), object(is))).toEqual([
      { field: 'spec.template.spec.containers[a].args', was: [1], is: [1, 2] },
      { field: 'spec.template.spec.containers[a].image', was: 'x', is: 'y' },
      { field: 'spec.template.spec.containers[c]', was: undefined, is: { name: 'c' } },
    ]);
  });
});

describe('the comparison', () => {
  const grown: Reason = {
    name: 'grown',
    text: 'It has grown.',
    scopes: [{ kinds: ['ConfigMap'], fields: ['data.size'], was: 1, is: (value) => Number(value) > 1 }],
  };
  const policy: Policy = {
    mapping: [{ from: /^(\S+) ConfigMap old$/, to: ['$1 ConfigMap new'], beside: ['$1 Namespace new'] }],
    reasons: [
      grown,
      {
        name: 'renamed',
        text: '',
        scopes: [{ kinds: ['ConfigMap'], fields: ['metadata.name'], was: 'old', is: 'new' }],
      },
    ],
    leftOut: [{ files: /^docs\//, name: 'left out', text: 'Not wanted.' }],
    additions: [{ places: [/^hub Namespace extra$/], why: 'It is ours.' }],
  };
  const originals = [placed('hub', namespace('web')), placed('hub', configMap('old', '{ size: 1 }'))];
  const ours = [
    placed('hub', namespace('web')),
    placed('hub', configMap('new', '{ size: 2 }')),
    placed('hub', namespace('new')),
    placed('hub', namespace('extra')),
  ];
  const sides: Sides = { originals, unreached: [{ file: 'docs/a.yaml', label: 'Namespace a' }], ours };
  const compare = (change: Partial<Sides>) => compareSides({ ...sides, ...change }, policy);

  it('accounts for every object on both sides', () => {
    const comparison = compare({});
    expect(problemsOf(comparison)).toEqual([]);
    expect(summary(comparison)).toBe(
      '3 objects of the original: 1 same, 1 different with a reason, 1 not carried over with a reason, 0 unexplained',
    );
    expect(comparison.rows.map(({ result, reasons }) => [result, ...reasons])).toEqual([
      ['same'],
      ['different', 'grown', 'renamed'],
      ['not carried over', 'left out'],
    ]);
    expect(comparison.extras).toEqual([{ why: 'It is ours.', places: ['hub Namespace extra'] }]);
  });

  it('has one row for a file that is left out as a whole, wherever it is applied', () => {
    const whole = ['hub', 'spoke'].map((cluster) => ({ ...placed(cluster, namespace('a')), file: 'docs/all.yaml' }));
    const { rows } = compareSides({ originals: whole, unreached: [], ours: [] }, policy);
    expect(rows).toMatchObject([{ original: '1 objects on hub and spoke', result: 'not carried over' }]);
  });

  it.each<[string, Partial<Sides>, string]>([
    [
      'a field that differs',
      { ours: ours.map((one) => (one === ours[1] ? placed('hub', configMap('new', '{ size: 2, odd: x }')) : one)) },
      'hub ConfigMap old: hub ConfigMap new: data.odd was absent and is "x"',
    ],
    [
      'a value outside the reason',
      { ours: ours.map((one) => (one === ours[1] ? placed('hub', configMap('new', '{ size: 0 }')) : one)) },
      'hub ConfigMap old: hub ConfigMap new: data.size was 1 and is 0',
    ],
    ['a missing object', { ours: ours.slice(1) }, 'hub Namespace web: hub Namespace web is missing'],
    [
      'a missing object beside',
      { ours: ours.filter((one) => one !== ours[2]) },
      'hub ConfigMap old: hub Namespace new is missing',
    ],
    [
      'a document that is nowhere',
      { unreached: [{ file: 'other/a.yaml', label: 'Namespace a' }] },
      'other/a.yaml Namespace a: the original applies it nowhere, and no reason says why it is not carried over',
    ],
    [
      'an object of ours',
      { ours: [...ours, placed('hub', namespace('odd'))] },
      'ours: hub Namespace odd: the original has nothing like it, and no reason says why it is there',
    ],
    [
      'an object on another cluster',
      { ours: [placed('spoke', namespace('web')), ...ours.slice(1)] },
      'hub Namespace web: hub Namespace web is missing',
    ],
  ])('does not explain %s', (_, change, problem) => {
    expect(problemsOf(compare(change))).toContain(problem);
  });

  it('writes the same Markdown every time, between its markers and nowhere else', () => {
    const text = markdown(compare({}), policy.reasons, policy.leftOut);
    expect(text).toBe(markdown(compare({}), policy.reasons, policy.leftOut));
    expect(text).toContain(
      '| `ConfigMap old` | hand | `ConfigMap new`<br>`Namespace new` | different: grown, renamed |',
    );
    const readme =
      'before\n<!-- comparison: written by `npm run example:compare -- --write` -->\nold\n<!-- end of the comparison -->\nafter\n';
    const renewed = withComparison(readme, text);
    expect(renewed.startsWith('before\n<!--')).toBe(true);
    expect(renewed.endsWith('-->\nafter\n')).toBe(true);
    expect(renewed).not.toContain('old\n<!--');
    expect(withComparison(renewed, text)).toBe(renewed);
    expect(() => withComparison('no markers', text)).toThrow(/lacks the markers/);
  });
});

describe('the reasons', () => {
  const reasons = [...fluxReasons, ...tenantReasons, ...workloadReasons];
  const reason = (name: string) => reasons.find((one) => one.name === name)!;
  const git = (name: string, branch: string) =>
    `{ apiVersion: source.toolkit.fluxcd.io/v1, kind: GitRepository, metadata: { name: ${name}, namespace: ops }, spec: { url: u, ref: { branch: ${branch} } } }`;
  const context = (change: Partial<Case>, originals: Placed[] = [], ours: Placed[] = []): Case => ({
    original: originals[0] ?? placed('hub', sync('x', '{}')),
    ours: ours[0] ?? placed('hub', sync('x', '{}')),
    field: '',
    was: undefined,
    is: undefined,
    world: worldOf(originals, ours),
    ...change,
  });

  it('have names of their own', () => {
    expect(new Set(reasons.map(({ name }) => name)).size).toBe(reasons.length);
  });

  it('take no API version but the served one of the same group', () => {
    const was = 'kustomize.toolkit.fluxcd.io/v1beta1';
    const served = (is: string) => explains(reason('served API version'), context({ field: 'apiVersion', was, is }));
    expect(served('kustomize.toolkit.fluxcd.io/v1')).toBe(true);
    expect(served('kustomize.toolkit.fluxcd.io/v2')).toBe(false);
    expect(served('helm.toolkit.fluxcd.io/v2')).toBe(false);
  });

  it('take a source of another name only if it has the same content', () => {
    const user = (name: string) => placed('hub', sync('x', `{ sourceRef: { kind: GitRepository, name: ${name} } }`));
    const renamed = (branch: string) =>
      explains(
        reason('source named after its content'),
        context(
          { field: 'spec.sourceRef.name', was: 'old', is: 'fleet' },
          [user('old'), placed('hub', git('old', 'dev'))],
          [user('fleet'), placed('hub', git('fleet', branch))],
        ),
      );
    expect(renamed('dev')).toBe(true);
    expect(renamed('main')).toBe(false);
  });

  it.each([
    ['{ apiGroups: [apps], resources: [deployments], verbs: [get] }', true],
    ['{ apiGroups: [apps], resources: [deployments], verbs: ["*"] }', false],
    ['{ apiGroups: ["*"], resources: [deployments], verbs: [get] }', false],
    ['{ apiGroups: [""], resources: [serviceaccounts], verbs: [impersonate] }', false],
  ])('call a Role of %s least privilege: %s', (rule, expected) => {
    const meta = (name: string) => `metadata: { name: ${name}, namespace: ops }`;
    const was = placed('hub', `{ apiVersion: v1, kind: RoleBinding, ${meta('x-reconciler')} }`);
    const is = placed('hub', `{ apiVersion: v1, kind: RoleBinding, ${meta('deployer')} }`);
    const role = placed('hub', `{ apiVersion: v1, kind: Role, ${meta('deployer')}, rules: [${rule}] }`);
    const change = { field: 'roleRef.name', was: 'cluster-admin', is: 'deployer' };
    expect(explains(reason('least privilege'), context(change, [was], [is, role]))).toBe(expected);
  });
});

describe('dist', () => {
  const root = path.join(__dirname, '../..');
  const source =
    '{ apiVersion: v1, kind: GitRepository, metadata: { name: s, namespace: ops }, spec: { url: https://github.com/kaizentm/multicluster-gitops, ref: { branch: main } } }';
  const pointer = (to: string) =>
    sync(to, `{ path: ./dist/clusters/hub/${to}, sourceRef: { kind: GitRepository, name: s } }`);

  it('has nothing that nothing applies', () => {
    const files = { 'clusters/hub/kustomization.yaml': 'resources: [a.yaml]', 'clusters/hub/a.yaml': namespace('a') };
    expect(readOurs(tree(files)).map(placeOf)).toEqual(['hub Namespace a']);
    expect(() => readOurs(tree({ ...files, 'clusters/hub/idle/b.yaml': namespace('b') }))).toThrow(
      /^dist\/clusters\/hub\/idle\/b\.yaml: nothing applies it$/,
    );
  });

  it('has nothing twice', () => {
    const files = {
      'clusters/hub/kustomization.yaml': 'resources: [a.yaml]',
      'clusters/hub/a.yaml': [source, pointer('one'), pointer('two')].join('\n---\n'),
      'clusters/hub/one/a.yaml': namespace('a'),
      'clusters/hub/two/a.yaml': namespace('a'),
    };
    expect(() => readOurs(tree(files))).toThrow(/^dist: hub Namespace a is rendered twice$/);
  });

  it('is compared with a clear message when the original is not there', () => {
    const tsx = path.join(root, 'node_modules/.bin/tsx');
    const script = path.join(root, 'examples/compare.ts');
    const run = spawnSync(tsx, [script, path.join(root, 'nowhere')], { encoding: 'utf8' });
    expect(run.stderr).toMatch(/no checkout of the original's YAML in .*nowhere/);
    expect(run.status).toBe(2);
  });
});
