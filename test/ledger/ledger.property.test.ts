import { ApiObject, Chart } from 'cdk8s';
import * as fc from 'fast-check';
import { App, Component, Tenant } from '../../src';
import { ledgerOf, ledgerReport } from '../../src/ledger';
import { costOf } from '../../src/ledger/prices';
import { fleetClusters } from '../../src/pipeline/guard/fleet-clusters';
import { buildFleet } from '../support/build-fleet';
import { runsOf } from '../support/deep';
import type { Parsed } from '../support/fleets';
import { fleetDescriptions, Site } from '../support/random-fleet';
import { documentsOf } from '../support/world';

/** Quantities with what they are worth, in millicores and in Mi: the sums below never parse one. */
const CPU: Readonly<Record<string, number>> = { '250m': 250, '1': 1000, '0.5': 500, '2500m': 2500, '3': 3000 };
const MEMORY: Readonly<Record<string, number>> = { '64Mi': 64, '1Gi': 1024, '1.5Gi': 1536, '0.25Gi': 256 };

const QUOTA = '512Gi';

const cpu = fc.constantFrom(...Object.keys(CPU));
const memory = fc.constantFrom(...Object.keys(MEMORY));

const container = fc
  .record(
    {
      requests: fc.record({ cpu, memory }, { requiredKeys: [], noNullPrototype: true }),
      limits: fc.record({ memory }, { requiredKeys: [], noNullPrototype: true }),
    },
    { noNullPrototype: true },
  )
  // A request above its limit is refused.
  .map(({ requests, limits }) => (requests.memory === undefined ? { requests, limits } : { requests, limits: {} }));
const init = fc.record({ cpu, memory, isSidecar: fc.boolean() });

const workload = fc.record({
  kind: fc.constantFrom(
    'Deployment',
    'StatefulSet',
    'DaemonSet',
    'CronJob',
    'Job',
    'PersistentVolumeClaim',
    'ResourceQuota',
  ),
  replicas: fc.option(fc.nat({ max: 5 }), { nil: undefined }),
  scaled: fc.option(fc.record({ least: fc.integer({ min: 1, max: 3 }), more: fc.nat({ max: 4 }) }), { nil: undefined }),
  containers: fc.array(container, { minLength: 1, maxLength: 3 }),
  inits: fc.array(init, { maxLength: 3 }),
  storage: fc.constantFrom(...Object.keys(MEMORY)),
  storageClass: fc.option(fc.constantFrom('fast', 'slow'), { nil: undefined }),
  parallelism: fc.option(fc.integer({ min: 1, max: 4 }), { nil: undefined }),
  onTenant: fc.boolean(),
});
type Workload = typeof workload extends fc.Arbitrary<infer T> ? T : never;

function podOf({ containers, inits }: Workload): object {
  return {
    restartPolicy: 'Always',
    containers: containers.map((resources, at) => ({ name: `c${at}`, image: 'registry.example.com/a:1', resources })),
    initContainers: inits.map(({ isSidecar, ...requests }, at) => ({
      name: `i${at}`,
      image: 'registry.example.com/i:1',
      resources: { requests },
      ...(isSidecar ? { restartPolicy: 'Always' } : {}),
    })),
  };
}

function addTo(chart: Chart, all: readonly Workload[]): void {
  all.forEach((one, at) => {
    const { kind, replicas, parallelism, storage, storageClass, scaled } = one;
    const name = `w${at}`;
    const labels = { app: name };
    const template = { metadata: { labels }, spec: podOf(one) };
    const job = {
      ...(parallelism ? { parallelism } : {}),
      template: { spec: { ...podOf(one), restartPolicy: 'Never' } },
    };
    const claim = {
      accessModes: ['ReadWriteOnce'],
      ...(storageClass ? { storageClassName: storageClass } : {}),
      resources: { requests: { storage } },
    };
    const replicated = { ...(replicas === undefined ? {} : { replicas }), selector: { matchLabels: labels }, template };
    const specs: Record<string, [string, object]> = {
      Deployment: ['apps/v1', replicated],
      StatefulSet: [
        'apps/v1',
        { ...replicated, serviceName: name, volumeClaimTemplates: [{ metadata: { name: 'data' }, spec: claim }] },
      ],
      DaemonSet: ['apps/v1', { selector: { matchLabels: labels }, template }],
      Job: ['batch/v1', job],
      CronJob: ['batch/v1', { schedule: '0 4 * * *', jobTemplate: { spec: job } }],
      PersistentVolumeClaim: ['v1', claim],
      ResourceQuota: ['v1', { hard: { 'requests.ephemeral-storage': storage } }],
    };
    const [apiVersion, spec] = specs[kind]!;
    new ApiObject(chart, name, { apiVersion, kind, metadata: { name }, spec });
    if (scaled && (kind === 'Deployment' || kind === 'StatefulSet')) {
      new ApiObject(chart, `${name}-hpa`, {
        apiVersion: 'autoscaling/v2',
        kind: 'HorizontalPodAutoscaler',
        metadata: { name },
        spec: {
          ...{ minReplicas: scaled.least, maxReplicas: scaled.least + scaled.more },
          scaleTargetRef: { apiVersion: 'apps/v1', kind, name },
        },
      });
    }
  });
}

