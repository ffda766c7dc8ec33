import * as fs from 'node:fs';
import { parseAllDocuments } from 'yaml';
import { hashOf, measure, sentence } from '../../examples/measure';
import { formatExplanation } from '../../src';
import { Changes } from '../support/changes';
import { Folder } from '../support/folder';
import { filesOf } from '../support/paths';
import { Example } from './example';

const example = new Example('regions');
const readme = example.folder.read('README.md');
const clone = example.clone();
let all: ReturnType<Example['synthesize']>;
let files: ReadonlyMap<string, string>;

beforeAll(() => {
  all = example.synthesize(example.folder.path, clone.path('dist'));
  files = filesOf(all.tree);
});

afterAll(() => clone.remove());

/** Teams of the copies: enough to see what a change leaves alone. */
const COPIED = ['chat', 'identity', 'payments', 'search', 'shipping'];

/** Runs something in a copy of the example's data with a few of its teams, after a change. */
function withData<T>(change: (data: Folder) => void, use: (data: Folder) => T): T {
  const data = new Folder();
  try {
    fs.cpSync(example.folder.at('regions'), data.at('regions'), { recursive: true });
    for (const team of COPIED) data.write(`teams/${team}.yaml`, example.folder.read(`teams/${team}.yaml`));
    change(data);
    return use(data);
  } finally {
    data.delete();
  }
}

function filesAfter(change: (data: Folder) => void): ReadonlyMap<string, string> {
  return withData(change, (data) => filesOf(example.synthesize(data.path).tree));
}

let unchanged: ReadonlyMap<string, string> | undefined;

function changesAfter(change: (data: Folder) => void): Changes {
  unchanged ??= filesAfter(() => undefined);
  return new Changes(unchanged, filesAfter(change));
}

/** The objects of one kind in a file, by name. */
function objects(file: string, kind: string) {
  const all = parseAllDocuments(files.get(`clusters/${file}`)!).map((document) => document.toJS());
  return new Map(all.filter((one) => one.kind === kind).map((one) => [one.metadata.name as string, one]));
}

const releaseOf = (file: string) => [...objects(file, 'HelmRelease').values()][0].spec.values;

test('the files are those that they were: as many, and the same bytes', () => {
  const { counts, tree, warnings, resolved: plan } = all;
  expect({ files: tree.size, sha256: hashOf(tree) }).toEqual({
    files: 5617,
    sha256: 'd36541cf2c0035282fc244c06816b01510a09c4985c9693417703f9244972ce2',
  });
  expect(warnings).toEqual([]);
  expect(counts.clusters).toBe(9);
  const tenants = plan.clusters.flatMap(({ environments }) => environments.flatMap((one) => one.tenants));
  expect(new Set(tenants.map(({ name }) => name)).size).toBe(100);
  expect(readme).toContain(sentence(measure(example.folder.path), tree.size));

  const explanation = example.explain({ cluster: 'europe-prod', environment: 'prod' }, 'database.host');
  expect(readme).toContain(formatExplanation(explanation));
});

test('one cluster with two of its teams is committed as the program makes it: these bytes, no file more, none less', () => {
  const folder = 'clusters/europe-prod/';
  const teams = ['identity', 'payments'].map((team) => `${folder}prod/tenants/${team}/`);
  const isOfTeam = (file: string) => file.startsWith(`${folder}prod/tenants/`);
  const isShown = (file: string) => !isOfTeam(file) || teams.some((team) => file.startsWith(team));
  const shown = [...files].filter(([file]) => file.startsWith(folder) && isShown(file));
  expect(shown).toHaveLength(38);
  const branches = [...files].filter(([file]) => file === 'branches.txt');
  expect(branches).toHaveLength(1);
  expect(example.readCommitted()).toEqual(Object.fromEntries([...shown, ...branches]));
});

test('a clone, which has no more than that, is synthesized without --first', () => {
  const committed = example.readCommitted();
  all.fleet.synth({ only: ['europe-prod'] });
  const { warnings, written, removed } = all.fleet.result!;
  expect({ warnings, removed }).toEqual({ warnings: [], removed: [] });
  expect(written).toHaveLength(605 - 35 + 1);
  expect(written.filter((file) => Object.hasOwn(committed, file))).toEqual([]);
});

