import { join } from 'node:path';
import { FleetData, fleetData, Shape } from '../fleet-data';
import { runJob } from '../run/job';
import { Workspace } from '../run/workspace';
import { Job, System, writeJson } from '../systems/system';
import { execute } from '../tools/execute';

/** About 50,000 files: a thousand clusters, each with its own values. */
export const SHAPE: Shape = {
  ...{ name: 'plan', clusters: 1000, tenants: 6, apps: 5, environments: 1, depth: 1, perCluster: true },
};

/** A change of the fleet to compare. */
export interface Change {
  readonly what: string;
  /** Maximum duration of the comparison in seconds. */
  readonly seconds: number;
  readonly apply: (fleet: FleetData) => FleetData;
}

/** The changes with a goal. */
export const CHANGES: readonly Change[] = [
  {
    what: 'one tenant, on all clusters',
    seconds: 10,
    apply: (fleet) => ({
      ...fleet,
      tenants: fleet.tenants.map((tenant, index) =>
        index === 0 ? { ...tenant, owners: ['others'], repository: `${tenant.repository}-moved` } : tenant,
      ),
    }),
  },
  {
    what: 'one cluster',
    seconds: 3,
    apply: (fleet) => ({
      ...fleet,
      environments: fleet.environments.map((environment) => ({
        ...environment,
        clusters: environment.clusters.map((cluster, index) =>
          index === 0 ? { ...cluster, config: { ...cluster.config, replicas: '9' } } : cluster,
        ),
      })),
    }),
  },
];

/** A repository with the fleet in a commit, and a `dist` that can be regenerated. */
export interface Repository {
  readonly folder: string;
  /** Writes the fleet with a change over the committed files. */
  write(change: Change): Promise<void>;
}

/** Generates the fleet and commits it, packed as in a clone. */
export async function repository(system: System, workspace: Workspace): Promise<Repository> {
  const folder = workspace.folder('repository');
  const fleet = fleetData(SHAPE);
  const made = system.prepare(folder, fleet);
  const limits = { seconds: 600 };
  await runJob(made, limits);
  const git = (...args: string[]) => execute(['git', '-C', folder, ...args], folder);
  await git('init', '-q');
  const author = ['-c', 'user.name=bench', '-c', 'user.email=bench@example.com'];
  await git('add', 'dist');
  await git(...author, 'commit', '-qm', 'fleet');
  await git('repack', '-adq');
  return {
    folder,
    write: async ({ apply }) => {
      writeJson(join(folder, 'fleet.json'), apply(fleet));
      await runJob(made satisfies Job, limits);
    },
  };
}
