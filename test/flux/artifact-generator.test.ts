import { Chart, Testing } from 'cdk8s';
import { checkLater } from '../../src/flux/context';
import {
  ArtifactGenerator,
  ArtifactGeneratorProps,
  GeneratedArtifact,
  GitRepository,
  Kustomization,
} from '../../src/flux-entry';
import { artifactGenerator } from './samples';

const sources = { apps: { kind: 'GitRepository', name: 'apps' } } as const;
const web: GeneratedArtifact = { name: 'web', copy: [{ from: '@apps/web/**', to: '@artifact/' }] };

test('minimal props: sources and copy operations', () => {
  expect(ArtifactGenerator.manifest({ sources, artifacts: [web] })).toEqual({
    apiVersion: 'source.extensions.fluxcd.io/v1beta1',
    kind: 'ArtifactGenerator',
    spec: { sources: [{ alias: 'apps', kind: 'GitRepository', name: 'apps' }], artifacts: [web] },
  });
});

test('every option sets its field', () => {
  expect(ArtifactGenerator.manifest(artifactGenerator).spec).toEqual({
    sources: [
      { alias: 'apps', kind: 'GitRepository', name: 'apps', namespace: 'infra' },
      { alias: 'charts', kind: 'OCIRepository', name: 'charts' },
    ],
    artifacts: [
      {
        name: 'web',
        namespace: 'team-web',
        copy: [{ from: '@apps/web/**', to: '@artifact/web/', exclude: ['*.md'], strategy: 'Merge', optional: true }],
        revision: '@apps',
        originRevision: '@charts',
        inputsFrom: '@apps/web/inputs.yaml',
      },
    ],
    pathPattern: '@apps/*',
    commonMetadata: { labels: { team: 'web' }, annotations: { note: 'x' } },
    serviceAccountName: 'generator',
    managedNamespaces: {
      allowedNames: ["ns.startsWith('team-')"],
      prune: false,
      metadata: { from: [{ strategy: 'Merge', namespace: '*', labels: { team: 'web' } }] },
    },
  });
});

test('accepts sources as objects, and its artifacts serve as sources', () => {
  const chart = new Chart(Testing.app(), 'chart', { namespace: 'infra' });
  const apps = new GitRepository(chart, 'apps', { url: 'https://x/y', metadata: { name: 'apps' } });
  const generator = new ArtifactGenerator(chart, 'split', { sources: { apps }, artifacts: [web] });
  new Kustomization(chart, 'web', { sourceRef: generator.artifact('web') });
  const [, split, kustomization] = Testing.synth(chart) as { spec: Record<string, unknown> }[];
  expect(split?.spec.sources).toEqual([{ alias: 'apps', kind: 'GitRepository', name: 'apps', namespace: 'infra' }]);
  expect(kustomization?.spec.sourceRef).toEqual({ kind: 'ExternalArtifact', name: 'web', namespace: 'infra' });
  expect(() => generator.artifact('api')).toThrow(/^artifact "api" is not made here: use one of web$/);
});

test('the reference has no namespace in a chart without one', () => {
  const generator = new ArtifactGenerator(Testing.chart(), 'split', { sources, artifacts: [web] });
  expect(generator.artifact('web')).toEqual({ kind: 'ExternalArtifact', name: 'web' });
});

test('a reference to an artifact in another namespace includes that namespace', () => {
  const chart = new Chart(Testing.app(), 'chart', { namespace: 'infra' });
  // The controller refuses two artifacts of one name, wherever they are, which a fleet says of the whole.
  checkLater(chart);
  const generator = new ArtifactGenerator(chart, 'split', {
    sources,
    artifacts: [web, { ...web, namespace: 'team-a' }, { ...web, name: 'api', namespace: 'team-b' }],
  });
  expect(generator.artifact('api')).toEqual({ kind: 'ExternalArtifact', name: 'api', namespace: 'team-b' });
  expect(generator.artifact('web', 'team-a')).toEqual({ kind: 'ExternalArtifact', name: 'web', namespace: 'team-a' });
  expect(generator.artifact('web', 'infra')).toEqual({ kind: 'ExternalArtifact', name: 'web', namespace: 'infra' });
  expect(() => generator.artifact('web')).toThrow(/^several artifacts are named "web": give the namespace of one$/);
  expect(() => generator.artifact('api', 'infra')).toThrow(
    /^artifact "api" is not made here in namespace "infra": use one of web, api$/,
  );
});

