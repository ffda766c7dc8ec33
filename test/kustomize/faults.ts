import { JsonObject } from '../../src/kubernetes/objects';
import { configMap, list } from './fixture';

const ONE = { 'app/one.yaml': configMap('one') };
/** Files of a folder `app` with one object and a list. */
export const listed = (fields: Record<string, unknown>) => ({
  ...ONE,
  'app/kustomization.yaml': list({ resources: ['one.yaml'], ...fields }),
});

/** A folder `app` whose build fails. */
export interface Fault {
  readonly why: string;
  readonly files: Readonly<Record<string, string>>;
  readonly message: RegExp;
  readonly spec: JsonObject;
}

type Row = readonly [why: string, files: Record<string, string>, message: RegExp, spec?: JsonObject];

const ROWS: readonly Row[] = [
  ['the path is missing', { 'other/x.yaml': '' }, /^path app is missing$/],
  [
    'an object has a number for a key',
    { ...listed({}), 'app/one.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: a }\ndata:\n  1: x\n' },
    /^app\/one\.yaml has a key that is a number, a date, a boolean or null: put it in quotes$/,
  ],
  [
    'two lists are in one folder',
    { ...listed({}), 'app/Kustomization': list({}) },
    /^app\/Kustomization is a second list beside app\/kustomization\.yaml$/,
  ],
  [
    'a listed file is missing',
    listed({ resources: ['gone.yaml'] }),
    /^app\/kustomization\.yaml lists "gone\.yaml", which is missing$/,
  ],
  ['a path leads out of the source', listed({ resources: ['../../x'] }), /lists "\.\.\/\.\.\/x", which is missing$/],
  [
    'a folder has no list',
    { ...listed({ resources: ['sub'] }), 'app/sub/x.yaml': configMap('x') },
    /lists "sub", which has no kustomization\.yaml$/,
  ],
  [
    'a folder lists itself',
    { 'app/kustomization.yaml': list({ resources: ['../app'] }) },
    /lists "\.\.\/app", which contains app$/,
  ],
  [
    'an object is there twice',
    {
      'app/kustomization.yaml': list({ resources: ['a.yaml', 'b.yaml'] }),
      'app/a.yaml': configMap('x'),
      'app/b.yaml': configMap('x'),
    },
    /^app\/kustomization\.yaml: has ConfigMap x twice$/,
  ],
  ['a file is no YAML', { ...listed({}), 'app/one.yaml': 'a: [\n' }, /^app\/one\.yaml is not valid YAML/],
  [
    'a key is there twice',
    { ...listed({}), 'app/one.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: x }\ndata: { a: 1, a: 2 }\n' },
    /^app\/one\.yaml has the key "a" twice in one map$/,
  ],
  [
    'an object has no name',
    { ...listed({}), 'app/one.yaml': 'apiVersion: v1\nkind: ConfigMap\n' },
    /^app\/one\.yaml holds an object without a name$/,
  ],
  [
    'an object has no kind',
    { ...listed({}), 'app/one.yaml': 'a: 1\n' },
    /^app\/one\.yaml holds an object without a kind$/,
  ],
  [
    'a list of another folder has an unknown field',
    { 'app/kustomization.yaml': list({ resources: ['../base'] }), 'base/kustomization.yaml': list({ resource: [] }) },
    /^base\/kustomization\.yaml has an unknown field "resource"$/,
  ],
  [
    'a list has a wrong type',
    { 'app/kustomization.yaml': list({ resources: ['../base'] }), 'base/kustomization.yaml': 'namePrefix: 1\n' },
    /^base\/kustomization\.yaml: namePrefix is not a text$/,
  ],
  [
    'a list of another folder is empty',
    { 'app/kustomization.yaml': list({ resources: ['../base'] }), 'base/kustomization.yaml': '{}\n' },
    /^base\/kustomization\.yaml is empty$/,
  ],
  [
    'a list is of another kind',
    listed({ kind: 'Deployment' }),
    /has kind Deployment, which is neither Kustomization nor Component$/,
  ],
  [
    'a list is of another version',
    listed({ apiVersion: 'kustomize.config.k8s.io/v1' }),
    /has apiVersion kustomize\.config\.k8s\.io\/v1, which should be kustomize\.config\.k8s\.io\/v1beta1$/,
  ],
  [
    'a component is a resource',
    {
      'app/kustomization.yaml': list({ resources: ['../c'] }),
      'c/kustomization.yaml': list({ kind: 'Component', namePrefix: 'x' }),
    },
    /^c\/kustomization\.yaml is a component, and app\/kustomization\.yaml lists it as a resource$/,
  ],
  [
    'a patch has no target',
    listed({ patches: [{ patch: configMap('two') }] }),
    /^app\/kustomization\.yaml: a patch is for ConfigMap two, which does not exist$/,
  ],
  [
    'a patch is nothing',
    listed({ patches: [{ patch: 'a text' }] }),
    /is neither a strategic merge patch nor a JSON patch$/,
  ],
  ['a patch is missing', listed({ patches: [{ path: 'p.yaml' }] }), /names "p\.yaml", which is missing$/],
  [
    'a patch is empty',
    listed({ patches: [{ target: { kind: 'ConfigMap' } }] }),
    /has a patch without a patch or a path$/,
  ],
  [
    'a JSON patch has no target',
    listed({ patches: [{ patch: '[{"op":"remove","path":"/data"}]' }] }),
    /is a JSON patch without a target$/,
  ],
  [
    'a JSON patch does not apply',
    listed({ patches: [{ patch: '[{"op":"remove","path":"/data/no"}]', target: { kind: 'ConfigMap' } }] }),
    /^app\/kustomization\.yaml: JSON patch: remove \/data\/no does not apply, as it is missing$/,
  ],
  [
    'a test of a JSON patch fails',
    listed({ patches: [{ patch: '[{"op":"test","path":"/kind","value":"X"}]', target: { kind: 'ConfigMap' } }] }),
    /^app\/kustomization\.yaml: JSON patch: the test of \/kind fails$/,
  ],
  [
    'a directive is unknown',
    listed({
      patches: [{ patch: '{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"one"},"$patch":"drop"}' }],
    }),
    /^app\/kustomization\.yaml: unknown patch strategy "drop"$/,
  ],
  [
    'a target is no expression',
    listed({ patches: [{ patch: configMap('x'), target: { name: '(' } }] }),
    /is not a valid regular expression$/,
  ],
  [
    'a selector is not valid',
    listed({ patches: [{ patch: configMap('x'), target: { labelSelector: 'a b' } }] }),
    /^app\/kustomization\.yaml: "a b" is not a valid selector$/,
  ],
  [
    'replicas have no object',
    listed({ replicas: [{ name: 'web', count: 2 }] }),
    /^app\/kustomization\.yaml: replicas: no object is called web and has replicas$/,
  ],
  [
    'a replacement has no source',
    listed({ replacements: [{ targets: [] }] }),
    /^app\/kustomization\.yaml: a replacement needs a source and targets$/,
  ],
  [
    'a replacement finds nothing',
    listed({ replacements: [{ source: { kind: 'Secret', name: 's' }, targets: [{ select: { kind: 'ConfigMap' } }] }] }),
    /^app\/kustomization\.yaml: replacements: nothing is called Secret s$/,
  ],
  [
    'a replacement has no field',
    listed({
      replacements: [
        { source: { kind: 'ConfigMap' }, targets: [{ select: { kind: 'ConfigMap' }, fieldPaths: ['data.no'] }] },
      ],
    }),
    /^app\/kustomization\.yaml: replacements: ConfigMap one has no field data\.no$/,
  ],
  [
    'a variable reads nothing',
    listed({ vars: [{ name: 'X', objref: { kind: 'Service', name: 's', apiVersion: 'v1' } }] }),
    /^vars: no object is meant by X$/,
  ],
  [
    'a generator has no name',
    listed({ configMapGenerator: [{ literals: ['a=b'] }] }),
    /^app\/kustomization\.yaml: generates a ConfigMap without a name$/,
  ],
  [
    'a literal is none',
    listed({ configMapGenerator: [{ name: 'x', literals: ['a'] }] }),
    /^app\/kustomization\.yaml: has a literal that is not key=value$/,
  ],
  [
    'a key is generated twice',
    listed({ secretGenerator: [{ name: 'x', literals: ['a=1', 'a=2'] }] }),
    /^app\/kustomization\.yaml: generates x with the key a twice$/,
  ],
  [
    'a generated object exists',
    listed({ configMapGenerator: [{ name: 'one' }] }),
    /^app\/kustomization\.yaml: generates ConfigMap one, which exists: its behavior must be merge or replace$/,
  ],
  [
    'nothing can be merged',
    listed({ configMapGenerator: [{ name: 'x', behavior: 'merge' }] }),
    /^app\/kustomization\.yaml: has no ConfigMap x to merge$/,
  ],
  [
    'a plugin would be run',
    listed({ generators: ['apiVersion: example.com/v1\nkind: Tool\nmetadata: { name: t }\n'] }),
    /asks for plugin example\.com\/v1 Tool t, which Flux does not run$/,
  ],
  [
    'a chart would be rendered',
    listed({ helmCharts: [{ name: 'nginx' }] }),
    /has helmCharts, which Flux does not render$/,
  ],
  [
    'a validator changes something',
    listed({
      validators: [
        '{"apiVersion":"builtin","kind":"LabelTransformer","metadata":{"name":"v"},"labels":{"a":"b"},"fieldSpecs":[{"path":"metadata/labels","create":true}]}',
      ],
    }),
    /has a validator that changes objects$/,
  ],
  ['the order is unknown', listed({ sortOptions: { order: 'random' } }), /^sortOptions\.order must be fifo or legacy$/],
  [
    'a schema is not there',
    listed({ openapi: { version: 'v1.30.0' } }),
    /^openapi\.version v1\.30\.0 is not built in: there is v1\.21\.2$/,
  ],
  [
    'a namespace makes two objects one',
    {
      'app/kustomization.yaml': list({ resources: ['a.yaml'], namespace: 'x' }),
      'app/a.yaml': `${configMap('m')}---\n${configMap('m').replace('"name":"m"', '"name":"m","namespace":"n"')}`,
    },
    /^app\/kustomization\.yaml: namespace x makes ConfigMap x\/m of two objects$/,
  ],
  [
    'a component must be local',
    listed({}),
    /^spec\.components: https:\/\/example\.com\/c must be a relative path$/,
    { components: ['https://example.com/c'] },
  ],
  [
    'a variable is not set',
    { ...listed({}), 'app/one.yaml': configMap('one', { a: '${B}' }) },
    /^ConfigMap one: variable B is not set$/,
    { postBuild: { substitute: { A: '1' } } },
  ],
  [
    'a variable has no name',
    listed({}),
    /^ConfigMap one: spec\.postBuild sets "a-b", which is no name of a variable$/,
    { postBuild: { substitute: { 'a-b': '1' } } },
  ],
  [
    'an expression has no end',
    { ...listed({}), 'app/one.yaml': configMap('one', { a: '${B-c}' }) },
    /^ConfigMap one: a variable expression has no closing brace$/,
    { postBuild: { substitute: { A: '1' } } },
  ],
  [
    'substitution breaks the YAML',
    { ...listed({}), 'app/one.yaml': configMap('one', { a: '${A}' }) },
    /^ConfigMap one: is not valid YAML/,
    { postBuild: { substitute: { A: '"' } } },
  ],
];

/** Builds that fail, with the reasons. */
export const FAULTS: readonly Fault[] = ROWS.map(([why, files, message, spec = {}]) => ({ why, files, message, spec }));
