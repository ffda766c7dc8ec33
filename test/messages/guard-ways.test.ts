import * as vm from 'node:vm';
import { formatFinding } from '../../src/plan/guard/finding';
import { guard, GuardInput, GuardFindingId, ManifestTree, Removal } from '../../src/plan-entry';
import {
  account,
  claim,
  configMap,
  deployment,
  edited,
  GIT,
  guarded,
  KEEP,
  kustomization,
  list,
  manifest,
  namespace,
  TODAY,
  tree,
  UnitFixture,
  yaml,
} from '../plan/fixture';

/** Each way that a finding of the guard gives is taken, word for word, on any repository, and nothing is refused then. */

/**
 * A commit on the way: a tree, and what is beside it. `declared`: with the declarations that the message gives, or
 * with those that the next message asks for, where a message says to declare that something else goes.
 */
interface Commit extends Partial<Omit<GuardInput, 'base' | 'next' | 'declarations'>> {
  readonly to: ManifestTree;
  /** What it is compared with. @default - the commit before */
  readonly since?: ManifestTree | 'nothing';
  readonly declared?: boolean | 'as said then';
}

interface Case {
  readonly says: RegExp;
  readonly base: ManifestTree;
  readonly wrong: ManifestTree;
  readonly more?: Partial<GuardInput>;
  /** Each way that the message gives, commit by commit. */
  readonly ways: ReadonlyArray<readonly Commit[]>;
}

const at = (...units: UnitFixture[]) => tree({ eu: units });
const shop: UnitFixture = {
  name: 'shop',
  files: {
    'namespace.yaml': [namespace('shop')],
    'data.yaml': [claim('orders', 'shop')],
    'web.yaml': [deployment('web', 'shop')],
  },
};
const other: UnitFixture = { name: 'other', objects: ['a', 'b', 'c', 'd', 'e'].map((name) => configMap(name, 'x')) };
const SHOP = 'clusters/eu/shop';
const base = at(shop, other);
const orphaned = at({ ...shop, spec: { deletionPolicy: 'Orphan' } }, other);
const unit = (name: string, dependsOn?: string): UnitFixture => ({
  name,
  spec: dependsOn === undefined ? {} : { dependsOn: [{ name: dependsOn }] },
  objects: [configMap(name, 'default')],
});
const held = (name: string, spec: object = {}): UnitFixture => ({
  name,
  spec: { ...spec },
  objects: [configMap(name, 'x')],
});
const source = GIT('apps', 'flux-system', 'https://git.example.com/acme/apps');
const sources = (...objects: (typeof source)[]): UnitFixture => ({
  name: 'sources',
  objects: [configMap('note', 'x'), ...objects],
});
const deployer = (...objects: ReturnType<typeof account>[]): UnitFixture => ({
  name: 'access',
  objects: [configMap('note', 'x'), ...objects],
});
const acting = held('sync', { serviceAccountName: 'deployer' });
const release = (valuesFrom: readonly object[]) =>
  manifest('helm.toolkit.fluxcd.io/v2', 'HelmRelease', {
    spec: { interval: '1h', chartRef: { kind: 'OCIRepository', name: 'web' }, valuesFrom },
  });
const oci = manifest(
  'source.toolkit.fluxcd.io/v1',
  'OCIRepository',
  { spec: { interval: '1h', url: 'oci://registry.example.com/web', ref: { tag: '1.0.0' } } },
  { name: 'web' },
);
const values = manifest('v1', 'ConfigMap', { data: { 'values.yaml': 'a: 1' } }, { name: 'values' });
const released = (valuesFrom: readonly object[], ...objects: ReturnType<typeof manifest>[]): UnitFixture => ({
  name: 'app',
  objects: [oci, release(valuesFrom), ...objects],
});
const named = (object: ReturnType<typeof manifest>) => ({
  ...object,
  spec: { ...(object.spec as object), releaseName: 'new' },
});
const from = [{ kind: 'ConfigMap', name: 'values' }];
const owners = (one: boolean, two: boolean) =>
  at(
    { name: 'a', objects: [configMap('one', 'shop'), ...(one ? [claim('orders', 'shop')] : [])] },
    { name: 'b', objects: [configMap('two', 'shop'), ...(two ? [claim('orders', 'shop')] : [])] },
  );
