import { Cluster, Environment, EnvironmentProps, Source } from '../../../src';
import { Loose, newFleet, problemsOf } from '../../support/fleets';

test("the defaults: the fleet's branch, namespaces with the environment as suffix", () => {
  const fleet = newFleet();
  const dev = new Environment(fleet, 'dev', { clusters: [] });
  expect([dev.name, dev.prefix, dev.controlNamespace, dev.clusters]).toEqual(['dev', 'dev-', 'dev-flux-system', []]);
  expect(dev.source).toEqual(fleet.source);
  expect([dev.config, dev.labels]).toEqual([{}, {}]);
  expect(dev.layers).toEqual([{ name: 'environment dev', values: {} }]);
});

test('a branch replaces any reference of the fleet', () => {
  const url = 'https://git.example.com/acme/fleet';
  const fleet = newFleet({ source: Source.git({ url, tag: 'v1', secretName: 'login' }) });
  const dev = new Environment(fleet, 'dev', { clusters: [], branch: 'dev', prefix: '' });
  expect(dev.source).toEqual({ kind: 'GitRepository', url, ref: { branch: 'dev' }, secretName: 'login' });
  expect(dev.prefix).toBe('');
  expect(problemsOf(fleet)).toEqual([]);
});

test.each<[string, Partial<EnvironmentProps<Loose>>, RegExp]>([
  ['Dev', {}, /^\[Dev\] environment name "Dev" is not a valid name: /],
  ['dev', { branch: '' }, /^\[dev\] branch "" is not a name: give one, or leave it out$/],
  ['dev', { prefix: 'Dev-' }, /^\[dev\] prefix "Dev-x" is not a valid name: /],
  ['dev', { prefix: '-' }, /^\[dev\] prefix "-x" is not a valid name: /],
  ['dev', { labels: { a: ' ' } }, /^\[dev\] value of label "a" " " is not a valid name: /],
  ['dev', { config: { a: [undefined] } }, /^\[dev\] config\.a\[0\] is undefined: /],
  ...['access', 'flux-system', 'infrastructure', 'policies', 'provisioned', 'releases', 'remotes'].map(
    (name): [string, object, RegExp] => [
      name,
      {},
      new RegExp(
        `^\\[${name}\\] environment name "${name}" is the name of another folder of a cluster: choose another$`,
      ),
    ],
  ),
])('environment %s %j is reported', (name, props, message) => {
  const fleet = newFleet();
  new Environment(fleet, name, { clusters: [], ...props });
  expect(problemsOf(fleet)).toEqual([expect.stringMatching(message)]);
});

test('a fleet in an OCI artifact has no branches', () => {
  const fleet = newFleet({ source: Source.oci({ url: 'oci://ghcr.io/acme/fleet', tag: 'latest' }) });
  new Environment(fleet, 'dev', { clusters: [], branch: 'dev' });
  expect(problemsOf(fleet)).toEqual(['[dev] branch "dev" is given but the fleet is an OCI artifact: leave it out']);
});

test('a cluster listed twice is reported', () => {
  const fleet = newFleet();
  const cluster = new Cluster(fleet, 'eu-1');
  new Environment(fleet, 'dev', { clusters: [cluster, cluster, cluster] });
  expect(problemsOf(fleet)).toEqual(['[dev] cluster "eu-1" is listed twice: leave one out']);
});

test('a duplicate environment is reported', () => {
  const fleet = newFleet();
  new Environment(fleet, 'dev', { clusters: [] });
  new Environment(fleet, 'dev', { clusters: [] });
  expect(problemsOf(fleet)).toEqual(['[dev] environment "dev" exists already: give it another name or leave one out']);
});

test('a name too long for the control namespace is reported', () => {
  const fleet = newFleet();
  new Environment(fleet, 'e'.repeat(51), { clusters: [new Cluster(fleet, 'eu-1')] });
  expect(problemsOf(fleet)).toEqual([]);
  new Environment(fleet, 'f'.repeat(52), { clusters: [] });
  expect(problemsOf(fleet)).toEqual([
    `[${'f'.repeat(52)}] control namespace "${'f'.repeat(52)}-flux-system" is 64 bytes long: use at most 63`,
  ]);
});

test("a problem of the fleet's source is reported once, not per environment with a branch", () => {
  const fleet = newFleet({ source: Source.git({ url: 'git.example.com/acme', branch: 'main' }) });
  for (const [name, branch] of [
    ['dev', 'dev'],
    ['qa', ''],
    ['prod', 'prod'],
  ] as const) {
    new Environment(fleet, name, { clusters: [], branch });
  }
  expect(problemsOf(fleet)).toEqual([
    '[acme] Git URL "git.example.com/acme" is not usable: begin it with https:// or ssh:// or http://',
    '[qa] branch "" is not a name: give one, or leave it out',
  ]);
});
