import { Bootstrap } from '../../features/bootstrap';

/** A command that brings a cluster up. */
export interface BootstrapCommand {
  /** Program and arguments of a command that `--apply` runs; undefined for one that a person runs. */
  readonly argv?: readonly string[];
  /** The file for the output of a command that `--apply` runs. @default - it is shown */
  readonly into?: string;
  /** The command for a shell. In one that a person runs, `"$NAME"` and `./name` stand for what only that person has. */
  readonly text: string;
  /** Program and arguments of a command that succeeds where this one has nothing left to do. */
  readonly unless?: readonly string[];
}

/** One step of a bootstrap. */
export interface BootstrapStep {
  /** Its effect, as one sentence. */
  readonly title: string;
  /** Advice for the person who does it. */
  readonly note?: string;
  /** Its commands, in their order. */
  readonly commands: readonly BootstrapCommand[];
}

/** A folder that Flux reads for a cluster. */
export interface FolderRead {
  /** Branch, tag or another reference, such as `branch main`. */
  readonly ref: string;
  /** Path in the source, such as `dist/clusters/eu-1`. */
  readonly folder: string;
}

/** Steps that bring a cluster to follow its folder. */
export interface BootstrapPlan {
  /** The cluster. */
  readonly cluster: string;
  /** The cluster whose Flux deploys to it; undefined if it runs Flux itself. */
  readonly manager?: string;
  /** File with the kubeconfig, which the steps make; undefined where a context is the way to the cluster. */
  readonly kubeconfig?: string;
  /** Installer of Flux; undefined for a remote cluster. */
  readonly installer?: Bootstrap;
  /** URL of the source. */
  readonly url: string;
  /** The folders that Flux reads, each at a branch, tag or artifact that must exist. */
  readonly reads: readonly FolderRead[];
  /** The steps, in their order. */
  readonly steps: readonly BootstrapStep[];
}
