import * as fs from 'node:fs';
import * as path from 'node:path';
import { Cluster, Component } from '../../src';
import { main } from '../../src/cli/main';
import { configMap, newFleet } from '../support/fleets';
import { Folder } from '../support/folder';

/** Stands in for kubectl: `$TOOLS/CONTEXT.json` holds a cluster's objects, and a dry run answers with what it is given. */
const KUBECTL = `#!/usr/bin/env node
const fs = require('node:fs');
const path = require('node:path');
const args = process.argv.slice(2);
fs.appendFileSync(path.join(process.env.TOOLS, 'calls'), args.join(' ') + '\\n');
const file = path.join(process.env.TOOLS, args[0].replace('--context=', '') + '.json');
if (!fs.existsSync(file)) {
  process.stderr.write('error: context was not found\\n');
  process.exit(1);
}
if (args[1] === 'version') process.stdout.write('{"serverVersion":{}}');
else {
  const { items } = JSON.parse(fs.readFileSync(0, 'utf8'));
  const live = JSON.parse(fs.readFileSync(file, 'utf8'));
  const key = ({ kind, metadata }) => kind + '/' + (metadata.namespace ?? '') + '/' + metadata.name;
  const wanted = new Set(items.map(key));
  const found = args[1] === 'get' ? live.filter((one) => wanted.has(key(one))) : items;
  process.stdout.write(JSON.stringify({ apiVersion: 'v1', kind: 'List', items: found }));
}
`;

let folder: Folder;
let out: string;
let errors: string;
const before = { ...process.env };

beforeEach(() => {
  folder = new Folder();
  const fleet = newFleet();
  for (const name of ['eu-1', 'us-1']) new Component(new Cluster(fleet, name), 'banner', { manifests: configMap });
  const { tree } = fleet.synthesize();
  for (const file of tree.paths) folder.write(`dist/${file}`, tree.get(file)!);
  folder.write('bin/kubectl', KUBECTL);
  fs.chmodSync(folder.at('bin/kubectl'), 0o755);
  fs.mkdirSync(folder.at('tools'));
  process.env.PATH = `${folder.at('bin')}${path.delimiter}${before.PATH}`;
  process.env.TOOLS = folder.at('tools');
  out = '';
  errors = '';
  jest.spyOn(process.stdout, 'write').mockImplementation((text) => ((out += String(text)), true));
  jest.spyOn(process.stderr, 'write').mockImplementation((text) => ((errors += String(text)), true));
});

afterEach(() => {
  jest.restoreAllMocks();
  Object.assign(process.env, before);
  delete process.env.TOOLS;
  folder.delete();
});

const drift = (...args: string[]) => main(['drift', '--tree', folder.at('dist'), ...args]);

/** Lets a context have all that the tree wants of a cluster, after a change. */
function settle(context: string, cluster: string, change: (objects: KubeObject[]) => KubeObject[] = (all) => all) {
  const { wantedClusters } = jest.requireActual<typeof import('../../src/drift')>('../../src/drift');
  const { FLEET_CONVENTIONS } = jest.requireActual<typeof import('../../src/pipeline/guard/conventions')>(
    '../../src/pipeline/guard/conventions',
  );
  const { readDirectory } = jest.requireActual<typeof import('../../src/plan-entry')>('../../src/plan-entry');
  const all = wantedClusters(readDirectory(folder.at('dist')), FLEET_CONVENTIONS);
  const objects = all.find((one) => one.cluster === cluster)!.objects.map(({ object }) => object as KubeObject);
  fs.writeFileSync(folder.at(`tools/${context}.json`), JSON.stringify(change(structuredClone(objects))));
}

interface KubeObject {
  readonly kind: string;
  readonly metadata: { readonly name: string };
  data?: Record<string, string>;
}

test('no drift', async () => {
  settle('eu-1', 'eu-1');
  settle('admin@us=1', 'us-1');
  expect(await drift('--context', 'us-1=admin@us=1')).toBe(0);
  expect(out).toMatch(/^eu-1: no drift, \d+ compared\n\nus-1: no drift, \d+ compared\n$/);
  const calls = folder.read('tools/calls').split('\n');
  expect(calls.find((call) => call.includes(' apply '))).toBe(
    '--context=eu-1 apply --server-side --dry-run=server --field-manager=kustomize-controller --force-conflicts --output=json --filename=-',
  );
});

test('drift of one cluster', async () => {
  settle('eu-1', 'eu-1', (all) =>
    all.map((one) => (one.kind === 'ConfigMap' ? { ...one, data: { a: 'changed' } } : one)),
  );
  expect(await drift('--cluster', 'eu-1')).toBe(1);
  expect(out).toMatch(
    /^eu-1: 1 object differs, \d+ compared\n {2}ConfigMap banner\/\S+, of Kustomization flux-system\/infrastructure-banner\n {4}data\.a: changed in the cluster, b in the tree\n$/,
  );
});

test('as JSON', async () => {
  settle('eu-1', 'eu-1', (all) => all.filter(({ kind }) => kind !== 'ConfigMap'));
  expect(await drift('--cluster', 'eu-1', '--format', 'json')).toBe(1);
  const { version, clusters } = JSON.parse(out);
  expect(version).toBe(1);
  expect(clusters).toMatchObject([
    {
      cluster: 'eu-1',
      notCompared: [],
      drifted: [{ missing: true, kustomization: 'flux-system/infrastructure-banner' }],
    },
  ]);
});

test('a cluster that does not answer', async () => {
  settle('eu-1', 'eu-1');
  expect(await drift()).toBe(3);
  expect(out).toContain('us-1: not compared, because it does not answer: error: context was not found');
});

test.each<[string, string[], RegExp]>([
  ['a cluster that is none', ['--cluster', 'mars'], /^no cluster "mars" in the tree: use one of eu-1, us-1\n$/],
  ['a context of none', ['--context', 'mars=m'], /^no cluster "mars" in the tree: /],
  ['a context without a cluster', ['--context', 'm'], /^--context "m" is not CLUSTER=NAME: give both\n$/],
  ['a format that is none', ['--format', 'xml'], /^no format "xml": give text, markdown or json\n$/],
  ['an option that is none', ['--fix'], /--fix/],
])('%s', async (_, args, message) => {
  expect(await drift(...args)).toBe(2);
  expect(errors).toMatch(message);
});

test('a tree that is none', async () => {
  expect(await main(['drift', '--tree', folder.at('tools')])).toBe(2);
  expect(errors).toMatch(/^--tree ".*" has no cluster: give the folder that the program writes\n$/);
});