test('each cluster has its database, its load balancer and its images', () => {
  const values = ['america', 'asia', 'europe'].flatMap((region) =>
    ['dev', 'qa', 'prod'].flatMap((stage) => {
      const cluster = `${region}-${stage}`;
      const { upstream, pool, image } = releaseOf(`${cluster}/${stage}/infrastructure/pooler/pooler.yaml`);
      const { replicaCount, service, controller } = releaseOf(`${cluster}/infrastructure/ingress/ingress.yaml`);
      return [
        `${cluster} ${upstream.host}:${upstream.port} ${pool} ${image.tag}`,
        `${cluster} ${service.loadBalancerClass} ${service.scheme} ${replicaCount} ${controller.image.tag}`,
      ];
    }),
  );
  expect(values).toEqual([
    'america-dev postgres.america.dev.example.com:5432 5 1.24.1',
    'america-dev nlb internet-facing 3 1.13.2',
    'america-qa postgres.america.qa.example.com:5432 5 1.24.1',
    'america-qa nlb internet-facing 3 1.14.0',
    'america-prod aurora-7.us-east-1.db.example.com:6432 20 1.24.1',
    'america-prod nlb internet-facing 9 1.13.2',
    'asia-dev shared.ap-south-1.db.example.com:5432 5 1.24.1',
    'asia-dev slb internal 2 1.13.2',
    'asia-qa shared.ap-south-1.db.example.com:5432 10 1.24.1',
    'asia-qa slb internal 2 1.13.2',
    'asia-prod polar-2.ap-south-1.db.example.com:5432 20 1.24.1',
    'asia-prod slb internet-facing 6 1.13.2',
    'europe-dev postgres.europe.dev.example.com:5432 5 1.25.0',
    'europe-dev haproxy internet-facing 2 1.14.0',
    'europe-qa postgres.europe.qa.example.com:5432 5 1.24.1',
    'europe-qa haproxy internet-facing 2 1.13.2',
    'europe-prod main.eu-central-1.db.example.com:5432 80 1.24.1',
    'europe-prod haproxy internet-facing 6 1.13.2',
  ]);
});

test("a team's image has the tag of the strongest override", () => {
  const tags = (cluster: string, environment: string) => {
    const apps = objects(`${cluster}/${environment}/tenants/identity/apps/apps.yaml`, 'Kustomization');
    return ['worker', 'batch'].map((app) => apps.get(app).spec.images[0].newTag);
  };
  expect(tags('europe-dev', 'dev')).toEqual(['4.15.8', '4.15.8']);
  expect(tags('asia-prod', 'prod')).toEqual(['4.14.5', '4.15.8']);
  expect(tags('europe-prod', 'prod')).toEqual(['4.13.6', '4.15.8']);
});

test("a team's file changes that team alone", () => {
  const { added, removed, changed } = changesAfter((data) => {
    data.write('teams/chat.yaml', data.read('teams/chat.yaml').replace('host: chat-gateway', 'host: chat'));
  });
  expect({ added, removed }).toEqual({ added: [], removed: [] });
  expect(changed).not.toEqual([]);
  expect(changed.filter((file) => !file.includes('/tenants/chat/'))).toEqual([]);
});

test('a team without its file is gone from where it was listed, and from nowhere else', () => {
  const changes = changesAfter((data) => fs.rmSync(data.at('teams/chat.yaml')));
  expect(changes.added).toEqual([]);
  expect(changes.removed).not.toEqual([]);
  expect(changes.removed.filter((file) => !file.includes('/tenants/chat/'))).toEqual([]);
  expect(changes.changed.filter((file) => !file.endsWith('/tenants.yaml'))).toEqual([]);
});

test('a cluster is a few lines of its region, and a folder', () => {
  const { added, removed, changed } = changesAfter((data) => {
    const file = data.read('regions/europe.yaml');
    data.write('regions/europe.yaml', `${file}  europe-qa-2:\n    environment: qa\n`);
  });
  expect({ removed, changed }).toEqual({ removed: [], changed: [] });
  expect(added.filter((file) => !file.startsWith('clusters/europe-qa-2/'))).toEqual([]);
});

test('mistakes in data files are told as the README has it', () => {
  const [, ...problems] = withData(
    (data) => {
      data.write('teams/identity.yaml', data.read('teams/identity.yaml').replace('tag: 4.15.8', 'tag: 4.15'));
      data.write('teams/payments.yaml', data.read('teams/payments.yaml').replace('[nats]', '[kafka]'));
      data.write('regions/asia.yaml', data.read('regions/asia.yaml').replace('replicas', 'replica'));
    },
    (data) => example.problems(data.path),
  );
  expect(problems).toHaveLength(3);
  expect(readme).toContain(problems.map((problem) => problem.trim()).join('\n'));
});
