import type { Removal } from 'cdk8s-flux-fleet';
import { compare, guard, ManifestTree, type Comparison, type GuardFinding } from 'cdk8s-flux-fleet/plan';
import type { Tree } from '../prune/tree';
import { Program, type Scenario, type Step } from './scenario';

/** A day on which declarations hold. */
const TODAY = '2026-11-29';

/** The fleet's repository at a commit. */
export class Commit {
  readonly removals: readonly Removal[];
  /** What Flux reads: every environment from its branch. */
  readonly tree: Tree;
  private readonly main: Tree;

  constructor(
    readonly name: string,
    program: Program,
    /** The trees of branches that are behind, by branch. */
    private readonly behind: ReadonlyMap<string, Tree> = new Map(),
  ) {
    this.removals = program.removals;
    const { tree } = program.fleet.synthesize();
    this.main = Object.fromEntries(tree.paths.map((path) => [`dist/${path}`, tree.get(path)!]));
    this.tree = this.withBranches();
  }

  /** The files of a branch. */
  onBranch(branch: string): Tree {
    return this.behind.get(branch) ?? this.main;
  }

  /** The comparison with the commit before. */
  since(base: Commit): Comparison {
    return compare(asManifests(base.tree), asManifests(this.tree));
  }

  /** What the guard finds, with what the program declares. */
  guarded(base: Commit, declarations: readonly Removal[] = this.removals): readonly GuardFinding[] {
    const input = { base: asManifests(base.tree), next: asManifests(this.tree), today: TODAY };
    return guard({ ...input, declarations }).findings;
  }

  /** Every environment with a branch of its own is read from that: its folders are named like the branch here. */
  private withBranches(): Tree {
    const files = { ...this.main };
    for (const [branch, tree] of this.behind) {
      const isOf = (path: string) => path.split('/').includes(branch);
      for (const path of Object.keys(files)) if (isOf(path)) delete files[path];
      for (const [path, text] of Object.entries(tree)) if (isOf(path)) files[path] = text;
    }
    return files;
  }
}

function asManifests(tree: Tree): ManifestTree {
  return ManifestTree.of(Object.entries(tree));
}

/** The step that each scenario takes with a commit; none for one that has come to its end. */
export function statesOf(scenarios: readonly Scenario[], commit: number): readonly Step<unknown>[] {
  return scenarios.flatMap(({ steps }) => (commit < steps.length ? [steps[commit]!] : []));
}

/**
 * The program with every scenario in the state that it has at a commit.
 *
 * @param other a scenario in another state, of which nothing is declared
 */
export function programAt(
  scenarios: readonly Scenario[],
  commit: number,
  other?: { readonly id: string; readonly state: unknown },
): Program {
  const program = new Program();
  for (const { id, program: add, steps } of scenarios) {
    const { state } = steps[Math.min(commit, steps.length - 1)]!;
    const declared = program.removals.length;
    add(program, other?.id === id ? other.state : state);
    if (other?.id === id) program.removals.length = declared;
  }
  return program;
}

/** All commits that the scenarios need. */
export function commitsOf(scenarios: readonly Scenario[]): readonly Commit[] {
  const commits: Commit[] = [];
  for (let number = 0; number < Math.max(...scenarios.map(({ steps }) => steps.length)); number++) {
    const behind = new Map<string, Tree>();
    for (const { branch } of scenarios) {
      const last = commits.at(-1);
      if (branch !== undefined && last !== undefined && !branch.followsAt.includes(number))
        behind.set(branch.name, last.onBranch(branch.name));
    }
    commits.push(new Commit(`commit ${number}`, programAt(scenarios, number), behind));
  }
  return commits;
}
