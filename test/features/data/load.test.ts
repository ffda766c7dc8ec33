import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import {
  Cluster,
  ClusterGroup,
  Component,
  Data,
  Environment,
  formatExplanation,
  formatProblem,
  HelmChart,
  loadData,
  Placement,
  Shape,
  Tenant,
} from '../../../src';
import { git, newFleet, problemsOf } from '../../support/fleets';

const home = process.cwd();

beforeEach(() => {
  process.chdir(fs.mkdtempSync(path.join(os.tmpdir(), 'data-')));
});

afterEach(() => {
  const folder = process.cwd();
  process.chdir(home);
  fs.rmSync(folder, { recursive: true });
});

/** What is loaded from files, and what the fleet then says is wrong. */
function load<T>(files: Readonly<Record<string, string | Buffer>>, from: string, shape: Shape<T>) {
  for (const [file, text] of Object.entries(files)) {
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, text);
  }
  const fleet = newFleet();
  const loaded: Array<{ name: string; file: string; data: T }> = loadData(fleet, from, shape);
  return { loaded, problems: fleet.problems.problems.map(formatProblem) };
}

const team = Data.object({
  owners: Data.list(Data.string()),
  contact: Data.string().optional(),
  replicas: Data.integer().optional(),
  weight: Data.number().optional(),
  isPublic: Data.boolean().optional(),
  tier: Data.oneOf('gold', 'silver').optional(),
  quota: Data.map(Data.quantity()).optional(),
  apps: Data.names(Data.object({ path: Data.string(), placement: Data.placement().optional() })).optional(),
  values: Data.any().optional(),
});

test('a folder gives a file for each team, by name, and leaves other files alone', () => {
  const { loaded, problems } = load(
    {
      'teams/web.yaml': 'owners: [web-leads]\nreplicas: 3\nquota: { pods: 10, requests.memory: 2Gi }\n',
      'teams/api.json': '{"owners": [], "isPublic": true, "weight": 0.5, "values": {"a": [1, null, {"b": "c"}]}}',
      'teams/README.md': '# not data',
      'teams/more/deep.yaml': 'owners: 1',
    },
    'teams',
    team,
  );
  expect(problems).toEqual([]);
  expect(loaded).toEqual([
    {
      name: 'api',
      file: 'teams/api.json',
      data: { owners: [], isPublic: true, weight: 0.5, values: { a: [1, null, { b: 'c' }] } },
    },
    {
      name: 'web',
      file: 'teams/web.yaml',
      data: { owners: ['web-leads'], replicas: 3, quota: { pods: 10, 'requests.memory': '2Gi' } },
    },
  ]);
});

test('what is wrong is said with file, line and column, all of it at once', () => {
  const { loaded, problems } = load(
    {
      'teams/web.yaml': [
        'ownrs: [a]',
        'replicas: 1.5',
        'weight: .nan',
        'isPublic: yes',
        'tier: bronze',
        'quota: []',
        'apps:',
        '  Shop:',
        '    path: ./shop',
        '  cart:',
        '    placement: { cluster: [a] }',
        '  old: ~',
        'contact: ""',
      ].join('\n'),
      'teams/api.yaml': 'owners:\n  - a\n  - 5\n  - { b: c }\n',
      'teams/good.yaml': 'owners: []\n',
    },
    'teams',
    team,
  );
  expect(loaded.map(({ name }) => name)).toEqual(['good']);
  expect(problems).toEqual([
    '[teams/api.yaml:3:5] owners[1] is 5: give text, in quotes',
    '[teams/api.yaml:4:5] owners[2] is a map: give text',
    '[teams/web.yaml:1:1] owners is missing: add it',
    '[teams/web.yaml:1:1] ownrs is not known: did you mean owners?',
    '[teams/web.yaml:2:11] replicas is 1.5: give a whole number',
    '[teams/web.yaml:3:9] weight is null: give a number',
    '[teams/web.yaml:4:11] isPublic is "yes": give true or false',
    '[teams/web.yaml:5:7] tier is "bronze": give one of gold, silver',
    '[teams/web.yaml:6:8] quota is a list: give a map',
    '[teams/web.yaml:8:3] key "Shop" is not a valid name: use lower-case letters, digits and "-", beginning and ending with a letter or digit',
    '[teams/web.yaml:11:5] apps.cart.path is missing: add it',
    '[teams/web.yaml:11:18] apps.cart.placement.cluster is not known: did you mean clusters?',
    '[teams/web.yaml:12:8] apps.old is null: give a map with path, placement',
    '[teams/web.yaml:13:10] contact is "": give text',
  ]);
});

