import * as fc from 'fast-check';
import { buildFleet } from '../support/build-fleet';
import { Changes, documentsIn } from '../support/changes';
import { runsOf } from '../support/deep';
import { filesOf } from '../support/paths';
import { FleetDescription, fleetDescriptions } from '../support/random-fleet';
import { AppAddress, removableApps, withoutApp, withoutCluster, withoutTenant } from '../support/without';

const runs = runsOf(10, 1_000);

type Files = ReadonlyMap<string, string>;

/** All files but the one that says what is read on which branch, which goes with the last environment that has one. */
function treeOf(description: FleetDescription): Files {
  const files = filesOf(buildFleet(description).fleet.synthesize().tree);
  files.delete('branches.txt');
  return files;
}

/** Runs `check` on random fleets before and after the removal of one of the `choices`. */
function removing<T>(
  choices: (description: FleetDescription) => readonly T[],
  take: (description: FleetDescription, choice: T) => FleetDescription,
  check: (changes: Changes, before: Files, choice: T, description: FleetDescription) => void,
): void {
  const withChoice = fleetDescriptions.filter((description) => choices(description).length > 0);
  fc.assert(
    fc.property(withChoice, fc.nat(), (description, number) => {
      const all = choices(description);
      const choice = all[number % all.length]!;
      const before = treeOf(description);
      check(new Changes(before, treeOf(take(description, choice))), before, choice, description);
    }),
    { numRuns: runs },
  );
}

/** The folders of environments on clusters, and the prefixes of the names in their lists. */
function sites({ clusters, environments }: FleetDescription) {
  return environments.flatMap((environment) =>
    environment.clusters.map((name) => {
      const { managedBy } = clusters.find((cluster) => cluster.name === name)!;
      const prefix = environment.prefix ?? `${environment.name}-`;
      return managedBy === undefined
        ? {
            ...{ environment: environment.name, prefix, names: '', folder: `clusters/${name}/${environment.name}` },
            ...{ list: `clusters/${name}/environments.yaml`, brings: [environment.name], remote: undefined },
          }
        : {
            ...{ environment: environment.name, prefix, names: `${environment.name}-`, remote: name },
            folder: `clusters/${managedBy}/remotes/${name}/${environment.name}`,
            list: `clusters/${managedBy}/remotes/${name}.yaml`,
            brings: [environment.name, `fleet-${environment.name}`],
          };
    }),
  );
}

/** Whether Flux reads an environment from a branch of its own. */
function hasBranch({ environments }: FleetDescription, environment: string): boolean {
  return environments.some(({ name, branch }) => name === environment && branch !== undefined);
}

function below(files: Files, folder: string): string[] {
  return [...files.keys()].filter((path) => path.startsWith(`${folder}/`));
}

test('removing a tenant removes its folders and the references to its Kustomizations', () => {
  removing(
    ({ tenants }) => tenants.map(({ name }) => name),
    withoutTenant,
    (changes, before, tenant, description) => {
      const removed: string[] = [];
      const lost = new Map<string, string[]>();
      const lostLines = new Map<string, string[]>();
      const lines = (files: readonly string[]) => files.map((file) => `- ${file}`);
      for (const { folder, names, list, brings, remote } of sites(description)) {
        const own = below(before, `${folder}/tenants/${tenant}`);
        if (own.length === 0) continue;
        removed.push(...own);
        const accounts = remote === undefined ? [] : [`tenants/${tenant}/accounts.yaml`];
        const parts = own.some((path) => path.endsWith('/apps.yaml')) ? ['access', 'apps'] : ['access'];
        if (below(before, `${folder}/tenants`).length > own.length) {
          lost.set(
            `${folder}/tenants.yaml`,
            parts.map((part) => `${names}${tenant}-${part}`),
          );
          if (remote !== undefined) lostLines.set(`${folder}/kustomization.yaml`, lines(accounts));
          continue;
        }
        removed.push(`${folder}/tenants.yaml`);
        if (before.has(`${folder}/infrastructure.yaml`)) {
          lostLines.set(`${folder}/kustomization.yaml`, lines(['tenants.yaml', ...accounts]));
        } else {
          removed.push(`${folder}/kustomization.yaml`);
          lost.set(list, [...(lost.get(list) ?? []), ...brings].sort());
        }
      }
      // Policies go with the last tenant of their cluster; where an environment is read from a branch of its own, with the
      // last one of the fleet.
      const all = sites(description);
      const rootOf = ({ folder }: { readonly folder: string }) => folder.slice(0, folder.lastIndexOf('/'));
      for (const root of new Set(all.map(rootOf))) {
        const tenants = below(before, root).filter((path) => !path.includes('/remotes/', root.length));
        const of = (name: RegExp) => tenants.some((path) => name.test(path.slice(root.length)));
        const isLastHere =
          of(new RegExp(`^/[^/]+/tenants/${tenant}/`)) && !of(new RegExp(`^/[^/]+/tenants/(?!${tenant}/)[^/]+/`));
        const isAhead = all.some((site) => rootOf(site) === root && hasBranch(description, site.environment));
        if (isAhead ? description.tenants.length > 1 : !isLastHere) continue;
        const policies = below(before, `${root}/policies`).filter((path) => path.includes('/tenant-'));
        removed.push(...policies);
        const names = policies.map((path) => path.slice(path.lastIndexOf('/') + 1));
        if (names.length > 0) lostLines.set(`${root}/policies/kustomization.yaml`, lines(names.sort()));
      }
      expect(changes.added).toEqual([]);
      expect(changes.removed).toEqual(removed.sort());
      expect(changes.changed).toEqual([...lost.keys(), ...lostLines.keys()].sort());
      for (const [path, names] of lost) expect([path, changes.lost(path)]).toEqual([path, names]);
      for (const [path, lines] of lostLines) expect([path, changes.lostLines(path)]).toEqual([path, lines]);
    },
  );
});

