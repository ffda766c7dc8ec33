import * as fs from 'node:fs';
import { ApiObject, App as Cdk8sApp, Chart } from 'cdk8s';
import { App, Cluster, Component, ComponentProps, Environment, Manifests, Tenant } from '../../../src';
import { Loose, newFleet, objectsIn, Parsed, problemsOf } from '../../support/fleets';
import { Folder } from '../../support/folder';

const before = process.cwd();
let folder: Folder;

beforeEach(() => {
  folder = new Folder(fs.realpathSync(new Folder().path));
  folder.write('.git', 'gitdir: elsewhere\n');
  folder.write('program/x', '');
  process.chdir(folder.at('program'));
});

afterEach(() => {
  process.chdir(before);
  folder.delete();
});

function fleetWith(props: ComponentProps<Loose>) {
  const fleet = newFleet();
  for (const name of ['eu-1', 'us-1']) new Cluster(fleet, name);
  new Component(fleet, 'web', props);
  return fleet;
}

function objectsOf(props: ComponentProps<Loose>): Parsed[] {
  return objectsIn(fleetWith(props), 'clusters/eu-1/infrastructure/web/web.yaml');
}

const problems = (manifests: (chart: Chart) => void) => problemsOf(fleetWith({ manifests }));

const CONFIG_MAP = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: one}\ndata: {a: b}\n';