interface Sums {
  cpu: [number, number];
  memory: [number, number];
  pods: [number, number];
  storage: [number, number];
  nodeMemory: number;
  quota: number;
}
const zero = (): Sums => ({ cpu: [0, 0], memory: [0, 0], pods: [0, 0], storage: [0, 0], nodeMemory: 0, quota: 0 });

/** The amounts of a pod, in millicores and Mi, written down anew after the scheduler's description. */
function ofPod(pod: Parsed): { cpu: number; memory: number } {
  const of = (one: Parsed, key: 'cpu' | 'memory') => {
    const text: string | undefined = one.resources?.requests?.[key] ?? one.resources?.limits?.[key];
    return text === undefined ? 0 : (key === 'cpu' ? CPU : MEMORY)[text]!;
  };
  const peak = (key: 'cpu' | 'memory') => {
    let sidecars = 0;
    let highest = 0;
    for (const one of pod.initContainers ?? []) {
      if (one.restartPolicy === 'Always') sidecars += of(one, key);
      highest = Math.max(highest, sidecars + (one.restartPolicy === 'Always' ? 0 : of(one, key)));
    }
    let running = sidecars;
    for (const one of pod.containers) running += of(one, key);
    return Math.max(running, highest);
  };
  return { cpu: peak('cpu'), memory: peak('memory') };
}

/** Sums over the documents that were written, by cluster and by tenant. */
function independentSums(entries: ReadonlyArray<readonly [string, string]>): Map<string, Sums> {
  const sums = new Map<string, Sums>();
  const documents = entries.flatMap(([path, text]) =>
    (documentsOf(text) as Parsed[]).map((one) => [path, one] as const),
  );
  const placeOf = (path: string) => path.replace(/\/[^/]*$/, '');
  const scalers = new Map(
    documents
      .filter(([, { kind }]) => kind === 'HorizontalPodAutoscaler')
      .map(([path, { spec }]) => [`${placeOf(path)} ${spec.scaleTargetRef.name}`, spec]),
  );
  for (const [path, { kind, metadata, spec }] of documents) {
    const cluster = /^clusters\/[^/]+\/remotes\/([^/.]+)/.exec(path)?.[1] ?? path.split('/')[1]!;
    const tenant = /\/tenants\/([^/]+)\//.exec(path)?.[1];
    const add = (change: (sums: Sums) => void) => {
      for (const key of ['all', `cluster ${cluster}`, ...(tenant === undefined ? [] : [`tenant ${tenant}`])]) {
        if (!sums.has(key)) sums.set(key, zero());
        change(sums.get(key)!);
      }
    };
    if (kind === 'PersistentVolumeClaim') {
      const mi = MEMORY[spec.resources.requests.storage]!;
      add(({ storage }) => ((storage[0] += mi), (storage[1] += mi)));
    }
    if (kind === 'ResourceQuota') {
      const mi = { ...MEMORY, [QUOTA]: 524_288 }[spec.hard['requests.ephemeral-storage'] as string];
      if (mi !== undefined) add((one) => (one.quota += mi));
    }
    const isJob = kind === 'Job' || kind === 'CronJob';
    const pod = kind === 'CronJob' ? spec.jobTemplate.spec.template.spec : spec?.template?.spec;
    if (pod === undefined) continue;
    const { cpu: m, memory: mi } = ofPod(pod);
    if (kind === 'DaemonSet') {
      add((one) => (one.nodeMemory += mi));
      continue;
    }
    const scaler = spec.replicas === 0 ? undefined : scalers.get(`${placeOf(path)} ${metadata.name}`);
    const parallel = (kind === 'CronJob' ? spec.jobTemplate.spec : spec).parallelism ?? 1;
    const [from, to] = isJob
      ? [0, parallel]
      : scaler
        ? [scaler.minReplicas, scaler.maxReplicas]
        : [spec.replicas ?? 1, spec.replicas ?? 1];
    const claims = (spec.volumeClaimTemplates ?? []).reduce(
      (total: number, one: Parsed) => total + MEMORY[one.spec.resources.requests.storage]!,
      0,
    );
    add((one) => {
      const amounts = { cpu: m, memory: mi, pods: 1, storage: claims };
      for (const [key, amount] of Object.entries(amounts) as Array<['cpu', number]>) {
        one[key][0] += amount * from;
        one[key][1] += amount * to;
      }
    });
  }
  return sums;
}

