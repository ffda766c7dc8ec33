import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import { gzipSync } from 'node:zlib';
import { ApiObject } from 'cdk8s';
import { projects } from 'cdk8s-flux-fleet-schemas';
import { Cluster, Component, Fleet, ProjectSchemas } from '../../../src';
import { tarBlocks } from '../../../src/push/tar';
import { Loose, newFleet, problemsOf } from '../../support/fleets';
import { Folder } from '../../support/folder';

let folder: Folder;
const home = process.cwd();
beforeEach(() => {
  folder = new Folder();
  process.chdir(folder.path);
});
afterEach(() => {
  process.chdir(home);
  folder.delete();
});

/** A CRD of `KIND.example.com` with the fields given. */
function crd(kind: string, field = 'size', scope = 'Namespaced'): string {
  const plural = `${kind.toLowerCase()}s`;
  return `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: { name: ${plural}.example.com }
spec:
  group: example.com
  scope: ${scope}
  names: { kind: ${kind}, plural: ${plural} }
  versions:
    - name: v1
      served: true
      storage: true
      schema:
        openAPIV3Schema:
          type: object
          properties: { spec: { type: object, properties: { ${field}: { type: integer } } } }
`;
}

function fleetWith(...schemas: ReadonlyArray<string | ProjectSchemas>): Fleet<Loose> {
  const fleet = newFleet();
  fleet.addSchema(...schemas);
  return fleet;
}

const kindsOf = (fleet: Fleet<Loose>) => Object.fromEntries(fleet.schemaScopes);

/** The problems and warnings of a fleet with an object. */
function messagesOf(fleet: Fleet<Loose>, object: ConstructorParameters<typeof ApiObject>[2]): string[] {
  new Cluster(fleet, 'eu-1');
  new Component(fleet, 'thing', { manifests: (chart) => void new ApiObject(chart, 'a', object) });
  const problems = problemsOf(fleet);
  return problems.length > 0 ? problems : fleet.synthesize().warnings.map(({ message }) => message);
}

const issuer = (spec: object) => ({
  apiVersion: 'cert-manager.io/v1',
  kind: 'ClusterIssuer',
  metadata: { name: 'ca' },
  spec,
});

describe('projects', () => {
  test('make their kinds known, and cluster-scoped objects get no namespace', () => {
    const fleet = fleetWith(projects.certManager);
    expect(messagesOf(fleet, issuer({ ca: { secretName: 'ca' } }))).toEqual([]);
    const { tree } = fleet.synthesize();
    const file = tree.paths.map((path) => tree.get(path)!).find((text) => text.includes('kind: ClusterIssuer'))!;
    expect(file).toContain('kind: ClusterIssuer\nmetadata:\n  name: ca\n');
    expect(kindsOf(fleet)).toMatchObject({
      'cert-manager.io/ClusterIssuer': 'cluster',
      'cert-manager.io/Certificate': 'namespace',
    });
  });

  test('a mistake names project, version and what to do', () => {
    expect(messagesOf(fleetWith(projects.certManager), issuer({ ca: { secret: 'ca' } }))).toEqual([
      expect.stringMatching(
        /^\[eu-1\/thing\] ClusterIssuer "ca": spec\.ca\.secret is not a field of ClusterIssuer: .+\)$/,
      ),
      expect.stringMatching(
        /^\[eu-1\/thing\] ClusterIssuer "ca": spec\.ca\.secretName is missing: set it \(schemas of cert-manager \d+\.\d+\.\d+; if the clusters run another version, give its CRDs to addSchema\)$/,
      ),
    ]);
  });

  test('without them, the warning says how to have them, which helps', () => {
    const object = issuer({ ca: { secretName: 'ca' } });
    expect(messagesOf(newFleet(), object)).toEqual([
      expect.stringContaining(
        'add projects.certManager of the package cdk8s-flux-fleet-schemas, or its CRD, with addSchema',
      ),
    ]);
    expect(messagesOf(fleetWith(projects.certManager), object)).toEqual([]);
  });

  test('all at once are one statement', () => {
    const fleet = fleetWith(...Object.values(projects));
    expect(problemsOf(fleet)).toEqual([]);
    expect(fleet.schemas).toEqual(Object.values(projects));
  });

  test.each([true, false])('definitions of the program replace theirs, first or last: %s', (isFirst) => {
    const own = crd('ClusterIssuer', 'vault', 'Cluster').replaceAll('example.com', 'cert-manager.io');
    const fleet = isFirst ? fleetWith(own, projects.certManager) : fleetWith(projects.certManager, own);
    expect(messagesOf(fleet, issuer({ vault: 1 }))).toEqual([]);
  });

  test.each([true, false])('replace what the library knows of its own kinds, first or last: %s', (isFirst) => {
    const fleet = newFleet();
    if (isFirst) fleet.addSchema(projects.prometheusOperator);
    fleet.monitor({});
    if (!isFirst) fleet.addSchema(projects.prometheusOperator);
    const object = { apiVersion: 'monitoring.coreos.com/v1', kind: 'PodMonitor', spec: { podMetricsEndpoint: [] } };
    expect(messagesOf(fleet, object)).toContainEqual(
      expect.stringContaining(
        'spec.podMetricsEndpoint is not a field of PodMonitor: did you mean podMetricsEndpoints?',
      ),
    );
  });

  test('an unknown value is refused', () => {
    const given = [undefined, 1, { project: 'a' }, { ...projects.velero, crd: 1 }] as unknown as ProjectSchemas[];
    expect(problemsOf(fleetWith(...given))).toEqual(
      given.map(
        () =>
          expect.stringMatching(
            /^\[acme\] schema .+ is neither CustomResourceDefinitions nor a project: give .+$/,
          ) as string,
      ),
    );
  });
});