const marked = (where: 'a' | 'b') =>
  at(
    { name: 'a', objects: [configMap('one', 'shop'), ...(where === 'a' ? [claim('orders', 'shop', KEEP)] : [])] },
    { name: 'b', objects: [configMap('two', 'shop'), ...(where === 'b' ? [claim('orders', 'shop', KEEP)] : [])] },
  );
const remote = (name: string | undefined): UnitFixture => ({
  ...shop,
  spec: name === undefined ? {} : { kubeConfig: { secretRef: { name } } },
});

const rooted = (spec: object, path = './clusters/eu', kind = 'GitRepository') =>
  edited(tree({ eu: [shop], us: [shop] }), {
    'clusters/eu/flux-system/gotk-sync.yaml': yaml([
      kind === 'GitRepository' ? GIT() : { ...oci, metadata: { name: 'flux-system', namespace: 'flux-system' } },
      kustomization('flux-system', path, { sourceRef: { kind, name: 'flux-system' }, ...spec }),
    ]),
  });
const without = (from: ManifestTree, ...paths: string[]) =>
  edited(from, Object.fromEntries(paths.map((path) => [path, undefined])));
const spaces = (...names: string[]): UnitFixture => ({
  name: 'spaces',
  objects: [configMap('note', 'x'), ...names.map((name) => configMap('a', name))],
});
const ofApps = { sourceRef: { kind: 'GitRepository', name: 'apps' } };
const turned = (folder: string): UnitFixture => ({
  name: 'web',
  folder,
  objects: [configMap('a', 'x'), configMap('b', 'x')],
});
const rest: UnitFixture = { name: 'rest', folder: 'one', objects: [configMap('rest', 'x')] };
/** The Kustomization reads the new folder, and the old one is as it was. */
const kept = edited(
  at(turned('two')),
  Object.fromEntries(
    ['kustomization.yaml', 'objects.yaml'].map((file) => [
      `clusters/eu/one/${file}`,
      at(turned('one')).text(`clusters/eu/one/${file}`),
    ]),
  ),
);
const one = held('one');
/** Shards of Flux, and a source that is in one of them. */
const sharded = (shards: readonly string[], shard?: string) => {
  const args = (selector: string) => [`--watch-label-selector=${selector}`];
  const controller = (name: string, selector: string) => ({
    ...deployment(name, 'flux-system'),
    spec: { template: { spec: { containers: [{ name: 'manager', args: args(selector) }] } } },
  });
  const labels = { 'sharding.fluxcd.io/key': shard };
  return at({
    name: 'flux',
    objects: [
      controller('source-controller', '!sharding.fluxcd.io/key'),
      ...shards.map((name) => controller(`source-controller-${name}`, `sharding.fluxcd.io/key=${name}`)),
      ...(shard === undefined ? [] : [{ ...source, metadata: { ...(source.metadata as object), labels } }]),
    ],
  });
};
const removal = (until?: string) =>
  Removal.component('x', { reason: 'no use', ...(until === undefined ? {} : { until }) });
const acknowledged = (until?: string) => ({
  finding: 'dependency-missing' as const,
  object: { kind: 'Kustomization', namespace: 'flux-system', name: 'a' },
  reason: 'made by hand',
  ...(until === undefined ? {} : { until }),
});