test.each<[string, string, string | Buffer, RegExp]>([
  [
    'YAML',
    'x.yaml',
    'owners: "a\n',
    /^\[x\.yaml:2:1\] the file is not YAML, "Missing closing .*quote": mend it there$/,
  ],
  [
    'a key twice',
    'x.yaml',
    'owners: []\nowners: []\n',
    /^\[x\.yaml:2:1\] the file is not YAML, "Map keys must be unique": /,
  ],
  ['two documents', 'x.yml', 'owners: []\n---\nowners: []\n', /^\[x\.yml:2:1\] the file is not YAML, ".*document.*": /],
  ['a tag', 'x.yaml', 'owners: !secret a\n', /^\[x\.yaml:1:9\] the file is not YAML, "Unresolved tag: !secret": /],
  [
    'JSON with a word',
    'x.json',
    '{\n  "owners": [hunter2]\n}',
    /^\[x\.json:2:14\] the file is not JSON, "Unexpected token 'h'": /,
  ],
  [
    'JSON with a comma',
    'x.json',
    '{"owners": [],}',
    /^\[x\.json:1:15\] the file is not JSON, "Expected double-quoted property name": /,
  ],
  ['YAML as JSON', 'x.json', 'owners: []', /^\[x\.json:1:1\] the file is not JSON, /],
  [
    'JSON that ends',
    'x.json',
    '{"owners": [',
    /^\[x\.json:1:13\] the file is not JSON, "Unexpected end of JSON input": /,
  ],
  ['nothing', 'x.yaml', '', /^\[x\.yaml:1:1\] the file is null: give a map with owners, /],
  ['a list', 'x.yaml', '- a', /^\[x\.yaml:1:1\] the file is a list: give a map with /],
  ['other bytes', 'x.yaml', Buffer.from([0x6f, 0xff]), /^\[x\.yaml\] the file is not UTF-8: save it as UTF-8$/],
  ['another ending', 'x.toml', 'a = 1', /^\[x\.toml\] the file is none of \.yaml, \.yml, \.json, \.csv: /],
  [
    'a long number',
    'x.yaml',
    'owners: [123456789012345678901]',
    /^\[x\.yaml:1:10\] 123456789012345678901 has more digits .*: quote it$/,
  ],
  [
    'a map as a key',
    'x.yaml',
    'owners: []\nvalues: { ? { a: b } : c }',
    /^\[x\.yaml:2:13\] a key is no text: give a name$/,
  ],
  [
    'a prototype',
    'x.yaml',
    'owners: []\nvalues: { __proto__: { a: 1 } }',
    /^\[x\.yaml:2:11\] key "__proto__" cannot be used: /,
  ],
])('%s is refused, once', (_, file, text, message) => {
  const { loaded, problems } = load({ [file]: text }, file, team);
  expect(loaded).toEqual([]);
  expect(problems).toEqual([expect.stringMatching(message)]);
  expect(problems.join()).not.toContain('hunter2');
});

test('a file that is not there, and two of one name', () => {
  expect(load({}, 'gone', team).problems).toEqual([
    '[gone] the file or folder cannot be read (ENOENT): give its path from the working directory',
  ]);
  const { loaded, problems } = load({ 't/a.json': '{"owners": []}', 't/a.yaml': 'owners: [x]' }, 't', team);
  expect(loaded).toEqual([{ name: 'a', file: 't/a.json', data: { owners: [] } }]);
  expect(problems).toEqual(['[t/a.yaml] "t/a.json" has the same name: rename one']);
});

test('aliases stand for what they name, as long as that fits into memory', () => {
  const good = load({ 'a.yaml': 'owners: &o [a]\nvalues: { one: *o, two: *o }' }, 'a.yaml', team);
  expect(good.loaded[0]!.data).toEqual({ owners: ['a'], values: { one: ['a'], two: ['a'] } });
  const lines = Array.from({ length: 9 }, (_, n) => `  a${n + 1}: &a${n + 1} [${Array(10).fill(`*a${n}`).join(', ')}]`);
  const bomb = ['owners: []', 'values:', '  a0: &a0 x', ...lines].join('\n');
  expect(load({ 'b.yaml': bomb }, 'b.yaml', team).problems).toEqual([
    expect.stringMatching(/^\[b\.yaml:\d+:\d+\] the file has more than 500000 values: split it$/),
  ]);
});

