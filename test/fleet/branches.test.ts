import * as fs from 'node:fs';
import { App, Cluster, Component, Environment, Fleet, Source, Tenant } from '../../src';
import { branchName } from '../../src/plan/tree/branch-name';
import { formatText, PlanReport } from '../../src/plan-entry';
import { Repository } from '../support/repository';

/* Environments that follow branches of their own: the plan says which of them the compared branch feeds. */

let repository: Repository;
const CI = [
  ...['GITHUB_BASE_REF', 'GITHUB_REF_TYPE', 'CI_MERGE_REQUEST_TARGET_BRANCH_NAME', 'CI_COMMIT_BRANCH'],
  ...['BITBUCKET_BRANCH', 'BUILD_SOURCEBRANCH'],
];
let before: Readonly<Record<string, string | undefined>>;

function fleet(image: string): Fleet {
  const source = Source.git({ url: 'https://example.com/fleet', branch: 'main' });
  const made = new Fleet({ name: 'acme', source, outdir: repository.path('dist') });
  const cluster = new Cluster(made, 'eu');
  new Component(made, 'base', { path: `./base/${image}` });
  for (const [name, branch] of [
    ['dev', 'main'],
    ['prod', 'release'],
  ] as const) {
    new Environment(made, name, { clusters: [cluster], branch });
  }
  const tenant = new Tenant(made, 'shop', {
    owners: ['leads'],
    source: Source.git({ url: 'https://example.com/shop', branch: 'main' }),
  });
  new App(tenant, 'web', { path: './web', images: { web: { tag: image } } });
  return made;
}

beforeEach(() => {
  before = Object.fromEntries(CI.map((name) => [name, process.env[name]]));
  for (const name of CI) delete process.env[name];
  repository = new Repository();
  jest.spyOn(console, 'warn').mockImplementation(() => undefined);
  for (const image of ['1', '2']) {
    fs.mkdirSync(repository.path('base', image), { recursive: true });
    fs.writeFileSync(repository.path('base', image, 'kustomization.yaml'), 'resources: [a.yaml]\n');
    fs.writeFileSync(
      repository.path('base', image, 'a.yaml'),
      'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a, namespace: x}\n',
    );
  }
  fleet('1').synth({ cache: false });
  repository.commit();
});
afterEach(() => {
  for (const name of CI) {
    if (before[name] === undefined) delete process.env[name];
    else process.env[name] = before[name];
  }
  repository.remove();
  jest.restoreAllMocks();
});

const planned = (base: string) => fleet('2').plan({ base }).report;
const order = ({ entries }: PlanReport) =>
  entries.map(({ environment = '', branch = '' }) => `${environment} ${branch}`.trim());

test('what the base feeds comes first, and the rest is said not to be read from it', () => {
  const report = planned('main');
  expect(report.branch).toBe('main');
  expect(order(report)).toEqual(['', 'dev', 'prod release']);
  const text = formatText(report);
  expect(text).toContain('\nBranch main feeds dev, what is in no environment; prod read release.\n');
  expect(text).toContain('\nprod/shop/web (not read from this branch: Flux reads release)\n');
});

test('another branch', () => {
  repository.git('branch', 'release');
  const report = planned('release');
  expect(order(report)).toEqual(['prod', 'main', 'dev main']);
  expect(formatText(report)).toContain('Branch release feeds prod; dev, what is in no environment read main.');
});

test('a commit has the branch that CI names, and none without', () => {
  repository.git('checkout', '--quiet', '--detach');
  const report = planned('HEAD');
  expect([report.branch, order(report).some((one) => one.includes('release'))]).toEqual([undefined, false]);
  const named = (target: string) => branchName(repository.directory, 'HEAD', { GITHUB_BASE_REF: target });
  expect([named('release'), named('refs/heads/release'), named('')]).toEqual(['release', 'release', undefined]);
  expect(branchName(repository.directory, 'main', { GITHUB_BASE_REF: 'release' })).toBe('main');
  // Pipelines of a branch: of GitLab, Azure and GitHub, the last of a tag.
  const pipeline = (env: Record<string, string>) => branchName(repository.directory, 'HEAD', env);
  expect([
    pipeline({ CI_COMMIT_BRANCH: 'qa' }),
    pipeline({ BUILD_SOURCEBRANCH: 'refs/heads/qa' }),
    pipeline({ GITHUB_REF_TYPE: 'branch', GITHUB_REF_NAME: 'qa' }),
    pipeline({ GITHUB_REF_TYPE: 'tag', GITHUB_REF_NAME: 'qa' }),
    branchName(repository.directory, 'HEAD^{commit}', { CI_COMMIT_BRANCH: 'qa' }),
  ]).toEqual(['qa', 'qa', 'qa', undefined, undefined]);
});
