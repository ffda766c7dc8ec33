import { App, Chart } from 'cdk8s';
import { ImageUpdateAutomation, Kustomization } from '../../src/flux-entry';
import { languageProblems } from '../../src/languages';
import { languages } from '../../src/pipeline/check/languages';

type Fields = Readonly<Record<string, unknown>>;

const GROUPS: Readonly<Record<string, string>> = {
  Alert: 'notification.toolkit.fluxcd.io/v1beta3',
  ArtifactGenerator: 'source.extensions.fluxcd.io/v1beta1',
  CronJob: 'batch/v1',
  FluxInstance: 'fluxcd.controlplane.io/v1',
  HelmChart: 'source.toolkit.fluxcd.io/v1',
  HelmRelease: 'helm.toolkit.fluxcd.io/v2',
  ImagePolicy: 'image.toolkit.fluxcd.io/v1',
  ImageUpdateAutomation: 'image.toolkit.fluxcd.io/v1',
  Kustomization: 'kustomize.toolkit.fluxcd.io/v1',
  OCIRepository: 'source.toolkit.fluxcd.io/v1',
  Provider: 'notification.toolkit.fluxcd.io/v1beta3',
  Receiver: 'notification.toolkit.fluxcd.io/v1',
  ResourceSet: 'fluxcd.controlplane.io/v1',
  ResourceSetInputProvider: 'fluxcd.controlplane.io/v1',
};

function problems(
  kind: string,
  spec: Fields,
  extra: { readonly name?: string; readonly flux?: string } = {},
): string[] {
  return languageProblems({ apiVersion: GROUPS[kind] ?? kind, kind, spec, ...extra });
}

const widget = { apiVersion: 'acme.io/v1', kind: 'Widget', current: "status.phase == 'Ready'" };
const configMap = (data: Fields): Fields => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' }, data });

describe('accepts', () => {
  test.each<[string, Fields]>([
    ['Kustomization', { healthCheckExprs: [widget, { ...widget, kind: 'Gadget', failed: '' }] }],
    ['Kustomization', { dependsOn: [{ name: 'a', readyExpr: "dep.status.conditions.exists(c, c.type == 'Ready')" }] }],
    [
      'Kustomization',
      { patches: [{ patch: '- op: remove\n  path: /spec/x', target: { kind: 'Deploy.*', name: 'a|b' } }] },
    ],
    ['HelmRelease', { chart: { spec: { chart: 'web', version: '1.x', sourceRef: { kind: 'HelmRepository' } } } }],
    ['HelmRelease', { chart: { spec: { chart: './web', version: 'any', sourceRef: { kind: 'GitRepository' } } } }],
    [
      'HelmRelease',
      { valuesFrom: [{ targetPath: 'image.tag' }], driftDetection: { ignore: [{ paths: ['/spec/replicas'] }] } },
    ],
    ['HelmChart', { version: '*', sourceRef: { kind: 'HelmRepository' } }],
    ['Provider', { commitStatusExpr: "event.metadata.cluster + '/' + string(event.reason)" }],
    ['Receiver', { type: 'generic-oidc', resourceFilter: "claims.sub == 'a'" }],
    ['ImagePolicy', { filterTags: { pattern: '^main-(?P<ts>[0-9]+)-(\\d+)$', extract: '$ts-${2}$$' } }],
    ['ResourceSet', { inputs: [{ tenant: 'a' }], resources: [configMap({ x: '<< inputs.tenant | upper >>' })] }],
    [
      'ResourceSet',
      {
        inputs: [{ a: 1 }, { b: 2 }],
        resources: [configMap({ x: '<< if hasKey inputs "a" >><< inputs.a >><< end >>' })],
      },
    ],
    ['ResourceSet', { inputsFrom: [{ name: 'p' }], resources: [configMap({ x: '<< inputs.anything >>' })] }],
    [
      'ResourceSet',
      {
        resources: [
          { apiVersion: GROUPS.OCIRepository, kind: 'OCIRepository', spec: { ref: { semver: '<< inputs.id >>' } } },
        ],
        inputs: [{ id: '1' }],
      },
    ],
    ['CronJob', { schedule: '*/5 0-6 * jan-mar mon,fri' }],
    ['apps/v1', { healthCheckExprs: [{ current: '' }] }],
  ])('%s %j', (kind, spec) => {
    expect(problems(kind, spec)).toEqual([]);
  });
});

