import * as fc from 'fast-check';
import { App, Cluster, Component, Fleet } from '../../../src';
import { formatProblem, FleetError } from '../../../src/core/problem';
import { imageRegistry } from '../../../src/features/images';
import { withEntries } from '../../../src/features/images/versions';
import type { KubernetesObject } from '../../../src/kubernetes/objects';
import { buildFleet } from '../../support/build-fleet';
import { DEEP, runsOf } from '../../support/deep';
import { Folder } from '../../support/folder';
import { FleetDescription, fleetDescriptions, Site } from '../../support/random-fleet';
import { documentsOf } from '../../support/world';

const folder = new Folder();

afterAll(() => folder.delete());

const POLICIES = [{ semver: '>=1.0.0-0' }, { alphabetical: 'desc' }, { timestamp: '^(?P<ts>[0-9]+)$' }] as const;
const EXTRA = ['image-reflector-controller', 'image-automation-controller'] as const;

/** Lets Flux update an image of every app and component outside of presets, and watches it. Undefined without a cluster. */
function withUpdates(description: FleetDescription, pushBranches: readonly string[]): Fleet<Site> | undefined {
  const { fleet } = buildFleet(description);
  const children = fleet.node.findAll();
  if (!fleet.node.children.some((child) => child instanceof Cluster && child.managedBy === undefined)) return undefined;
  const hub = new Cluster(fleet, 'images-hub', { extraControllers: EXTRA });
  const automations = pushBranches.map((pushBranch, index) =>
    fleet.imageAutomation({
      cluster: hub,
      name: `images-${index}`,
      file: folder.at(`${index}.yaml`),
      path: `./versions/${index}`,
      secretName: 'push',
      author: { email: 'flux@acme.example' },
      url: 'https://git.example.com/acme/fleet',
      branch: 'main',
      pushBranch,
    }),
  );
  const updated = children.filter((child) => child instanceof App || child instanceof Component);
  updated.forEach((element, index) => {
    const automation = automations[index % automations.length]!;
    const policy = POLICIES[index % POLICIES.length]!;
    element.updateImages({ image: { image: `ghcr.io/acme/${index % 4}`, policy, automation } });
  });
  fleet.monitor();
  const { updates = [] } = imageRegistry(fleet) ?? {};
  automations.forEach((automation, index) => {
    const names = updates.filter((update) => update.automation === automation).map(({ name }) => name);
    const entries = names.map((policy) => ({ policy, tag: '1.2.3', hasDigest: false }));
    folder.write(`${index}.yaml`, withEntries('', automation.name, entries));
  });
  return fleet;
}

test('no two automations write one branch, and everything is valid', () => {
  const branches = fc.uniqueArray(fc.constantFrom('main', 'images', 'images-2'), { minLength: 1, maxLength: 2 });
  fc.assert(
    fc.property(fleetDescriptions, branches, (description, pushBranches) => {
      const fleet = withUpdates(description, pushBranches);
      if (fleet === undefined) return;
      // Throws for an object that a schema, a language or a rule of a controller refuses.
      const { tree } = fleet.synthesize();
      const objects = tree.paths
        .filter((path) => path.startsWith('clusters/') && path.includes('/infrastructure/images-'))
        .filter((path) => !path.endsWith('kustomization.yaml'))
        .flatMap((path) => documentsOf(tree.get(path)!) as KubernetesObject[]);
      const pushed = objects
        .filter(({ kind }) => kind === 'ImageUpdateAutomation')
        .map(({ spec }) => (spec as { git: { push: { branch: string } } }).git.push.branch);
      expect([...pushed].sort()).toEqual([...pushBranches].sort());
      const policies = objects
        .filter(({ kind }) => kind === 'ImagePolicy')
        .map(({ metadata }) => `${metadata.namespace}/${metadata.name}`);
      expect(new Set(policies).size).toBe(policies.length);
      expect(policies.length).toBe(imageRegistry(fleet)?.updates.length);
      const watched = tree.paths
        .filter((path) => path.endsWith('/flux-monitoring.yaml'))
        .map((path) => path.split('/')[1]);
      const running = fleet.node.children.filter(
        (child) => child instanceof Cluster && !child.managedBy && !child.drained,
      );
      expect(watched.sort()).toEqual(running.map((child) => (child as Cluster<Site>).name).sort());
    }),
    { numRuns: runsOf(10, 500), ...(DEEP ? {} : { seed: 25 }) },
  );
});

test('two automations of one branch are refused in every fleet', () => {
  fc.assert(
    fc.property(fleetDescriptions, (description) => {
      const fleet = withUpdates(description, ['images', 'images']);
      if (fleet === undefined) return;
      let problems: string[] = [];
      try {
        fleet.synthesize();
      } catch (error) {
        problems = (error as FleetError).problems.map(formatProblem);
      }
      expect(problems).toEqual([
        expect.stringMatching(/^\[random\] branch "images" of \S+ has two writers, "images-0" on cluster "images-hub"/),
      ]);
    }),
    { numRuns: runsOf(5, 100), ...(DEEP ? {} : { seed: 25 }) },
  );
});