describe('files', () => {
  test.each(['things.yaml', './things.yml', 'schemas/things.json'])('%s is read', (path) => {
    const text = path.endsWith('.json')
      ? JSON.stringify({ apiVersion: 'v1', kind: 'List' }) && crdJson('Thing')
      : `kind: ConfigMap\n---\n${crd('Thing')}`;
    folder.write(path, text);
    const fleet = fleetWith(path);
    expect(problemsOf(fleet)).toEqual([]);
    expect(kindsOf(fleet)).toEqual({ 'example.com/Thing': 'namespace' });
  });

  test('all of a folder and below are read, and other files are passed over', () => {
    folder.write('schemas/a.yaml', crd('Thing'));
    folder.write('schemas/below/b.yml', crd('Part', 'size', 'Cluster'));
    folder.write('schemas/values.yaml', 'a: {{ .Values.a }}');
    folder.write('schemas/policy.yaml', 'spec:\n  kind: CustomResourceDefinition\n');
    folder.write('schemas/readme.md', 'kind: CustomResourceDefinition');
    folder.write('schemas/.hidden/c.yaml', crd('Hidden'));
    folder.write('schemas/node_modules/a/d.yaml', crd('Hidden'));
    for (const path of ['schemas', 'schemas/', folder.at('schemas')]) {
      expect(kindsOf(fleetWith(path))).toEqual({ 'example.com/Thing': 'namespace', 'example.com/Part': 'cluster' });
    }
  });

  test('a text is what it was: with line breaks, in one line, or as JSON', () => {
    expect(kindsOf(fleetWith(crd('Thing'), crdJson('Part')))).toEqual({
      'example.com/Thing': 'namespace',
      'example.com/Part': 'namespace',
    });
    expect(problemsOf(fleetWith('kind: ConfigMap'))).toEqual([
      expect.stringMatching(/^\[acme\] the text holds no CustomResourceDefinition: .+$/),
    ]);
  });

  test.each<[what: string, path: string, text: string | undefined, message: RegExp]>([
    [
      'a path to nothing',
      'crds',
      undefined,
      /^schema "crds" is not there: give the path of a file, a folder or a chart/,
    ],
    ['an empty path', '', undefined, /^schema "" is not there: /],
    [
      'a URL',
      'https://example.com/a.yaml',
      undefined,
      /^schema "https:.+" is a URL, and addSchema fetches nothing: fetch it/,
    ],
    ['an OCI chart', 'oci://example.com/a', undefined, /^schema "oci:.+" is a URL/],
    [
      'another file',
      'a.yaml',
      'kind: ConfigMap',
      /^schema "a.yaml" holds no CustomResourceDefinition: give a file with one/,
    ],
    [
      'a broken file',
      'a.yaml',
      `${crd('Thing')}\na: [`,
      /^schema "a.yaml" cannot be used: the CRD is not YAML, ".+": mend it there$/,
    ],
    [
      'a file of a folder that is broken',
      'crds',
      crd('Thing').replace('versions', 'v'),
      /^schema "crds\/a.yaml" cannot be used: CRD/,
    ],
    [
      'a folder without any',
      'crds',
      'kind: ConfigMap',
      /^schema "crds" is a folder without a CustomResourceDefinition: give/,
    ],
    ['no archive', 'a.tgz', 'text', /^schema "a.tgz" cannot be unpacked \(.+\): give a packed Helm chart$/],
  ])('%s is refused', (_what, path, text, message) => {
    if (text !== undefined) folder.write(path.includes('.') ? path : `${path}/a.yaml`, text);
    const fleet = fleetWith(path);
    expect(problemsOf(fleet).map((problem) => problem.replace('[acme] ', ''))).toEqual([
      expect.stringMatching(message),
    ]);
    expect(fleet.schemas).toEqual([]);
  });
});