const NANO = 1e9;
const MI = 2 ** 20 * NANO;

/** What the ledger says of some rows, in millicores and Mi. */
function said(rows: ReturnType<typeof ledgerOf>['rows']): Sums {
  const sums = zero();
  for (const { requests, perNode, quota } of rows) {
    for (const [resource, { least, most }] of requests) {
      const key = resource.startsWith('storage') ? 'storage' : (resource as 'cpu' | 'memory' | 'pods');
      const scale = key === 'cpu' ? NANO / 1000 : key === 'pods' ? NANO : MI;
      sums[key][0] += Number(least) / scale;
      sums[key][1] += Number(most) / scale;
    }
    sums.nodeMemory += Number(perNode.get('memory')?.least ?? 0n) / MI;
    sums.quota += Number(quota.get('ephemeral-storage')?.least ?? 0n) / MI;
  }
  return sums;
}

/** Whether somebody asks for something: the ledger has no row for others. */
const isSomething = (sums: Sums) => JSON.stringify(sums) !== JSON.stringify(zero());

test('the sums of the ledger are what the written objects ask for', () => {
  let counted = 0;
  fc.assert(
    fc.property(fleetDescriptions, fc.array(workload, { minLength: 1, maxLength: 5 }), (description, all) => {
      const { fleet } = buildFleet(description);
      const [ofTenant, ofPlatform] = [all.filter((one) => one.onTenant), all.filter((one) => !one.onTenant)];
      new Component<Site>(fleet, 'load', { namespace: 'load', manifests: (chart) => addTo(chart, ofPlatform) });
      const tenant = new Tenant<Site>(fleet, 'loaded', {
        ...{ isolation: 'relaxed', podSecurity: 'privileged', containerLimits: 'none' },
        // Jobs are not counted before they run.
        quota: { 'requests.ephemeral-storage': QUOTA },
      });
      // The quota of a tenant is the platform's to write.
      const own = ofTenant.filter(({ kind }) => kind !== 'ResourceQuota');
      if (own.length > 0) new App<Site>(tenant, 'load', { manifests: (chart: Chart) => addTo(chart, own) });
      const { tree } = fleet.synthesize();
      const expected = independentSums(tree.paths.map((path) => [path, tree.get(path) ?? ''] as const));
      const ledger = ledgerOf(fleetClusters(fleet, tree).next);
      const names = new Set([...expected].filter(([, sums]) => isSomething(sums)).map(([name]) => name));
      for (const name of names) {
        const [kind, of] = name.split(' ');
        const rows = ledger.rows.filter((row) => kind === 'all' || row[kind as 'cluster'] === of);
        expect([name, said(rows)]).toEqual([name, expected.get(name)]);
      }
      expect(new Set(ledger.rows.map(({ cluster }) => `cluster ${cluster}`))).toEqual(
        new Set([...names].filter((name) => name.startsWith('cluster '))),
      );
      // Money of the parts is that of the whole.
      const prices = { currency: 'EUR', perHour: { cpu: 0.04, memory: 0.005, storage: 0.0001 } };
      const total = ledger.rows.reduce((money, { requests }) => money + costOf(prices, requests).most, 0);
      const shown = ledgerReport(ledger, prices).total.cost!;
      expect(typeof shown === 'number' ? shown : shown.most).toBeCloseTo(total, 1);
      counted += ledger.rows.length;
    }),
    { numRuns: runsOf(12, 500) },
  );
  expect(counted).toBeGreaterThan(25);
});