const CASES: Readonly<Partial<Record<GuardFindingId, Case>>> = {
  'account-removed': {
    says: /keep the account with its rights, or remove the Kustomization first and declare that$/,
    base: at(deployer(account('deployer', 'flux-system')), acting),
    wrong: at(deployer(), acting),
    ways: [
      [{ to: at(deployer(account('deployer', 'flux-system')), acting) }],
      [{ to: at(deployer(account('deployer', 'flux-system'))), declared: 'as said then' }, { to: at(deployer()) }],
    ],
  },
  'acknowledgement-expired': {
    says: /ended on 2020-01-31: take it out of the program, or give a later day$/,
    base: at(unit('a', 'b')),
    wrong: at(unit('a', 'b')),
    more: { acknowledgements: [acknowledged('2020-01-31')] },
    ways: [[{ to: at(unit('a')) }], [{ to: at(unit('a', 'b')), acknowledgements: [acknowledged('2099-01-31')] }]],
  },
  'acknowledgement-needless': {
    says: /is for nothing that is found: take it out of the program$/,
    base: at(unit('a')),
    wrong: at(unit('a')),
    more: { acknowledgements: [acknowledged()] },
    ways: [[{ to: at(unit('a')) }]],
  },
  'broken-base': {
    says: /compare with the last good commit, which Flux still applies/,
    base: without(base, `${SHOP}/web.yaml`),
    wrong: at({ ...shop, spec: { interval: '2h' } }, other),
    ways: [[{ since: base, to: at({ ...shop, spec: { interval: '2h' } }, other) }]],
  },
  'broken-build': {
    says: /shop\/kustomization\.yaml lists "web\.yaml", which is missing: mend what it builds/,
    base,
    wrong: without(base, `${SHOP}/web.yaml`),
    ways: [[{ to: base }]],
  },
  'cluster-removed': {
    says: /^\[us\] cluster "us" is gone with 8 objects: declare it with .*, or keep it$/,
    base: tree({ eu: [shop], us: [other] }),
    wrong: tree({ eu: [shop] }),
    ways: [[{ to: tree({ eu: [shop] }), declared: true }], [{ to: tree({ eu: [shop], us: [other] }) }]],
  },
  'declaration-expired': {
    says: /ended on 2026-11-20: take it out of the program, or give a later day$/,
    base,
    wrong: base,
    more: { declarations: [removal('2026-11-20')] },
    ways: [[{ to: base }]],
  },
  'declaration-needless': {
    says: /declares what nobody removes: take it out of the program once the change is merged$/,
    base,
    wrong: base,
    more: { declarations: [removal()] },
    ways: [[{ to: base }]],
  },
  'dependency-circle': {
    says: /take one of these dependencies out/,
    base: at(unit('a'), unit('b')),
    wrong: at(unit('a', 'b'), unit('b', 'a')),
    ways: [[{ to: at(unit('a'), unit('b', 'a')) }], [{ to: at(unit('a', 'b'), unit('b')) }]],
  },
  'dependency-missing': {
    says: /name one that is there, or take it out/,
    base: at(unit('a'), unit('c')),
    wrong: at(unit('a', 'b'), unit('c')),
    ways: [[{ to: at(unit('a', 'c'), unit('c')) }], [{ to: at(unit('a'), unit('c')) }]],
  },
  'duplicate-owner': {
    says: /leave the object to one of them$/,
    base: owners(true, false),
    wrong: owners(true, true),
    ways: [[{ to: owners(true, false) }]],
  },
  'first-needless': {
    says: /said to be the first one: leave that out$/,
    base,
    wrong: base,
    more: { first: true },
    ways: [[{ to: base }]],
  },
  'kubeconfig-changed': {
    says: /turn to the other cluster in steps$/,
    base: at(remote('one'), other),
    wrong: at(remote('two'), other),
    ways: [
      [
        { to: at(remote('one'), { ...remote('two'), name: 'shop-two', folder: 'shop' }, other) },
        { to: at({ ...remote('two'), name: 'shop-two', folder: 'shop' }, other), declared: true },
      ],
      [{ to: at(remote('one'), other) }],
    ],
  },
  'kustomization-renamed': {
    says: /and Flux deletes all that it applied: rename it in steps$/,
    base,
    wrong: at({ ...shop, name: 'store', folder: 'shop' }, other),
    ways: [[{ to: orphaned }, { to: at({ ...shop, name: 'store', folder: 'shop' }, other) }]],
  },
  'missing-path': {
    says: /path one is missing: make the folder, or remove the Kustomization and declare that/,
    base: at(one, other),
    wrong: without(at(one, other), 'clusters/eu/one/kustomization.yaml', 'clusters/eu/one/objects.yaml'),
    ways: [[{ to: at(one, other) }], [{ to: at(other), declared: 'as said then' }]],
  },
  moved: {
    says: /and the old one may delete it first: move it in steps$/,
    base: owners(true, false),
    wrong: owners(false, true),
    ways: [[{ to: marked('a') }, { to: marked('b') }, { to: owners(false, true) }]],
  },
  'namespaces-emptied': {
    says: /declare it with Removal\.object\(\{ kind: 'Namespace', .*, contents: true \}, .*\), or keep what is in it$/,
    base: at(other, spaces('one', 'two', 'three')),
    wrong: at(other, spaces('one')),
    more: { limits: { namespaces: 2, share: 1, objects: 100 } },
    ways: [[{ to: at(other, spaces('one')), declared: true }], [{ to: at(other, spaces('one', 'two', 'three')) }]],
  },
  'no-base': {
    says: /give the ref that Flux follows, or say that it is the first$/,
    base,
    wrong: base,
    more: { base: undefined as never },
    ways: [[{ to: base }], [{ since: 'nothing', to: base, first: true }]],
  },
  'protected-removed': {
    says: /goes out of data\/objects\.yaml and Flux deletes it: declare it with .*, or keep it$/,
    base: at({ name: 'data', objects: [configMap('note', 'x'), claim('orders', 'x')] }),
    wrong: at({ name: 'data', objects: [configMap('note', 'x')] }),
    ways: [
      [{ to: at({ name: 'data', objects: [configMap('note', 'x')] }), declared: true }],
      [{ to: at({ name: 'data', objects: [configMap('note', 'x'), claim('orders', 'x')] }) }],
    ],
  },
  recreated: {
    says: /which is changed, and may delete it first: change it in steps$/,
    base: at(turned('one')),
    wrong: at(turned('two'), rest),
    ways: [[{ to: kept }, { to: at(turned('two'), rest) }]],
  },
  'reference-missing': {
    says: /keep what it needs, or take the reference out first, in a commit of its own$/,
    base: at(released(from, values)),
    wrong: at(released(from)),
    ways: [[{ to: at(released(from, values)) }], [{ to: at(released([], values)) }, { to: at(released([])) }]],
  },
  replaced: {
    says: /is uninstalled and installed anew under its new name or namespace: declare it with .*, or leave that as it is$/,
    base: at(released(from, values)),
    wrong: at({ name: 'app', objects: [oci, values, named(release(from))] }),
    ways: [
      [{ to: at({ name: 'app', objects: [oci, values, named(release(from))] }), declared: true }],
      [{ to: at(released(from, values)) }],
    ],
  },
  'root-moved': {
    says: /leave it where it is, or turn in steps$/,
    base: rooted({}),
    wrong: rooted({}, './clusters/us'),
    ways: [[{ to: rooted({ prune: false }) }, { to: rooted({ prune: false }) }, { to: rooted({}) }]],
  },
  'share-removed': {
    says: /declare what is meant to go, or keep it$/,
    base: at(other, one),
    wrong: at({ ...other, objects: other.objects!.slice(0, 1) }, one),
    more: { limits: { objects: 1 } },
    ways: [[{ to: at(other, one) }]],
  },
  'source-missing': {
    says: /keep the source, or remove the Kustomization first and declare that$/,
    base: at(sources(source), held('app', ofApps)),
    wrong: at(sources(), held('app', ofApps)),
    ways: [
      [{ to: at(sources(source), held('app', ofApps)) }],
      [
        { to: at(sources(source)), declared: 'as said then' },
        { to: at(sources()), declared: 'as said then' },
      ],
    ],
  },
  'sync-with-access': {
    says: /so that Flux cannot delete what it applied: remove them one after the other$/,
    base: at(deployer(account('deployer', 'flux-system')), acting),
    wrong: at(deployer()),
    ways: [
      [{ to: at(deployer(account('deployer', 'flux-system'))), declared: 'as said then' }, { to: at(deployer()) }],
    ],
  },
  'target-namespace': {
    says: /leave out targetNamespace, or take the Namespaces to another Kustomization$/,
    base: at({ name: 'web', objects: [configMap('a', 'x')] }),
    wrong: at({ name: 'web', spec: { targetNamespace: 'x' }, objects: [configMap('a', 'x'), namespace('new')] }),
    ways: [
      [{ to: at({ name: 'web', objects: [configMap('a', 'x'), namespace('new')] }) }],
      [
        {
          to: at(
            { name: 'web', spec: { targetNamespace: 'x' }, objects: [configMap('a', 'x')] },
            { name: 'spaces', objects: [namespace('new')] },
          ),
        },
      ],
    ],
  },
  'shard-removed': {
    says: /^\[eu\] GitRepository flux-system\/apps goes together with .*: take away one of the two first$/,
    base: sharded(['a', 'b'], 'b'),
    wrong: sharded(['a']),
    ways: [
      [{ to: sharded(['a'], 'a') }, { to: sharded(['a']), declared: 'as said then' }],
      [{ to: sharded(['a', 'b']), declared: 'as said then' }, { to: sharded(['a']) }],
    ],
  },
  'unit-emptied': {
    says: /remove the Kustomization as well and declare that, or keep what it has$/,
    base: at(one, other),
    wrong: edited(without(at(one, other), 'clusters/eu/one/objects.yaml'), {
      'clusters/eu/one/kustomization.yaml': list([]),
    }),
    ways: [[{ to: at(one, other) }], [{ to: at(other), declared: 'as said then' }]],
  },
  'unlisted-file': {
    says: /list it again, or declare it with /,
    base,
    wrong: edited(base, { [`${SHOP}/kustomization.yaml`]: list(['namespace.yaml', 'data.yaml']) }),
    ways: [
      [{ to: edited(base, { [`${SHOP}/kustomization.yaml`]: list(['namespace.yaml', 'data.yaml']) }), declared: true }],
      [{ to: base }],
    ],
  },
};