test("removing an app changes its tenant's apps and nothing else", () => {
  removing<AppAddress>(removableApps, withoutApp, (changes, before, { tenant, release, app }, description) => {
    const removed: string[] = [];
    const lost = new Map<string, string[]>();
    // Where a tenant's namespaces share a source, the last of them gets one of its own.
    const unshared = new Map<string, string[]>();
    for (const { folder, names, prefix, remote } of sites(description)) {
      const file = `${folder}/tenants/${tenant}/apps/apps.yaml`;
      const namespace = prefix + (release === undefined ? tenant : `${release}-${tenant}`);
      const control = remote ?? namespace;
      const name = remote === undefined ? app : `${namespace}.${app}`;
      const kustomizations = documentsIn(before.get(file) ?? '').filter((text) => text.includes('kind: Kustomization'));
      const own = (text: string) => text.includes(`  name: ${name}\n  namespace: ${control}\n`);
      if (!kustomizations.some(own)) continue;
      if (kustomizations.length === 1) {
        removed.push(file, file.replace('apps.yaml', 'kustomization.yaml'));
        lost.set(`${folder}/tenants.yaml`, [`${names}${tenant}-apps`]);
        continue;
      }
      if (remote !== undefined && before.get(file)!.includes(`    name: ${names}${tenant}-apps.`)) {
        unshared.set(file, [name]);
        continue;
      }
      const neighbours = kustomizations.filter((text) => text.includes(`  targetNamespace: ${namespace}\n`));
      const source = remote === undefined ? tenant : namespace;
      lost.set(file, neighbours.length === 1 ? [name, source].sort() : [name]);
    }
    expect(changes.added).toEqual([]);
    expect(changes.removed).toEqual(removed.sort());
    expect(changes.changed).toEqual([...lost.keys(), ...unshared.keys()].sort());
    for (const [path, gone] of lost) expect([path, changes.lost(path)]).toEqual([path, gone]);
    for (const [path, gone] of unshared) expect([path, changes.lostKustomizations(path)]).toEqual([path, gone]);
  });
});

test('removing a cluster removes its folder and the references on its manager', () => {
  removing(
    ({ clusters }) => {
      const managers = clusters.map(({ managedBy }) => managedBy);
      return clusters.filter(({ name }) => !managers.includes(name));
    },
    (description, { name }) => withoutCluster(description, name),
    (changes, before, { name, managedBy }) => {
      expect(changes.added).toEqual([]);
      if (managedBy === undefined) {
        expect(changes.removed).toEqual(below(before, `clusters/${name}`));
        expect(changes.changed).toEqual([]);
        return;
      }
      const remote = `clusters/${managedBy}/remotes/${name}`;
      expect(changes.removed).toEqual([...below(before, remote), `${remote}.yaml`].sort());
      const list = `clusters/${managedBy}/kustomization.yaml`;
      expect(changes.changed).toEqual([list]);
      expect(changes.lostLines(list)).toEqual([`- remotes/${name}.yaml`]);
    },
  );
});
