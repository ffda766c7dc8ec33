import { Cluster, Component, ComponentProps, HelmChart, Secret } from '../../../src';
import { generatedTree } from '../../../src/pipeline/guard/generated-tree';
import { guardSynthesis } from '../../../src/pipeline/guard/guard-synthesis';
import { formatFinding } from '../../../src/plan/guard/finding';
import { Loose, newFleet } from '../../support/fleets';

const chart = HelmChart.oci({ url: 'oci://charts.example.com/shop', version: '1.0.0' });
const LIVE: ComponentProps<Loose> = { chart };
const store = { kind: 'ClusterSecretStore', name: 'vault' } as const;
const secrets = [Secret.external({ name: 'login', store, keys: { password: 'shop' } })];

/** The errors of a change from one statement of a component to another. */
function errors(before: ComponentProps<Loose>, after: ComponentProps<Loose>): string[] {
  const [base, files] = [before, after].map((props) => {
    const fleet = newFleet();
    new Component(new Cluster(fleet, 'eu-1'), 'shop', props);
    return generatedTree(fleet.synthesize().tree);
  });
  const { findings } = guardSynthesis({ files: files!, base: base! });
  return findings.filter(({ severity }) => severity === 'error').map(formatFinding);
}

/** The errors of each of several changes, one after the other. */
const steps = (...all: ReadonlyArray<ComponentProps<Loose>>) =>
  all.slice(1).map((after, index) => errors(all[index]!, after));

test('an account for a live component takes its Namespace away from what applies it, in steps that delete nothing', () => {
  const deploys = 'edit';
  const at = expect.stringMatching(/^error moved: .*Namespace shop/);
  expect(steps(LIVE, { ...LIVE, deploys })).toEqual([[at]]);
  const kept = { ...LIVE, keepNamespace: true };
  expect(steps(LIVE, kept, { ...kept, deploys }, { ...LIVE, deploys })).toEqual([[], [], []]);
});

test('with Secrets, the component prunes nothing meanwhile', () => {
  const [live, deploys] = [{ ...LIVE, secrets }, 'edit' as const];
  expect(steps({ ...live, keepNamespace: true }, { ...live, keepNamespace: true, deploys }).flat()).toEqual([
    expect.stringMatching(/^error moved: .*ExternalSecret shop\/login/),
  ]);
  const kept = { ...live, prune: false };
  expect(steps(live, kept, { ...kept, deploys }, { ...live, deploys })).toEqual([[], [], []]);
});

test('what the account was given stays when the namespace changes, so that it can delete what it left there', () => {
  const deploys = 'edit';
  expect(steps({ ...LIVE, deploys }, { ...LIVE, deploys, namespace: 'store' })).toEqual([
    [
      expect.stringMatching(/Namespace shop .* is left in the cluster without an owner, a mark on it keeps it/),
      expect.stringMatching(/HelmRelease shop is uninstalled and installed anew/),
    ],
  ]);
});