describe('CSV', () => {
  const stores = Data.list(
    Data.object({
      name: Data.name(),
      groups: Data.list(Data.string()).optional(),
      tills: Data.integer(),
      open: Data.boolean().optional(),
      note: Data.string().optional(),
    }),
  );

  test('rows are maps, an empty cell is a key that is missing', () => {
    const text =
      '\uFEFFname,groups,tills,open,note\r\nstore-1,edge; eu,3,true,"say ""hi"", twice\nplease"\r\n\r\nstore-2,,0,,\n';
    const { loaded, problems } = load({ 'stores.csv': text }, 'stores.csv', stores);
    expect(problems).toEqual([]);
    expect(loaded[0]!.data).toEqual([
      { name: 'store-1', groups: ['edge', 'eu'], tills: 3, open: true, note: 'say "hi", twice\nplease' },
      { name: 'store-2', tills: 0 },
    ]);
  });

  test.each<[string, string, string[]]>([
    [
      'values',
      'name,tills,open\na,x,\n"b\nb",2,yes\nc,,',
      [
        '[s.csv:2:3] tills is "x": give a whole number',
        '[s.csv:3:1] name is "b\\nb": give a name of lower-case letters, digits and "-", at most 63',
        '[s.csv:4:6] open is "yes": give true or false',
        '[s.csv:5:1] tills is missing: add it',
      ],
    ],
    [
      'a row too long',
      'name,tills\na,1,2\n',
      ['[s.csv:2:1] the row has 3 cells for 2 columns: quote cells with commas'],
    ],
    ['a column twice', 'name,name\n', ['[s.csv:1:6] column "name" is there twice: leave one out']],
    ['a column without a name', 'name,,tills\n', ['[s.csv:1:6] a column has no name: give one']],
    [
      'an open quote',
      'name,tills\n"a,1\n',
      ['[s.csv:2:1] a cell has a quote that is not closed, or text around it: double quotes inside of quotes'],
    ],
    ['an unknown column', 'name,tills,tils\na,1,2', ['[s.csv:2:5] tils is not known: did you mean tills?']],
  ])('%s', (_, text, expected) => {
    const { loaded, problems } = load({ 's.csv': text }, 's.csv', stores);
    expect(loaded).toEqual([]);
    expect(problems).toEqual(expected);
  });
});

test('a placement in data is what it would be in code', () => {
  const text = `
a: { environments: [dev, prod], groups: [edge] }
b: { clusters: [eu-1], except: { environments: [dev] } }
c: { labels: { matchLabels: { tier: a }, matchExpressions: [{ key: b, operator: NotIn, values: [c] }] } }
d: { anyOf: [{ environmentLabels: { matchLabels: { e: f } } }, { clusters: [x] }] }
e: {}
f: { groups: [] }
`;
  const { loaded } = load({ 'p.yaml': text }, 'p.yaml', Data.map(Data.placement()));
  const { a, b, c, d, e, f } = loaded[0]!.data;
  expect(a).toEqual(Placement.environment('dev', 'prod').and(Placement.group('edge')));
  expect(b).toEqual(Placement.cluster('eu-1').and(Placement.environment('dev').not()));
  expect(c).toEqual(
    Placement.labels({
      matchLabels: { tier: 'a' },
      matchExpressions: [{ key: 'b', operator: 'NotIn', values: ['c'] }],
    }),
  );
  expect(d).toEqual(Placement.nowhere().or(Placement.environmentLabels({ e: 'f' }), Placement.cluster('x')));
  expect(e).toEqual(Placement.everywhere());
  expect(f).toEqual(Placement.group());
});

test('a CSV file whose rows are no such thing', () => {
  expect(load({ 's.csv': 'a,b\n1,2\n' }, 's.csv', Data.list(Data.string())).problems).toEqual([
    '[s.csv:2:1] the row is a map: give text',
  ]);
  expect(load({ 's.yaml': '- { a: 1 }\n- [2]\n' }, 's.yaml', Data.list(Data.string())).problems).toEqual([
    '[s.yaml:1:3] [0] is a map: give text',
    '[s.yaml:2:3] [1] is a list: give text',
  ]);
});