/** The declarations that a message gives, word for word but for the reason. */
function declarationsIn(message: string): Removal[] {
  const codes = message.match(/Removal\.\w+\((?:[^()']|'[^']*')*\)/g) ?? [];
  return [...new Set(codes)].map((code) =>
    (vm.runInThisContext(`(Removal) => ${code}`) as (api: typeof Removal) => Removal)(Removal),
  );
}

const guardedSince = (before: ManifestTree | 'nothing', next: ManifestTree, more: Partial<GuardInput>) =>
  before === 'nothing' ? guard({ next, today: TODAY, ...more }) : guarded(before, next, more);

const errorsOf = (before: ManifestTree | 'nothing', after: ManifestTree, more: Partial<GuardInput>) =>
  guardedSince(before, after, more)
    .findings.filter(({ severity }) => severity === 'error')
    .map(formatFinding);

test.each(Object.entries(CASES))('%s', (id, { says, base: before, wrong, more = {}, ways }) => {
  const { findings } = guarded(before, wrong, more);
  const found = findings.filter((finding) => finding.id === id);
  expect([id, found.map(({ at: where, message }) => `[${where}] ${message}`)]).toEqual([
    id,
    found.length > 0 ? found.map(() => expect.stringMatching(says) as unknown) : [expect.stringMatching(says)],
  ]);
  const declarations = declarationsIn(found.map(formatFinding).join('\n'));
  const { declarations: _, acknowledgements: __, first: ___, base: ____, ...rest } = more;
  for (const way of ways) {
    let last = before;
    for (const { to, since = last, declared = false, ...beside } of way) {
      const said = declared === 'as said then' ? declarationsIn(errorsOf(since, to, rest).join('\n')) : declarations;
      if (declared) expect(said.length).toBeGreaterThan(0);
      const input = { ...rest, ...beside, declarations: declared ? said : [] };
      expect(errorsOf(since, to, input)).toEqual([]);
      expect(guardedSince(since, to, input).findings.map((finding) => finding.id)).not.toContain(id);
      last = to;
    }
  }
});
