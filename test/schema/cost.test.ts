import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Validator } from '../../src/schema';
import { fluxCatalog, kubernetesCatalog } from '../../src/schema/catalog';
import { reduce } from '../../src/schema/reduce';
import { StructureCompiler } from '../../src/schema/structure';

const SOURCE = join(__dirname, '..', '..', 'src', 'schema');

const KUSTOMIZATION = {
  apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
  kind: 'Kustomization',
  metadata: { name: 'apps', namespace: 'flux-system', labels: { 'example.com/tenant': 'a' } },
  spec: {
    dependsOn: [{ name: 'infrastructure' }, { name: 'access' }],
    interval: '1h',
    kubeConfig: { secretRef: { name: 'remote' } },
    path: './apps',
    postBuild: { substitute: { region: 'emea', replicas: '3' } },
    prune: true,
    retryInterval: '2m',
    serviceAccountName: 'tenant',
    sourceRef: { kind: 'GitRepository', name: 'apps' },
    targetNamespace: 'apps',
    timeout: '5m',
    wait: true,
  },
};

/** The object, counting in `reads` how often each field and each list of keys is read. */
function counted<T extends object>(object: T, reads: Map<string, number>, path = ''): T {
  const count = (name: string) => reads.set(name, (reads.get(name) ?? 0) + 1);
  return new Proxy(object, {
    get(target, key): unknown {
      const field = `${path}.${String(key)}`;
      count(field);
      const value: unknown = Reflect.get(target, key);
      return typeof value === 'object' && value !== null ? counted(value, reads, field) : value;
    },
    ownKeys(target) {
      count(`${path} keys`);
      return Reflect.ownKeys(target);
    },
  });
}

/** What one check of an object takes, once everything for its kind is prepared. */
function costOf(object: object) {
  const validator = new Validator();
  expect(validator.validate(object)).toEqual([]);
  const reads = new Map<string, number>();
  const compiled = jest.spyOn(StructureCompiler.prototype as unknown as { compile: () => never }, 'compile');
  const matched = jest.spyOn(RegExp.prototype, 'exec');
  const findings = validator.validate(counted(object, reads));
  const cost = {
    reads: [...reads.values()].reduce((sum, count) => sum + count, 0),
    readsOfOne: Math.max(...reads.values()),
    matched: matched.mock.calls.length,
    compiled: compiled.mock.calls.length,
  };
  jest.restoreAllMocks();
  expect(findings).toEqual([]);
  return cost;
}

test('checking a Kustomization takes few reads of its fields, few expressions and no compiled schema', () => {
  const { reads, readsOfOne, matched, compiled } = costOf(KUSTOMIZATION);
  process.stdout.write(`a check of a Kustomization: ${reads} reads, ${matched} regular expressions\n`);
  // 34 fields and lists of keys, most of them read by a quick check and by one for names, labels and sizes.
  expect(reads).toBeLessThanOrEqual(125);
  expect(readsOfOne).toBeLessThanOrEqual(6);
  expect(matched).toBeLessThanOrEqual(13);
  expect(compiled).toBe(0);
});

test('twice the entries of a list take at most twice the reads', () => {
  const dependingOn = (count: number) => ({
    ...KUSTOMIZATION,
    spec: { ...KUSTOMIZATION.spec, dependsOn: Array.from({ length: count }, (_, index) => ({ name: `app-${index}` })) },
  });
  const [some, twice] = [costOf(dependingOn(50)), costOf(dependingOn(100))];
  expect(twice.reads).toBeLessThanOrEqual(2 * some.reads);
  expect(twice.matched).toBeLessThanOrEqual(2 * some.matched);
});

test('schemas are read and compiled on first use', () => {
  const script = `
    require('./index.ts');
    const loaded = Object.keys(require.cache).filter((name) => /node_modules.(ajv|@marcbachmann).|schema.data/.test(name));
    process.stdout.write(JSON.stringify(loaded));
  `;
  const tsx = require.resolve('tsx/cjs');
  const printed = execFileSync(process.execPath, ['-r', tsx, '-e', script], { cwd: SOURCE, encoding: 'utf8' });
  expect(JSON.parse(printed)).toEqual([]);
});

test('the schemas stay small', () => {
  const size = (name: string) => readFileSync(join(SOURCE, 'data', name)).length;
  const [flux, kubernetes] = [size('flux.ts'), size('kubernetes.ts')];
  process.stdout.write(`schemas: flux ${flux} bytes, kubernetes ${kubernetes} bytes\n`);
  expect(flux).toBeLessThan(400_000);
  expect(kubernetes).toBeLessThan(300_000);
});

test('every schema is reduced to structure, without prose', () => {
  for (const catalog of [fluxCatalog(), kubernetesCatalog()]) {
    for (const kind of catalog.kinds) {
      for (const version of Object.keys(kind.versions)) expect(version).toMatch(/^v\d/);
    }
  }
  const reduced = reduce({
    type: 'object',
    description: 'prose',
    properties: { description: { type: 'string', description: 'prose' } },
  });
  expect(reduced).toEqual({ type: 'object', properties: { description: { type: 'string' } } });
});