function crdJson(kind: string): string {
  return JSON.stringify({
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `${kind.toLowerCase()}s.example.com` },
    spec: {
      group: 'example.com',
      scope: 'Namespaced',
      names: { kind, plural: `${kind.toLowerCase()}s` },
      versions: [{ name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: { type: 'object' } } }],
    },
  });
}

/** A packed chart. */
function packed(files: Readonly<Record<string, string | Buffer>>): Buffer {
  const entries = Object.entries(files).map(([path, content]) => ({ path, content: Buffer.from(content) }));
  return gzipSync(Buffer.concat([...tarBlocks(entries)]));
}

describe('charts', () => {
  const CHART = { 'Chart.yaml': 'name: things', 'crds/a.yaml': crd('Thing'), 'templates/b.yaml': crd('Templated') };
  const within = <T>(files: Readonly<Record<string, T>>) =>
    Object.fromEntries(Object.entries(files).map(([path, text]) => [`things/${path}`, text]));

  test('the crds of a folder with Chart.yaml are read, and of charts in it', () => {
    const inner = packed(within({ 'Chart.yaml': '', 'crds/c.yaml': crd('Packed') }));
    for (const [path, text] of Object.entries(within({ ...CHART, 'charts/part/crds/d.yaml': crd('Part') }))) {
      folder.write(path, text);
    }
    fs.writeFileSync(folder.at('things/charts/inner-1.0.0.tgz'), inner);
    expect(Object.keys(kindsOf(fleetWith('things'))).sort()).toEqual([
      ...['example.com/Packed', 'example.com/Part', 'example.com/Thing'],
    ]);
  });

  test('those of a packed chart are read, also as tar packs it', () => {
    fs.writeFileSync(folder.at('things-1.0.0.tgz'), packed(within(CHART)));
    expect(kindsOf(fleetWith('things-1.0.0.tgz'))).toEqual({ 'example.com/Thing': 'namespace' });
    for (const [path, text] of Object.entries(within(CHART))) folder.write(path, text);
    execFileSync('tar', ['-czf', 'things.tar.gz', './things']);
    expect(kindsOf(fleetWith('things.tar.gz'))).toEqual({ 'example.com/Thing': 'namespace' });
  });

  test.each<[what: string, files: Readonly<Record<string, string>>, message: RegExp]>([
    [
      'without definitions',
      { 'Chart.yaml': '', 'templates/a.yaml': 'kind: ConfigMap' },
      /chart "things.tgz" has no CustomResourceDefinition in crds: give a chart with some, or a file of them$/,
    ],
    [
      'that templates its definitions',
      { 'Chart.yaml': '', 'templates/crds.yaml': `{{- if .Values.crds }}\n${crd('Thing')}{{ end }}` },
      /chart "things.tgz" makes its CustomResourceDefinitions by templates: render it with "helm template" into a file, and give that$/,
    ],
  ])('a chart %s is refused', (_what, files, message) => {
    fs.writeFileSync(folder.at('things.tgz'), packed(within(files)));
    expect(problemsOf(fleetWith('things.tgz'))).toEqual([expect.stringMatching(message)]);
  });
});