test('inputsFrom refers to a source or to the artifact itself', () => {
  const artifacts = [{ ...web, inputsFrom: '@artifact/inputs.yaml' }];
  expect(ArtifactGenerator.manifest({ sources, artifacts }).spec).toMatchObject({ artifacts });
});

const copy = (from: string, to = '@artifact/') => ({ artifacts: [{ name: 'web', copy: [{ from, to }] }] });

test.each<[string, Partial<ArtifactGeneratorProps>, RegExp]>([
  ['no sources', { sources: {} }, /^an ArtifactGenerator needs files: give sources$/],
  ['no artifacts', { artifacts: [] }, /^an ArtifactGenerator makes something: give artifacts$/],
  ['an alias', { sources: { Apps: sources.apps } }, /^alias "Apps" is not usable: use at most 63 lower-case letters/],
  ['a long alias', { sources: { ['a'.repeat(64)]: sources.apps } }, /^alias "a{64}" is not usable: /],
  [
    'a source',
    { sources: { apps: { kind: 'HelmRepository', name: 'x' } as never } },
    /^source apps is of kind HelmRepository: use/,
  ],
  ['a name', { artifacts: [{ ...web, name: 'Web' }] }, /^name of an artifact "Web" is not a valid name: /],
  ['a name twice', { artifacts: [web, web] }, /^two artifacts are named "web": give each its own name$/],
  [
    'a name twice in a namespace',
    { artifacts: [{ ...web, namespace: 'a' }, web, { ...web, namespace: 'a' }] },
    /^two artifacts are named "web": give each its own name$/,
  ],
  ['a namespace', { artifacts: [{ ...web, namespace: 'A' }] }, /^namespace of an artifact "A" is not a valid name: /],
  [
    'inputs of nowhere',
    { artifacts: [{ ...web, inputsFrom: '@other/x.yaml' }] },
    /^inputsFrom "@other\/x\.yaml" names no source: begin it with "@apps\/" or "@artifact\/"$/,
  ],
  ['an empty artifact', { artifacts: [{ name: 'web', copy: [] }] }, /^artifact "web" is empty: give copy$/],
  ['files of nowhere', copy('apps/**'), /^from "apps\/\*\*" names no source: begin it with "@apps\/"$/],
  ['files of another', copy('@other/**'), /^from "@other\/\*\*" names no source: begin it with "@apps\/"$/],
  ['another place', copy('@apps/**', './web'), /^to "\.\/web" is not in the artifact: begin it with "@artifact\/"/],
  ['a way out', copy('@apps/**', '@artifact/../x'), /^to "@artifact\/\.\.\/x" is not in the artifact: /],
  ['a revision', { artifacts: [{ ...web, revision: 'apps' }] }, /^revision "apps" names no source: use "@apps"$/],
  [
    'an origin',
    { artifacts: [{ ...web, originRevision: '@x' }] },
    /^originRevision "@x" names no source: use "@apps"$/,
  ],
])('rejects %s in the constructor', (_, props, message) => {
  expect(() => new ArtifactGenerator(Testing.chart(), 'split', { sources, artifacts: [web], ...props })).toThrow(
    message,
  );
});

test('with pathPattern, an artifact name is a template', () => {
  const artifacts = [{ ...web, name: '{{ .Name }}', namespace: '{namespace}' }];
  expect(ArtifactGenerator.manifest({ sources, artifacts, pathPattern: '@apps/*' }).spec).toMatchObject({ artifacts });
});
