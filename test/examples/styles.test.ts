import { hashOf, measure, sentence } from '../../examples/measure';
import { compareUsage, problemsOf, Row } from '../../examples/styles/compare/comparison';
import { STYLES } from '../../examples/styles/compare/originals';
import { IMPOSSIBLE, REASONS } from '../../examples/styles/compare/reasons';
import { markdown, sizeOf, summary, withComparison } from '../../examples/styles/compare/report';
import { CONTROLLERS, usageOf } from '../../examples/styles/compare/usage';
import { Example } from './example';

test.each([
  ['overlays', 28, '663faab416554c454d825268c49590b3b98ffc4abb496caaa9a8de28427c251a'],
  ['tenancy', 58, 'e2780dfd99d33c332cb8451379bfb6c7e08d2d9c6f4b1fda91edd4ce91e0746e'],
  ['hub', 67, '85e3c7a53872266f53f450677f887fec2a86dd3e858a732131c90ed2ca809a8c'],
  ['artifacts', 131, 'e48668e90e6b37a9861a606da2d005b0b0092b01b7a505900071e50fbf09bc4b'],
  ['homelab', 20, '4805d68ebcc6f635a31b3516f0be63f0bf0eb62ae7308cc78e0616e9b81138d0'],
  ['variables', 41, 'cb74edf73c033a0b6ad3300b2e8b1b1c066c51cf529cf6b414325d5bbc405cba'],
])('the style %s has the files that it had: as many, and the same bytes', (name, files, sha256) => {
  const example = new Example(`styles/${name}`);
  const { tree, warnings } = example.synthesize();
  expect({ files: tree.size, sha256: hashOf(tree), warnings }).toEqual({ files, sha256, warnings: [] });
  expect(example.folder.read('README.md')).toContain(sentence(measure(example.folder.path), tree.size));
});

test.each(STYLES)('the table of $name leaves nothing unexplained', ({ name, repositories }) => {
  const readme = new Example(`styles/${name}`).folder.read('README.md');
  expect(readme).toMatch(/\*\*\d+ kinds and fields of the original: \d+ same, .+, 0 unexplained\.\*\*/);
  for (const [repository, commit] of Object.entries(repositories)) {
    expect(readme).toContain(`https://github.com/${repository}/tree/${commit}`);
  }
});

test('at most three things are impossible, each with the field that is missing', () => {
  expect(IMPOSSIBLE.length).toBeLessThanOrEqual(3);
  expect(IMPOSSIBLE.filter(({ missing }) => missing === '')).toEqual([]);
});

describe('what a fleet says', () => {
  const usage = (text: string) =>
    Object.fromEntries([...usageOf(new Map([['a.yaml', text]]))].map(([kind, fields]) => [kind, [...fields.keys()]]));

  it('is read field by field of the kinds of Flux, and by kind of others', () => {
    expect(
      usage(`
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
spec: { chartRef: { kind: OCIRepository }, values: { any: 1 }, valuesFrom: [{ kind: Secret, name: a }] }
---
apiVersion: apps/v1
kind: Deployment
spec: { replicas: 1 }
---
apiVersion: v1
kind: Namespace
metadata: { name: a, labels: { a: b } }
`),
    ).toEqual({
      'helm.toolkit.fluxcd.io/HelmRelease': [
        '',
        'spec.chartRef.kind',
        'spec.values',
        'spec.valuesFrom[].kind',
        'spec.valuesFrom[].name',
      ],
      'apps/Deployment': [''],
      Namespace: ['', 'metadata.labels'],
    });
  });

  it('is read in patches and templates too', () => {
    const found = usage(`
apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization
patches:
  - target: { kind: Deployment, name: x }
    patch: |
      - { op: add, path: /spec/template/spec/containers/0/args/-, value: --concurrent=20 }
      - { op: add, path: /spec/template/spec/containers/0/args/-, value: "--feature-gates=A=true,B=true" }
  - target: { kind: Kustomization, name: x }
    patch: "- { op: replace, path: /spec/wait, value: false }"
---
apiVersion: fluxcd.controlplane.io/v1
kind: ResourceSet
spec:
  inputs: [{ tenant: a }]
  resources:
    - apiVersion: rbac.authorization.k8s.io/v1
      kind: RoleBinding
      roleRef: { kind: ClusterRole, name: admin }
`);
    expect(found).toMatchObject({
      [CONTROLLERS]: ['--concurrent', '--feature-gates A', '--feature-gates B'],
      'kustomize.toolkit.fluxcd.io/Kustomization': ['spec.wait'],
      'rbac.authorization.k8s.io/RoleBinding': ['', 'role admin'],
    });
    expect(found['fluxcd.controlplane.io/ResourceSet']).not.toContain('spec.resources[].kind');
  });
});

describe('a comparison', () => {
  const kind = 'kustomize.toolkit.fluxcd.io/Kustomization';
  const said = (...fields: string[]) => new Map([[kind, new Map(fields.map((field) => [field, 1]))]]);
  const rows = compareUsage(said('spec.wait', 'spec.targetNamespace', 'spec.new'), said('spec.wait'));

  it('tells what is the same, different with a reason, and unexplained', () => {
    expect(rows.map(({ field, result }) => [field, result])).toEqual([
      ['spec.wait', 'same'],
      ['spec.targetNamespace', 'different'],
      ['spec.new', 'unexplained'],
    ]);
    expect(summary(rows)).toBe(
      '3 kinds and fields of the original: 1 same, 1 different with a reason, 0 impossible, 1 unexplained',
    );
  });

  it('fails for what nobody explains, for too much that is impossible, and for reasons that nothing needs', () => {
    const problems = problemsOf(new Map([['hub', rows]]));
    expect(problems[0]).toBe(`hub: ${kind} spec.new: the example does not say it, and no reason says why`);
    expect(problems).toHaveLength(REASONS.length + IMPOSSIBLE.length);
    const impossible = Array.from({ length: 4 }, (): Row => ({ ...rows[0]!, result: 'impossible' }));
    expect(problemsOf(new Map([['hub', impossible]]))).toContain('4 things are impossible: at most 3 may be');
  });

  it('is written between its markers and nowhere else', () => {
    const part = markdown(STYLES[0]!, rows, sizeOf(['a: 1\n# no\n\nb: 2\n']));
    expect(part).toContain('2 lines of YAML in 1 files');
    const readme =
      'a\n<!-- comparison: written by `npm run example:compare -- styles --write` -->\nold\n<!-- end of the comparison -->\nb\n';
    const renewed = withComparison(readme, part);
    expect(renewed).not.toContain('old\n');
    expect(withComparison(renewed, part)).toBe(renewed);
    expect(() => withComparison('none', part)).toThrow(/lacks the markers/);
  });
});
