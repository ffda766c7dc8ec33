import { KubernetesObject } from '../../src';
import { base64 } from './planted';

/** A place in an object where a text can stand. */
export interface Place {
  readonly name: string;
  readonly put: (text: string) => KubernetesObject;
  /** The field that a message has to name. */
  readonly field: string;
}

const metadata = { name: 'settings', namespace: 'shop' };
const configMap = (fields: object): KubernetesObject => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata, ...fields });
const release = (values: object): KubernetesObject => ({
  ...{ apiVersion: 'helm.toolkit.fluxcd.io/v2', kind: 'HelmRelease', metadata },
  spec: { interval: '1h', values },
});
const deployment = (container: object): KubernetesObject => ({
  ...{ apiVersion: 'apps/v1', kind: 'Deployment', metadata },
  spec: { template: { spec: { containers: [{ name: 'main', image: 'example.com/shop:1', ...container }] } } },
});
const CONTAINER = 'spec.template.spec.containers[0]';

/** Places where a text stands by itself, under a name that says nothing. */
export const PLACES: readonly Place[] = [
  {
    name: 'data of a ConfigMap',
    put: (text) => configMap({ data: { a: 'b', settings: text } }),
    field: 'data.settings',
  },
  {
    name: 'binary data',
    put: (text) => configMap({ binaryData: { settings: base64(text) } }),
    field: 'binaryData.settings',
  },
  {
    name: 'a file in a ConfigMap',
    put: (text) => configMap({ data: { 'app.txt': `# settings\n\nx\n${text}\n` } }),
    field: 'data["app.txt"]',
  },
  {
    name: 'JSON in a ConfigMap',
    put: (text) => configMap({ data: { 'app.json': JSON.stringify({ a: 1, b: [text] }, null, 2) } }),
    field: 'data["app.json"]',
  },
  { name: 'values of a chart', put: (text) => release({ a: { b: [{ c: text }] } }), field: 'spec.values.a.b[0].c' },
  {
    name: 'an annotation',
    put: (text) => configMap({ metadata: { ...metadata, annotations: { 'example.com/note': text } } }),
    field: 'metadata.annotations["example.com/note"]',
  },
  {
    name: 'an environment variable',
    put: (text) => deployment({ env: [{ name: 'SETTINGS', value: text }] }),
    field: `${CONTAINER}.env[0].value`,
  },
  {
    name: 'an argument',
    put: (text) => deployment({ args: ['serve', `--settings=${text}`] }),
    field: `${CONTAINER}.args[1]`,
  },
  {
    name: 'a substitution',
    put: (text) => ({
      apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
      kind: 'Kustomization',
      metadata,
      spec: { postBuild: { substitute: { settings: text } } },
    }),
    field: 'spec.postBuild.substitute.settings',
  },
];

/** A way to write a value beside its name. */
export interface NamedPlace {
  readonly name: string;
  readonly put: (name: string, value: string) => KubernetesObject;
  /** Whether it takes values with spaces, names with dots. */
  readonly takes?: (name: string, value: string) => boolean;
}

const file = (write: (name: string, value: string) => string) => (name: string, value: string) =>
  configMap({ data: { file: `# settings\nport = 80\n${write(name, value)}\nlast = 1\n` } });
const oneWord = (_: string, value: string) => !/[\s&]/.test(value);

export const NAMED_PLACES: readonly NamedPlace[] = [
  { name: 'data', put: (name, value) => configMap({ data: { [name]: value } }) },
  { name: 'binary data', put: (name, value) => configMap({ binaryData: { [name]: base64(value) } }) },
  { name: 'values', put: (name, value) => release({ auth: { [name]: value } }) },
  { name: 'a list of values', put: (name, value) => release({ auth: { [`${name}s`]: ['${OTHER}', value] } }) },
  { name: 'a Helm parameter', put: (name, value) => release({ parameters: [{ name: `auth.${name}`, value }] }) },
  { name: 'an environment variable', put: (name, value) => deployment({ env: [{ name, value }] }) },
  { name: 'a flag', put: (name, value) => deployment({ args: [`--${name}=${value}`] }), takes: oneWord },
  {
    name: 'two arguments',
    put: (name, value) => deployment({ command: ['serve', `--${name.replaceAll('.', '-')}`, value] }),
    takes: (name) => /^[A-Za-z]/.test(name),
  },
  {
    name: 'an annotation',
    put: (name, value) => configMap({ metadata: { ...metadata, annotations: { [`example.com/${name}`]: value } } }),
  },
  { name: 'YAML', put: file((name, value) => `${name}: ${JSON.stringify(value)}`) },
  { name: 'plain YAML', put: file((name, value) => `  ${name}: ${value}`), takes: oneWord },
  { name: 'JSON', put: file((name, value) => `{"a": {"${name}": ${JSON.stringify(value)}}}`) },
  { name: 'JSON in JSON', put: file((name, value) => JSON.stringify({ inner: JSON.stringify({ [name]: value }) })) },
  { name: 'an environment file', put: file((name, value) => `export ${name}='${value}'`) },
  { name: 'properties', put: file((name, value) => `app.${name} = ${value}`), takes: oneWord },
  {
    name: 'XML',
    put: file((name, value) => `<${name}>${value}</${name}>`),
    takes: (name, value) => /^[A-Za-z]/.test(name) && !/[<&]/.test(value),
  },
  { name: 'a query', put: file((name, value) => `https://example.com/hook?x=1&${name}=${value}`), takes: oneWord },
  {
    name: 'a file in base64',
    put: (name, value) => configMap({ data: { blob: base64(`a: 1\n${name}: "${value}"\n`) } }),
  },
];
