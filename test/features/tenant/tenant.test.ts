import { App, Cluster, Environment, HelmChart, Placement, Tenant, TenantProps, TenantTrack } from '../../../src';
import { git, Loose, newFleet, problemsOf } from '../../support/fleets';

test('the defaults of a tenant: every cluster, no owners', () => {
  const fleet = newFleet();
  const web = new Tenant(fleet, 'web', { source: git });
  expect(web.props).toEqual({ source: git });
  expect([web.name, web.fleet, web.node.id]).toEqual(['web', fleet, 'tenant:web']);
});

test('a track and an app know their tenant', () => {
  const web = new Tenant(newFleet(), 'web', { source: git });
  const old = new TenantTrack(web, '1-0-x', { source: git });
  const main = new App(web, 'shop', { path: './shop' });
  const oldShop = new App(old, 'shop', { path: './shop' });
  expect([old.tenant, main.tenant, oldShop.tenant]).toEqual([web, web, web]);
  expect([main.track, oldShop.track]).toEqual([undefined, old]);
  expect(main.overrides).toEqual([]);
});

test('overrides are returned as a copy', () => {
  const app = new App(new Tenant(newFleet(), 'web', { source: git }), 'shop', { path: './shop' });
  const placement = Placement.everywhere();
  app.override(placement, { enabled: false });
  const { overrides } = app;
  app.override(placement, { path: './x' });
  expect(overrides).toEqual([{ placement, settings: { enabled: false }, rank: 0 }]);
  expect(app.overrides).toHaveLength(2);
});

test.each<[string, Partial<TenantProps<Loose>>, RegExp]>([
  ['Web', {}, /^\[Web\] tenant name "Web" is not a valid name: /],
  ['', {}, /^\[\] tenant name "" is not a name: give lower-case letters/],
  [5 as unknown as string, {}, /^\[5\] tenant name 5 is not a name: give lower-case letters/],
  [undefined as unknown as string, {}, /^\[undefined\] tenant name undefined is not a name: /],
  ['web', { imagePullSecrets: ['ok', 'No'] }, /^\[web\] imagePullSecret "No" is not a valid name: /],
  ['web', { owners: [''] }, /^\[web\] owner "" is not a group of people: name one of your identity provider$/],
  ['web', { owners: [' a'] }, /^\[web\] owner " a" is not a group of people: /],
  ['web', { owners: ['system:masters'] }, /^\[web\] owner "system:masters" is not a group of people: /],
  ['web', { owners: [7 as unknown as string] }, /^\[web\] owners\[0\] is 7: give a string/],
])('tenant %j %j is reported', (name, props, message) => {
  const fleet = newFleet();
  new Tenant(fleet, name, { source: git, ...props });
  expect(problemsOf(fleet)).toEqual([expect.stringMatching(message)]);
});

test('duplicates are reported with their location', () => {
  const fleet = newFleet();
  const web = new Tenant(fleet, 'web', { source: git });
  new Tenant(fleet, 'web', { source: git });
  const old = new TenantTrack(web, 'old', { source: git });
  new TenantTrack(web, 'old', { source: git });
  for (const scope of [web, web, old, old]) new App(scope, 'shop', { path: './shop' });
  new App(web, 'sh_op', { path: './shop' });
  expect(problemsOf(fleet)).toEqual([
    '[web/old/shop] app "shop" exists already: give it another name or leave one out',
    '[web/old] track "old" exists already: give it another name or leave one out',
    expect.stringMatching(/^\[web\/sh_op\] app name "sh_op" is not a valid name: /),
    '[web/shop] app "shop" exists already: give it another name or leave one out',
    '[web] tenant "web" exists already: give it another name or leave one out',
  ]);
});

describe('the namespace of a tenant', () => {
  function problems(tenant: string, prefix?: string): string[] {
    const fleet = newFleet();
    const clusters = [new Cluster(fleet, 'eu-1')];
    new Environment(fleet, 'prod', { clusters, ...(prefix === undefined ? {} : { prefix }) });
    new Tenant(fleet, tenant, { source: git });
    return problemsOf(fleet);
  }

  test.each(['default', 'kube-system', 'flux-system', 'x-flux-system'])('cannot be %s', (name) => {
    expect(problems(name, '')).toEqual([
      `[prod/eu-1/${name}] namespace "${name}" cannot belong to a tenant: choose another name or prefix`,
    ]);
  });

  test('is limited to 63 bytes with its prefix, and so are the names of its Kustomizations', () => {
    expect(problems('w'.repeat(56))).toEqual([]);
    const end = 'which is 64 bytes long: shorten one of its parts, to at most 63 in all';
    const [good, long, longer] = [56, 57, 59].map((length) => 'w'.repeat(length));
    expect(problems(good!)).toEqual([]);
    expect(problems(long!)).toEqual([
      `[prod/${long}] tenant "${long}" needs the Kustomization "${long}-access", ${end}`,
    ]);
    expect(problems(longer!)).toEqual([
      `[prod/${longer}] tenant "${longer}" needs the namespace "prod-${longer}", ${end}`,
    ]);
    expect(problems(`w.${'w'.repeat(61)}`)).toEqual([
      expect.stringMatching(/^\[prod\/w.*needs the namespace "prod-w\.w{61}", which is 68 bytes long/),
      expect.stringMatching(/^\[w\.w{61}\] tenant name "w\.w{61}" is not a valid name: /),
    ]);
    expect(problems('w'.repeat(64))).toEqual([
      expect.stringMatching(/^\[w{64}\] tenant name "w{64}" is 64 bytes long: use at most 63$/),
    ]);
  });

  test('a composed name that is too long is reported with its parts, once per environment', () => {
    const fleet = newFleet();
    const near = new Cluster(fleet, 'near');
    const clusters = [near, new Cluster(fleet, 'near-2'), new Cluster(fleet, 'far', { managedBy: near })];
    new Environment(fleet, 'prod', { clusters });
    const x = 'x'.repeat(30);
    const web = new Tenant(fleet, 'web', { source: git, namespaces: ['y'.repeat(64)] });
    new TenantTrack(web, 'z'.repeat(55), { source: git });
    const shop = new Tenant(fleet, x, { source: git });
    const chart = HelmChart.oci({ url: 'oci://charts.example.com/web', version: '1' });
    new App(shop, `${x}-chart`, { chart });
    new App(shop, `${x}-folder`, { path: './x', configMaps: { [x]: { a: 'b' } } });
    new App(shop, 'short', { chart });
    const end = (bytes: number) => `which is ${bytes} bytes long: shorten one of its parts, to at most 63 in all`;
    const [y, z] = ['y'.repeat(64), 'z'.repeat(55)];
    expect(problemsOf(fleet)).toEqual([
      `[prod/web/${z}] track "${z}" of tenant "web" needs the namespace "prod-${z}-web", ${end(64)}`,
      `[prod/web] namespace "${y}" of tenant "web" needs the namespace "prod-web-${y}", ${end(73)}`,
      `[prod/${x}/${x}-chart] app "${x}-chart" of tenant "${x}" needs the Kustomization "prod-${x}.${x}-chart", ${end(72)}`,
      `[prod/${x}/${x}-folder] app "${x}-folder" of tenant "${x}" needs the Kustomization "prod-${x}.${x}-folder", ${end(73)}`,
    ]);
  });
});
