import { Cluster, Fleet, Source } from '../../../src';
import { git, newFleet, problemsOf } from '../../support/fleets';

test('the defaults: path ./dist, folder dist, no configuration', () => {
  const before = process.env.CDK8S_OUTDIR;
  delete process.env.CDK8S_OUTDIR;
  try {
    const fleet = new Fleet({ name: 'acme', source: git });
    expect([fleet.name, fleet.path, fleet.outdir, fleet.config]).toEqual(['acme', './dist', 'dist', {}]);
    expect(fleet.source).toEqual(git.spec);
    expect(fleet.layers).toEqual([{ name: 'fleet', values: {} }]);
    expect(fleet.result).toBeUndefined();
    expect(problemsOf(fleet)).toEqual([]);
    expect(fleet.synthesize().counts).toEqual({
      clusters: 0,
      units: 0,
      distinctUnits: 0,
      recalledUnits: 0,
      objects: 0,
      distinctObjects: 0,
    });
  } finally {
    if (before !== undefined) process.env.CDK8S_OUTDIR = before;
  }
});

test('the cdk8s command sets the output folder unless the program does', () => {
  process.env.CDK8S_OUTDIR = 'elsewhere';
  try {
    expect(newFleet().outdir).toBe('elsewhere');
    expect(newFleet({ outdir: 'here' }).outdir).toBe('here');
  } finally {
    delete process.env.CDK8S_OUTDIR;
  }
});

test.each([
  ['./dist/', './dist'],
  ['.', '.'],
  ['./a/b', './a/b'],
])('the path %s is %s', (path, cleaned) => {
  expect(newFleet({ path }).path).toBe(cleaned);
});

test.each<[string, Partial<ConstructorParameters<typeof Fleet>[0]>, RegExp]>([
  ['a name', { name: 'Acme' }, /^\[Acme\] fleet name "Acme" is not a valid name: use lower-case letters/],
  ['a name with a line break', { name: 'acme\n' }, /^\[acme\n\] fleet name "acme\\n" is not a valid name: /],
  [
    'a URL',
    { source: Source.git({ url: 'acme/fleet', branch: 'main' }) },
    /^\[acme\] Git URL "acme\/fleet" is not usable/,
  ],
  ['an absolute path', { path: '/srv/dist' }, /^\[acme\] path "\/srv\/dist" is not relative to its source: begin it/],
  ['a path that leaves', { path: './../dist' }, /^\[acme\] path "\.\/\.\.\/dist" leaves its source: leave out "\.\."$/],
  ['a backslash', { path: '.\\dist' }, /^\[acme\] path ".+" is not relative to its source: /],
  ['a NUL', { path: './a\u0000b' }, /^\[acme\] path "\.\/a\\u0000b" has a backslash or a control character: /],
  ['configuration', { config: { a: NaN } }, /^\[acme\] config\.a is NaN: give a finite number$/],
])('invalid %s is reported', (_, props, message) => {
  expect(problemsOf(newFleet(props))).toEqual([expect.stringMatching(message)]);
});

describe('a duplicate name', () => {
  test('is reported without stopping the program', () => {
    const fleet = newFleet();
    for (let times = 0; times < 3; times++) new Cluster(fleet, 'eu-1');
    expect(problemsOf(fleet)).toContain('[eu-1] cluster "eu-1" exists already: give it another name or leave one out');
    expect(fleet.node.children.map(({ node }) => node.id)).toEqual([
      'cluster:eu-1',
      'cluster:eu-1#2',
      'cluster:eu-1#3',
    ]);
  });

  test('is reported once, together with the other problems', () => {
    const fleet = newFleet();
    new Cluster(fleet, 'eu-1');
    new Cluster(fleet, 'eu-1');
    new Cluster(fleet, 'EU');
    expect(problemsOf(fleet)).toEqual([
      expect.stringMatching(/^\[EU\] cluster name "EU" is not a valid name: /),
      '[eu-1] cluster "eu-1" exists already: give it another name or leave one out',
    ]);
  });
});