describe('refuses', () => {
  test.each<[string, Fields, RegExp]>([
    [
      'Kustomization',
      { healthCheckExprs: [widget, { ...widget, apiVersion: 'acme.io/v1beta1' }] },
      /^spec\.healthCheckExprs\[1\] checks Widget of "acme\.io" again, as spec\.healthCheckExprs\[0\] does: .*join them$/,
    ],
    [
      'Kustomization',
      { healthCheckExprs: [{ ...widget, current: '' }] },
      /^spec\.healthCheckExprs\[0\]\.current "" is not a CEL expression that Flux takes: at character 1, it is empty: say/,
    ],
    [
      'HelmRelease',
      { healthCheckExprs: [{ ...widget, current: "status.phase = 'Ready'" }] },
      /\.current "status\.phase = 'Ready'" is not a CEL .* at character 14, "=" is not an operator: write "=="$/,
    ],
    ['Kustomization', { healthCheckExprs: [{ ...widget, failed: "'x' + 'y'" }] }, /of type string instead of bool/],
    ['Kustomization', { healthCheckExprs: [{ ...widget, failed: 'status.phase.low()' }] }, /low\(\) is not a function/],
    [
      'Kustomization',
      { dependsOn: [{ name: 'a', readyExpr: 'dep.status.ready' }] },
      /of type dyn instead of bool: compare it, as in "self\.status\.ready == true"$/,
    ],
    [
      'Kustomization',
      { dependsOn: [{ readyExpr: 'object.x == 1' }] },
      /"object" is not declared: the variables here are self, dep$/,
    ],
    ['ResourceSet', { dependsOn: [{ readyExpr: 'status.' }] }, /the expression ends: write a name of a field$/],
    ['Provider', { commitStatusExpr: 'event.involvedObject' }, /instead of string: convert it with string\(\)$/],
    ['Receiver', { type: 'github', resourceFilter: "claims.sub == 'a'" }, /"claims" is not declared: .* res, req$/],
    ['Receiver', { oidcProviders: [{ validations: [{ expression: 'claims.sub' }] }] }, /of type dyn instead of bool/],
    [
      'Alert',
      { exclusionList: ['ok', '(waiting'] },
      /^spec\.exclusionList\[1\] .*missing closing \).*: close the group with "\)"/,
    ],
    ['Alert', { inclusionList: ['(?!x)'] }, /Go has no look-ahead/],
    [
      'Alert',
      { eventSources: [{ kind: 'Kustomization', matchLabels: { 'a b': 'x' } }] },
      /matchLabels: label key "a b"/,
    ],
    ['ImagePolicy', { filterTags: { pattern: '^v(?P<ts>.*)$', extract: '$tsx' } }, /no group "tsx": use \$ts$/],
    [
      'ImagePolicy',
      { policy: { semver: { range: 'latest' } } },
      /"latest" is not a range of versions .* 1\.2\.x or \*$/,
    ],
    [
      'OCIRepository',
      { verify: { matchOIDCIdentity: [{ issuer: '^https://a$', subject: '[' }] } },
      /subject "\[" is not a regular/,
    ],
    ['Kustomization', { ignore: [{ paths: ['/spec'], target: { name: 'a(' } }] }, /target\.name "a\("/],
    ['Kustomization', { patches: [{ patch: 'kind: X' }] }, /no metadata\.name: write one/],
    ['Kustomization', { patches: [{ patch: '- op: ad\n  path: /x' }] }, /a JSON patch has no target/],
    [
      'Kustomization',
      { patches: [{ patch: '- op: ad\n  path: /x', target: {} }] },
      /patch is not a patch that Flux takes: at line 1, character 1, operation 1 has op "ad": use one of add, copy/,
    ],
    [
      'Kustomization',
      { postBuild: {}, patches: [{ patch: 'kind: A\nmetadata:\n  name: ${a', target: {} }] },
      /at line 3, character 12, "\$\{" is not closed here/,
    ],
    ['FluxInstance', { distribution: { version: 'newest' } }, /"newest" is not a range/],
    ['HelmRelease', { driftDetection: { ignore: [{ paths: ['.spec.replicas'] }] } }, /write "\/spec\/replicas"$/],
    [
      'HelmRelease',
      { valuesFrom: [{ targetPath: 'a..b' }] },
      /a key is missing: write one before and after each "\."$/,
    ],
    [
      'ImageUpdateAutomation',
      { policySelector: { matchExpressions: [{ key: 'a', operator: 'Is' }] } },
      /operator "Is"/,
    ],
    [
      'ResourceSetInputProvider',
      { schedule: [{ cron: '0 24 * * *' }] },
      /"24" in the hour is out of range: write 0 to 23$/,
    ],
    ['ResourceSetInputProvider', { filter: { includeBranch: '*' } }, /write before it what repeats/],
    ['CronJob', { schedule: '* * * *' }, /the schedule has 4 fields: write 5/],
    [
      'ArtifactGenerator',
      { artifacts: [{ copy: [{ from: '@a/[', to: '@artifact/' }] }] },
      /a class of characters is not closed/,
    ],
    [
      'ResourceSet',
      { inputs: [{ tenant: 'a' }], resources: [configMap({ x: '<< inputs.tenat >>' })] },
      /^spec\.resources\[0\]\.data\.x is not a template .* "\.tenat" has no value: use one of tenant, provider$/,
    ],
    ['ResourceSet', { resourcesTemplate: '<< .name >>' }, /"\.name" has no data: write inputs\.name$/],
    ['ResourceSet', { resourcesTemplate: 'a: << env "X" >>' }, /"env" is not a function: use another$/],
    [
      'ResourceSet',
      { resources: [{ apiVersion: GROUPS.OCIRepository, kind: 'OCIRepository', spec: { ref: { semver: 'new' } } }] },
      /^spec\.resources\[0\]\.spec\.ref\.semver "new" is not a range/,
    ],
  ])('%s %j', (kind, spec, message) => {
    expect(problems(kind, spec)).toEqual([expect.stringMatching(message)]);
  });
});

