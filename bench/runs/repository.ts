import { execFileSync } from 'node:child_process';
import { mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { FleetData } from '../fleet-data';
import { withClusterChange } from '../own-figures';
import { PROGRAMS, writeJson } from '../systems/system';
import { transpiled } from '../tools/transpiled';
import { costOf, RunCost } from './cost';
import { RunName } from './goals';

/** A build of this library. */
export interface Build {
  /** Name in tables, such as `before`. */
  readonly title: string;
  /** The checkout that it is made of. */
  readonly checkout: string;
  /** Folder with its compiled files. */
  readonly library: string;
}

/** Branches of the repository: the fleet, and changes of it in a commit of their own each. */
const BRANCHES = {
  same: (fleet: FleetData) => fleet,
  cluster: (fleet: FleetData) => withClusterChange(fleet, 'pipeline'),
  third: withThirdChange,
} as const;

type Branch = keyof typeof BRANCHES;

/** A Git repository with one fleet, in which the runs of one build are measured. */
export class RunRepository {
  /**
   * @param folder an empty folder
   * @param build the build that the runs are made with
   */
  constructor(
    private readonly folder: string,
    private readonly build: Build,
    private readonly fleet: FleetData,
  ) {
    mkdirSync(join(folder, 'node_modules'));
    symlinkSync(build.library, join(folder, 'node_modules', 'cdk8s-flux-fleet'));
    writeFileSync(join(folder, 'fleet.js'), transpiled(join(PROGRAMS, 'ours', 'fleet.ts')));
    // The data is written for each run, and Git's own settings are not measured.
    writeFileSync(join(folder, '.gitignore'), 'node_modules\nfleet.json\n.stderr\n.times\n');
  }

  /** The first run, and a commit of what it makes; then a branch with a commit for each change. */
  public async begin(): Promise<RunCost> {
    const first = await this.run(this.fleet, 'synth', '--first');
    this.git('init', '--quiet', '--initial-branch', 'same');
    this.commit('the fleet');
    for (const branch of ['cluster', 'third'] as const) {
      this.git('checkout', '--quiet', '-b', branch, 'same');
      await this.run(BRANCHES[branch](this.fleet), 'synth');
      this.commit(branch);
      this.git('checkout', '--quiet', 'same');
    }
    // As a server packs what it sends.
    this.git('repack', '-adq');
    await this.run(this.fleet, 'synth');
    return first;
  }

  /**
   * One round of all runs but the first.
   *
   * @param round number of the round: its changes have values that no earlier one had
   */
  public async round(round: number): Promise<ReadonlyMap<RunName, RunCost>> {
    const { fleet } = this;
    const costs = new Map<RunName, RunCost>();
    this.checkOut('same');
    await this.runUncommitted(fleet);
    costs.set('second', await this.run(fleet, 'synth'));
    costs.set('third', await this.run(fleet, 'synth'));
    costs.set('deskFirstPlan', await this.run(withClusterChange(fleet, `desk-first-${round}`), 'plan'));
    const changed = withClusterChange(fleet, `desk-${round}`);
    costs.set('deskPlan', await this.run(changed, 'plan'));
    costs.set('deskCluster', await this.run(changed, 'synth'));
    await this.run(fleet, 'synth');
    costs.set('deskTenant', await this.run(withOwnersChange(fleet, `desk-${round}`), 'synth'));
    for (const [name, branch, command] of [
      ['pipelinePlan', 'cluster', 'plan'],
      ['pipelineCheck', 'cluster', 'check'],
      ['pipelineThird', 'third', 'plan'],
    ] as const) {
      this.checkOut(branch);
      costs.set(name, await this.run(BRANCHES[branch](fleet), command, '--base', 'HEAD^'));
    }
    return costs;
  }

  private async run(fleet: FleetData, ...args: readonly string[]): Promise<RunCost> {
    const { folder, build } = this;
    writeJson(join(folder, 'fleet.json'), fleet);
    const main = join(build.library, 'lib', 'cli', 'main.js');
    const app = ['--app', `"${process.execPath}" fleet.js fleet.json`];
    const env = { CDK8S_OUTDIR: join(folder, 'dist') };
    return costOf({ args: [process.execPath, main, ...args, ...app], cwd: folder, env });
  }

  /** A fresh checkout without a cache, as a pipeline has it. */
  private checkOut(branch: Branch): void {
    for (const name of ['dist', join('node_modules', '.cache')]) {
      rmSync(join(this.folder, name), { recursive: true, force: true });
    }
    this.git('checkout', '--quiet', '--force', branch);
  }

  /** A run while nothing is committed: the next one is the first after a commit. */
  private async runUncommitted(fleet: FleetData): Promise<void> {
    const [here, aside] = [join(this.folder, '.git'), join(this.folder, 'node_modules', '.git-aside')];
    renameSync(here, aside);
    await this.run(fleet, 'synth', '--first');
    renameSync(aside, here);
  }

  private commit(message: string): void {
    this.git('add', '--all');
    this.git('commit', '--quiet', '--message', message);
  }

  private git(...args: readonly string[]): void {
    const author = ['-c', 'user.name=bench', '-c', 'user.email=bench@example.com', '-c', 'gc.auto=0'];
    execFileSync('git', ['-C', this.folder, ...author, ...args]);
  }
}

/** A line about a tenant that concerns all clusters, and that the guard lets pass. */
function withOwnersChange(fleet: FleetData, mark: string): FleetData {
  const [first, ...others] = fleet.tenants;
  return { ...fleet, tenants: [{ ...first!, owners: [...first!.owners, mark] }, ...others] };
}

/** A line that concerns each third cluster. */
function withThirdChange(fleet: FleetData): FleetData {
  const environments = fleet.environments.map((environment) => ({
    ...environment,
    clusters: environment.clusters.map((cluster, index) =>
      index % 3 === 0 ? { ...cluster, config: { ...cluster.config, replicas: '9' } } : cluster,
    ),
  }));
  return { ...fleet, environments };
}