test('what is wrong with a placement in data is said where the data has it, and in code where that uses it', () => {
  const team = Data.object({ placement: Data.placement(), only: Data.placement() });
  const text = `
placement:
  groups: [edge, stors]
  except: { clusters: [nowhere] }
  labels: { matchExpressions: [{ key: a, operator: In, values: [] }] }
only: { anyOf: [{ environments: [prd] }] }
`;
  fs.writeFileSync('shop.yaml', text);
  fs.writeFileSync('rows.csv', 'name,groups\nx,edge;strs\n');
  const fleet = newFleet();
  const eu = new Cluster(fleet, 'eu-1', { groups: [new ClusterGroup(fleet, 'edge')] });
  new Environment(fleet, 'prod', { clusters: [eu] });
  const chart = HelmChart.oci({ url: 'oci://charts.example.com/web', version: '1' });
  for (const { name, data } of loadData(fleet, 'shop.yaml', team)) {
    const tenant = new Tenant(fleet, name, { source: git, placement: data.placement });
    tenant.override(data.only.and(Placement.group('egde')), { quota: { pods: 1 } });
    new Component(fleet, 'nginx', { chart, placement: data.only });
  }
  const rows = Data.list(Data.object({ name: Data.name(), groups: Data.list(Data.string()) }));
  for (const { data } of loadData(fleet, 'rows.csv', rows)) {
    for (const { name, groups } of data) new Tenant(fleet, name, { placement: Placement.group(...groups) });
  }
  expect(problemsOf(fleet)).toEqual([
    '[shop.yaml:3:18] placement names the group "stors", which does not exist: use one of edge',
    '[shop.yaml:4:24] placement names the cluster "nowhere", which does not exist: use one of eu-1',
    expect.stringMatching(/^\[shop\.yaml:5:11\] placement: .*: /),
    '[shop.yaml:6:34] placement names the environment "prd", but the component is in none: select clusters, groups or labels instead, or make it in the environment, new Component(environment, "nginx", …)',
    '[shop.yaml:6:34] placement names the environment "prd", which does not exist: use one of prod',
    '[shop] placement names the group "egde", which does not exist: use one of edge',
    '[x] placement names the group "strs", which does not exist: use one of edge',
  ]);
});

test('configuration that comes from a file is explained by the file', () => {
  const shape = Data.map(Data.object({ region: Data.string(), db: Data.object({ host: Data.string() }).optional() }));
  fs.writeFileSync('clusters.yaml', 'eu-1:\n  region: eu\n  db:\n    host: db.eu\n');
  const fleet = newFleet({ config: { region: 'nowhere' } });
  for (const { data } of loadData(fleet, path.resolve('clusters.yaml'), shape)) {
    for (const [name, config] of Object.entries(data)) new Cluster(fleet, name, { config });
  }
  expect(fleet.explain({ cluster: 'eu-1' }, 'db.host').values).toEqual([
    {
      key: 'db.host',
      value: 'db.eu',
      setBy: {
        layer: 'cluster eu-1',
        key: 'db.host',
        value: 'db.eu',
        location: { file: 'clusters.yaml', line: 4, column: 5 },
      },
      overrode: [],
    },
  ]);
  expect(fleet.explain({ cluster: 'eu-1' }, 'region').values[0]!.setBy.location).toEqual({
    file: 'clusters.yaml',
    line: 2,
    column: 3,
  });
});

test('settings and overrides that come from a file are explained by the file', () => {
  const settings = { quota: Data.map(Data.quantity()).optional(), values: Data.any().optional() };
  const shape = Data.object({
    ...settings,
    overrides: Data.list(Data.object({ ...settings, placement: Data.placement() })),
  });
  const text = `quota:
  pods: 40
overrides:
  - placement: { clusters: [eu-1] }
    quota:
      pods: 9
`;
  fs.writeFileSync('shop.yaml', text);
  const fleet = newFleet();
  new Environment(fleet, 'prod', { clusters: [new Cluster(fleet, 'eu-1')] });
  for (const { name, data } of loadData(fleet, 'shop.yaml', shape)) {
    const { quota = {}, overrides } = data;
    const tenant = new Tenant(fleet, name, { quota });
    for (const { placement, quota: other } of overrides)
      tenant.override(placement, { ...(other ? { quota: other } : {}) });
  }
  const explanation = fleet.explain({ cluster: 'eu-1', environment: 'prod', of: 'shop' }, 'quota.pods');
  expect(formatExplanation(explanation).split('\n')).toEqual([
    '[prod/eu-1/shop] "quota.pods" is 9, set by override (shop.yaml:6:7)',
    '  over 40 of tenant shop (shop.yaml:2:3)',
    '  over 200 of isolation standard of the default',
  ]);
});

test('a broken file is all that is said: what it would have brought is missed nowhere', () => {
  const fleet = newFleet();
  fs.writeFileSync('groups.yaml', 'edge: { region: 5 }\n');
  loadData(fleet, 'groups.yaml', Data.names(Data.object({ region: Data.string() })));
  new Tenant(fleet, 'shop', { placement: Placement.group('edge') });
  expect(() => fleet.synthesize()).toThrow(
    /^1 problem, nothing was written:\n {2}\[groups\.yaml:1:17\] edge\.region is 5: give text, in quotes$/,
  );
});