describe('a file', () => {
  test('gives its objects to every target, those without a namespace in the component’s', () => {
    folder.write(
      'manifests/web.yaml',
      [
        CONFIG_MAP,
        'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: two, namespace: other}\n',
        'apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata: {name: all}\nrules: []\n',
      ].join('---\n'),
    );
    const fleet = fleetWith({ manifests: Manifests.file('../manifests/web.yaml') });
    const names = (path: string) =>
      objectsIn(fleet, path).map(({ kind, metadata }) => `${kind} ${metadata.namespace}/${metadata.name}`);
    expect(names('clusters/eu-1/infrastructure/web/web.yaml')).toEqual([
      'Namespace undefined/web',
      'ConfigMap other/two',
      'ConfigMap web/one',
      'ClusterRole undefined/all',
    ]);
    expect(names('clusters/us-1/infrastructure/web/web.yaml')).toHaveLength(4);
  });

  test('takes the objects of a list one by one', () => {
    folder.write(
      'list.yaml',
      'apiVersion: v1\nkind: List\nitems:\n- {apiVersion: v1, kind: ConfigMap, metadata: {name: x}}\n',
    );
    const found = objectsOf({ manifests: Manifests.file('../list.yaml') });
    expect(found.map(({ kind }) => kind)).toEqual(['Namespace', 'ConfigMap']);
  });

  test('goes with objects in code', () => {
    folder.write('one.yaml', CONFIG_MAP);
    const one = Manifests.file('../one.yaml');
    const manifests = (chart: Chart) => {
      one(chart);
      new ApiObject(chart, 'code', { apiVersion: 'v1', kind: 'ConfigMap' });
    };
    expect(objectsOf({ manifests }).map(({ metadata }) => metadata.name)).toEqual(['web', 'code', 'one']);
  });

  test('is checked as all others, also against the rights of a tenant', () => {
    folder.write('role.yaml', 'apiVersion: v1\nkind: Pod\nmetadata: {name: x}\nspec: {containers: 5}\n');
    expect(problems(Manifests.file('../role.yaml'))).toEqual(
      expect.arrayContaining([expect.stringMatching(/^\[eu-1\/web\] .*Pod.*containers/)]),
    );
    folder.write('node.yaml', 'apiVersion: v1\nkind: Namespace\nmetadata: {name: x}\n');
    const fleet = newFleet();
    new Environment(fleet, 'dev', { clusters: [new Cluster(fleet, 'eu-1')] });
    new App(new Tenant(fleet, 'shop', { owners: ['shop'] }), 'a', { manifests: Manifests.file('../node.yaml') });
    expect(problemsOf(fleet).join('\n')).toMatch(/\[dev\/eu-1\/shop\/a\] .*Namespace/);
  });

  test.each<[string, string | undefined, RegExp]>([
    [
      'is missing',
      undefined,
      /^\[\.\.\/one\.yaml\] file "\.\.\/one\.yaml" does not exist: give a path relative to the/,
    ],
    ['is no YAML', 'a: [\n', /^\[\.\.\/one\.yaml:\d\] the file is not YAML, ".+: mend it there$/],
    [
      'lacks a kind',
      'apiVersion: v1\nmetadata: {name: x}\n',
      /^\[\.\.\/one\.yaml.*\] kustomize cannot build it, ".+": mend it there$/,
    ],
    [
      'has a broken document after a good one',
      `${CONFIG_MAP}---\na: b\n  c: d\n`,
      /^\[\.\.\/one\.yaml:6\] the file is not YAML/,
    ],
    [
      'is encrypted',
      `${CONFIG_MAP.replaceAll('ConfigMap', 'Secret')}sops: {mac: x}\n`,
      /^\[\.\.\/one\.yaml\] Secret "one" is encrypted by SOPS.*: leave it out here, and give Secret\.sops\("\.\.\/one\.yaml"\)/,
    ],
  ])('that %s is refused, once for all targets', (_, text, message) => {
    if (text !== undefined) folder.write('one.yaml', text);
    const found = problems(Manifests.file('../one.yaml'));
    expect(found).toEqual([expect.stringMatching(message)]);
  });

  test.each<[string, () => (chart: Chart) => void, RegExp]>([
    ['a folder', () => Manifests.file('.'), /^\[\.\] file "\." is no file: use Manifests\.kustomize$/],
    ['no text', () => Manifests.file(5 as never), /^\[5\] file 5 does not exist: give a path relative to/],
    [
      'elsewhere',
      () => Manifests.file('/etc/passwd'),
      /^\[\/etc\/passwd\] file "\/etc\/passwd" is outside of the repository of the program: copy it there$/,
    ],
    [
      'a link to elsewhere',
      () => {
        fs.symlinkSync('/etc/passwd', folder.at('program/link.yaml'));
        return Manifests.file('link.yaml');
      },
      /^\[link\.yaml\] file "link\.yaml" is outside of the repository/,
    ],
  ])('%s is refused', (_, manifests, message) => {
    expect(problems(manifests())).toEqual([expect.stringMatching(message)]);
  });

  test('throws what is wrong where no fleet calls it', () => {
    expect(() => Manifests.file('gone.yaml')(new Chart(new Cdk8sApp(), 'x'))).toThrow(
      /^\[gone\.yaml\] file "gone\.yaml" does not/,
    );
  });
});

describe('a kustomize folder', () => {
  beforeEach(() => {
    folder.write('base/kustomization.yaml', 'resources: [one.yaml]\n');
    folder.write('base/one.yaml', CONFIG_MAP);
    folder.write(
      'overlays/prod/kustomization.yaml',
      [
        'resources:',
        '- ../../base',
        'components: [../../parts]',
        'namePrefix: prod-',
        'patches:',
        '- patch: "{apiVersion: v1, kind: ConfigMap, metadata: {name: one}, data: {a: c}}"',
        '',
      ].join('\n'),
    );
    folder.write(
      'parts/kustomization.yaml',
      'apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\nlabels:\n- pairs: {part: yes-it-is}\n',
    );
  });

  test('is built with its bases, components and patches', () => {
    const [, one] = objectsOf({ manifests: Manifests.kustomize('../overlays/prod') });
    expect(one).toEqual({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'prod-one', namespace: 'web', labels: { part: 'yes-it-is' } },
      data: { a: 'c' },
    });
  });

  test('without a list is all its YAML files', () => {
    folder.write('plain/a.yaml', CONFIG_MAP);
    folder.write('plain/below/b.yaml', CONFIG_MAP.replace('one', 'two'));
    const names = objectsOf({ manifests: Manifests.kustomize('../plain') }).map(({ metadata }) => metadata.name);
    expect(names).toEqual(['web', 'one', 'two']);
  });

  test.each<[string, string, string, RegExp]>([
    [
      'names a file that is missing',
      'base/kustomization.yaml',
      'resources:\n- one.yaml\n- gone.yaml\n',
      /^\[\.\.\/base\/kustomization\.yaml:3\] kustomize cannot build it, ".*gone\.yaml.*": mend it there$/,
    ],
    [
      'leads out of the repository',
      'base/kustomization.yaml',
      'resources:\n- one.yaml\n- ../../../elsewhere\n',
      /^\[\.\.\/base\/kustomization\.yaml:3\] kustomize cannot build it, ".*elsewhere.*": mend it there$/,
    ],
    [
      'has a remote base',
      'base/kustomization.yaml',
      'resources:\n- one.yaml\n- https://git.example.com/acme/base?ref=v1\n',
      /^\[\.\.\/base\/kustomization\.yaml:3\] "https:\/\/git\.example\.com\/acme\/base\?ref=v1" is not in the repository, so nothing can check it: copy it into the repository$/,
    ],
    [
      'inflates a chart',
      'base/kustomization.yaml',
      'resources: [one.yaml]\nhelmCharts:\n- name: nginx\n  repo: https://charts.example.com\n  version: 1.2.3\n',
      /^\[\.\.\/.*\] .*: (?:write what it makes as plain files|mend it there)$/,
    ],
    ['has a file that is no YAML', 'base/one.yaml', 'a: [\n', /^\[\.\.\/base\/one\.yaml:\d\] the file is not YAML/],
  ])('that %s is refused with the line', (_, path, text, message) => {
    folder.write(path, text);
    expect(problems(Manifests.kustomize('../overlays/prod'))).toEqual([expect.stringMatching(message)]);
  });

  test('that is a file, or is missing, is refused', () => {
    expect(problems(Manifests.kustomize('../base/one.yaml'))).toEqual([
      '[../base/one.yaml] folder "../base/one.yaml" is no folder: use Manifests.file',
    ]);
    expect(problems(Manifests.kustomize('../gone'))).toEqual([
      expect.stringMatching(/^\[\.\.\/gone\] folder "\.\.\/gone" does not exist/),
    ]);
  });
});
