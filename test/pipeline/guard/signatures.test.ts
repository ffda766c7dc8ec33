import { App, Cluster, Environment, Fleet, HelmChart, Source, Tenant } from 'cdk8s-flux-fleet';
import { guardSynthesis } from '../../../src/pipeline/guard/guard-synthesis';
import { formatFinding } from '../../../src/plan/guard/finding';
import { ManifestTree } from '../../../src/plan/tree/manifest-tree';

type Stage = 'plain' | 'signed' | 'verified';

const OCI = {
  plain: {},
  signed: { signed: true },
  verified: { verify: { secretName: 'cosign' } },
};
const GIT = { ...OCI, verified: { verify: { secretName: 'keys', mode: 'HEAD' as const } } };

/** What the fleet, a tenant's folder and a chart are read from. */
interface Stages {
  readonly own?: Stage;
  readonly tenant?: Stage;
  readonly chart?: Stage;
}

function filesOf(kind: 'git' | 'oci', bootstrap: 'external' | 'operator', stages: Stages) {
  const { own = 'plain', tenant = 'plain', chart = 'plain' } = stages;
  const source =
    kind === 'oci'
      ? Source.oci({ url: 'oci://ghcr.io/acme/fleet', tag: 'latest', ...OCI[own] })
      : Source.git({ url: 'https://git.test/acme/fleet', branch: 'main', ...GIT[own] });
  const fleet = new Fleet({ name: 'acme', source, bootstrap });
  const eu = new Cluster(fleet, 'eu');
  new Environment(fleet, 'prod', { clusters: [eu] });
  const shop = new Tenant(fleet, 'shop', {
    source: Source.git({ url: 'https://git.test/acme/shop', branch: 'main', ...GIT[tenant] }),
    owners: ['shop'],
  });
  new App(shop, 'web', { path: './web' });
  new App(shop, 'db', { chart: HelmChart.oci({ url: 'oci://ghcr.io/acme/db', version: '1.0.0', ...OCI[chart] }) });
  return [...fleet.synthesize().tree.entries()];
}

/** What the guard says of the commit from one state to the next. */
function findings(kind: 'git' | 'oci', bootstrap: 'external' | 'operator', from: Stages, to: Stages): string[] {
  const base = ManifestTree.of(filesOf(kind, bootstrap, from));
  const { findings: found } = guardSynthesis({ files: filesOf(kind, bootstrap, to), base });
  return found.map(formatFinding);
}

const textOf = (kind: 'git' | 'oci', bootstrap: 'external' | 'operator', stages: Stages) =>
  filesOf(kind, bootstrap, stages)
    .map(([, content]) => String(content))
    .join('\n');

describe.each(['git', 'oci'] as const)('a fleet that is read from %s', (kind) => {
  test.each(['external', 'operator'] as const)('%s: verified at once is refused', (bootstrap) => {
    const found = findings(kind, bootstrap, {}, { own: 'verified' });
    expect(found.length).toBeGreaterThanOrEqual(1);
    const object = bootstrap === 'operator' ? 'FluxInstance flux-system/flux' : `flux-system/flux-system`;
    const sign =
      bootstrap === 'operator'
        ? 'sign what it reads (git commit -S, or flux-fleet push --sign cosign.key)'
        : kind === 'git'
          ? 'sign that commit, and all after it (git commit -S)'
          : 'sign what it reads (flux-fleet push --sign cosign.key, or cosign sign)';
    const own = found.find((text) => text.includes(object))!;
    expect(own).toMatch(
      /^error source-unsigned: \[eu\] \w+ flux-system\/[\w-]+ is verified from now on, and nothing says that what it reads is signed already: sign first, and verify in the commit after\n/,
    );
    expect(own).toContain(
      `1. give the source signed: true in place of verify, ${sign}, push that and let Flux apply it`,
    );
    expect(own).toContain('2. give it verify in place of signed: true');
    expect(found.every((text) => text.startsWith('error source-unsigned: '))).toBe(true);
  });

  test.each(['external', 'operator'] as const)('%s: the steps of the message pass, and back', (bootstrap) => {
    expect(findings(kind, bootstrap, {}, { own: 'signed' })).toEqual([]);
    expect(findings(kind, bootstrap, { own: 'signed' }, { own: 'verified' })).toEqual([]);
    expect(findings(kind, bootstrap, { own: 'verified' }, { own: 'verified' })).toEqual([]);
    expect(findings(kind, bootstrap, { own: 'verified' }, {})).toEqual([]);
  });
});

test('sources of tenants, and charts, go in the same steps', () => {
  for (const name of ['tenant', 'chart'] as const) {
    const at = (stage: Stage) => ({ [name]: stage });
    expect(findings('oci', 'external', at('plain'), at('verified'))).toEqual([
      expect.stringMatching(
        /^error source-unsigned: \[prod\/eu\/shop.*\] \w+ \S+ is verified from now on, and nothing says/,
      ),
    ]);
    expect(findings('oci', 'external', at('plain'), at('signed'))).toEqual([]);
    expect(findings('oci', 'external', at('signed'), at('verified'))).toEqual([]);
  }
});

test('what is signed and verified from the beginning needs no steps', () => {
  const files = filesOf('oci', 'external', { own: 'verified' });
  expect(guardSynthesis({ files, first: true }).findings).toEqual([]);
});

test('the mark is there only between the steps', () => {
  for (const bootstrap of ['external', 'operator'] as const) {
    for (const kind of ['git', 'oci'] as const) {
      expect(textOf(kind, bootstrap, {})).not.toContain('fleet.cdk8s.io/signed');
      expect(textOf(kind, bootstrap, { own: 'verified' })).not.toContain('fleet.cdk8s.io/signed');
      expect(textOf(kind, bootstrap, { own: 'signed' })).toContain('fleet.cdk8s.io/signed: "true"');
    }
  }
});