test('what a template of several resources gives is YAML, where its inputs are known', () => {
  const template = (line: string) => `kind: ConfigMap\nmetadata:\n  name: << inputs.name >>\n${line}`;
  const set = (line: string, more: Fields = {}) =>
    problems('ResourceSet', { inputs: [{ name: 'a' }, { name: 'b: c' }], resourcesTemplate: template(line), ...more });
  expect(set('')).toEqual([
    expect.stringMatching(/^spec\.resourcesTemplate gives no YAML for the inputs \{"name":"b: c"\}: .* cannot be read/),
  ]);
  expect(set('', { inputs: [{ name: 'a' }] })).toEqual([]);
  expect(set(' namespace: x', { inputs: [{ name: 'a' }] })).toEqual([expect.stringMatching(/gives no YAML/)]);
  // Providers give inputs at run time.
  expect(set(' namespace: x', { inputsFrom: [{ name: 'teams' }] })).toEqual([]);
});

test('permuted inputs are found under the name of their set', () => {
  const spec = (template: string): Fields => ({
    inputStrategy: { name: 'Permute' },
    inputs: [{ size: 1 }],
    inputsFrom: [{ name: 'my.Regions' }],
    resources: [configMap({ x: template })],
  });
  const name = 'all-apps';
  expect(
    problems('ResourceSet', spec('<< inputs.all_apps.size >> << inputs.my_regions.x >> << inputs.id >>'), { name }),
  ).toEqual([]);
  expect(problems('ResourceSet', spec('<< inputs.size >>'), { name })).toEqual([
    expect.stringMatching(/"\.size" has no value: use one of my_regions, all_apps, id$/),
  ]);
});

test('".Updated" is gone since Flux 2.7', () => {
  const spec = { git: { commit: { messageTemplate: '{{ range .Updated.Images }}{{ println . }}{{ end }}' } } };
  expect(problems('ImageUpdateAutomation', spec, { flux: '2.9' })).toEqual([
    expect.stringMatching(
      /messageTemplate is not a template .* "\.Updated" does not exist: Flux took it out, use \.Changed/,
    ),
  ]);
  expect(problems('ImageUpdateAutomation', spec, { flux: '2.6' })).toEqual([]);
});

test('a patch is never repeated in a message', () => {
  const patch = '[{"op": "add", "path": "/data/password", "value": "hunter2"';
  expect(problems('Kustomization', { patches: [{ patch, target: {} }] }).join()).not.toContain('hunter2');
});

describe('where problems are found', () => {
  test('constructs throw', () => {
    const chart = new Chart(new App(), 'chart');
    const sourceRef = { kind: 'GitRepository', name: 'a' } as const;
    expect(
      () => new Kustomization(chart, 'k', { sourceRef, path: './a', healthCheckExprs: [{ ...widget, current: '' }] }),
    ).toThrow(/healthCheckExprs\[0\]\.current "" is not a CEL expression/);
    const author = { email: 'flux@acme.example' };
    expect(
      () =>
        new ImageUpdateAutomation(chart, 'i', { sourceRef: { name: 'a' }, author, messageTemplate: '{{ .Updated }}' }),
    ).toThrow(/"\.Updated" does not exist/);
  });

  test('the check of units reports objects', () => {
    const object = {
      apiVersion: 'image.toolkit.fluxcd.io/v1',
      kind: 'ImagePolicy',
      metadata: { name: 'web' },
      spec: { policy: { semver: { range: 'latest' } } },
    };
    const findings = languages.unit?.([{ path: 'a.yaml', objects: [object] }], 'dev/east', {
      flux: '2.9',
      kubernetes: '1.34',
    });
    expect([...(findings ?? [])]).toEqual([
      {
        at: 'dev/east',
        id: 'language',
        message: expect.stringMatching(
          /^ImagePolicy "web": spec\.policy\.semver\.range "latest" is not a range/,
        ) as string,
      },
    ]);
  });
});
