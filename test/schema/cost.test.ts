import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Validator } from '../../src/schema';
import { fluxCatalog, kubernetesCatalog } from '../../src/schema/catalog';
import { reduce } from '../../src/schema/reduce';

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

test('a Kustomization costs at most 0.05 ms at the median once warm', () => {
  const validator = new Validator();
  const costs = Array.from({ length: 5_000 }, () => {
    const start = process.hrtime.bigint();
    const findings = validator.validate(KUSTOMIZATION);
    const cost = Number(process.hrtime.bigint() - start) / 1e6;
    expect(findings).toHaveLength(0);
    return cost;
  });
  const median = costs.sort((a, b) => a - b)[costs.length / 2] ?? Infinity;
  process.stdout.write(`cost of a Kustomization: ${median.toFixed(4)} ms at the median\n`);
  expect(median).toBeLessThanOrEqual(0.05);
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
