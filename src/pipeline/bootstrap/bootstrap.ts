import * as fs from 'node:fs';
import * as path from 'node:path';
import { defined } from '../../core/defined';
import { FleetError, ProblemCollector } from '../../core/problem';
import { extraControllersByGroup } from '../../features/bootstrap';
import { FleetScope } from '../../features/fleet';
import { SourceSpec } from '../../features/source';
import { quote } from '../../kubernetes/names';
import { repositoryFolder } from '../../plan/tree/repository';
import { fluxCatalog } from '../../schema/catalog';
import { sourcesOf } from '../render/sources';
import { ResolvedCluster, ResolvedFleet } from '../resolve/resolved-fleet';
import { Scope } from '../write/scope';
import { Tree } from '../write/tree';
import { checkTree } from '../write/writer';
import { shellText } from './commands';
import { BootstrapPlan } from './plan';
import { refText, repositoryProblems, RequiredFolder } from './repository-checks';
import { stepsOf } from './steps';

/** Facts about the cluster that is brought up. */
export interface BootstrapInput {
  readonly resolved: ResolvedFleet;
  readonly tree: Tree;
  readonly scope?: Scope;
}

/** A folder that Flux reads, at a source. */
interface Read {
  readonly source: ResolvedFleet['source'];
  /** Path in the output directory. */
  readonly folder: string;
  readonly isCompared: boolean;
}

/**
 * Refuses a cluster that the fleet does not have.
 *
 * @throws FleetError when the fleet has no such cluster
 */
export function checkCluster<C extends object>(fleet: FleetScope<C>, name: string, known: readonly string[]): void {
  if (known.includes(name)) return;
  const names = known.length === 0 ? 'there is no cluster yet' : `use one of ${known.join(', ')}`;
  const message = `cluster ${quote(name)} is not in the fleet: ${names}`;
  throw new FleetError([{ id: 'bootstrap', at: fleet.name, message }]);
}

/**
 * Steps that bring a cluster to follow its folder.
 *
 * @param contexts names of kubectl's contexts, by cluster; the cluster's own name for others
 * @throws FleetError with all preconditions that do not hold
 */
export function bootstrapPlan<C extends object>(
  fleet: FleetScope<C>,
  { resolved, tree, scope }: BootstrapInput,
  name: string,
  contexts: Readonly<Record<string, string>>,
): BootstrapPlan {
  const cluster = resolved.clusters.find((one) => one.name === name)!;
  const reads = readsOf(resolved, cluster, tree);
  const problems = new ProblemCollector();
  problems.add('bootstrap', name, ...preconditions(fleet, cluster, reads, { tree, ...defined({ scope }) }));
  if (!problems.isEmpty) throw new FleetError(problems.problems);
  const outdir = relativeTo(fleet.outdir);
  const { manager, bootstrap } = cluster;
  const file = kubeconfigFile(cluster, contexts);
  return {
    cluster: name,
    ...(manager === undefined ? { installer: bootstrap } : { manager }),
    ...defined({ kubeconfig: file }),
    url: reads[0]!.source.url,
    reads: reads.map(({ source, folder }) => ({
      ref: refText({ ...source.ref }),
      folder: path.posix.join(resolved.path, folder),
    })),
    steps: stepsOf({
      fleet: resolved,
      cluster,
      tree,
      outdir,
      accessOf: (one) =>
        one === name && file !== undefined ? { kubeconfig: file } : Object.hasOwn(contexts, one) ? contexts[one]! : one,
    }),
  };
}

/**
 * The file for the kubeconfig of a cluster that Cluster API makes and that gets a Flux of its own. Nobody has a context for
 * it before.
 */
function kubeconfigFile(
  { name, manager, provisionedBy }: ResolvedCluster,
  contexts: Readonly<Record<string, string>>,
): string | undefined {
  if (manager !== undefined || provisionedBy === undefined || Object.hasOwn(contexts, name)) return undefined;
  return `./${name}.kubeconfig`;
}

/** The folders that Flux reads for a cluster: its own, and that of each environment with another branch or source. */
function readsOf(fleet: ResolvedFleet, cluster: ResolvedCluster, tree: Tree): Read[] {
  const { manager, name, environments } = cluster;
  const { source } = sourcesOf(fleet, cluster);
  const root = `clusters/${manager ?? name}`;
  const below = manager === undefined ? root : `${root}/remotes/${name}`;
  const refOf = ({ kind, url, ref }: SourceSpec) => JSON.stringify([kind, url, ref]);
  const own = refOf(source);
  return [
    { source, folder: root, isCompared: true },
    ...environments
      .filter((environment) => refOf(environment.source) !== own)
      .flatMap((environment): Read[] => {
        const folder = `${below}/${environment.name}`;
        if (tree.has(`${folder}/kustomization.yaml`)) {
          return [{ source: environment.source, folder, isCompared: false }];
        }
        // Its source fetches the folder of the cluster, even if nothing is applied from there yet.
        return manager === undefined ? [{ source: environment.source, folder: root, isCompared: false }] : [];
      }),
  ];
}

function* preconditions<C extends object>(
  fleet: FleetScope<C>,
  cluster: ResolvedCluster,
  reads: readonly Read[],
  { tree, scope }: Pick<BootstrapInput, 'scope' | 'tree'>,
): Generator<string> {
  if (cluster.manager === undefined && cluster.bootstrap === 'gotk')
    yield* componentsProblem(fleet.outdir, cluster, tree);
  const differences = checkTree(tree, fleet.outdir, scope).differences;
  const [first] = differences;
  if (first !== undefined) {
    const more = differences.length > 1 ? ` and ${differences.length - 1} more` : '';
    yield `${first.path}${more} of ${relativeTo(fleet.outdir)} ${differences.length > 1 ? 'are' : 'is'} not what the program makes: run flux-fleet synth, commit and push`;
    // Git has another state of the folder anyway.
    return;
  }
  const [repository] = reads.flatMap(({ source }) => (source.kind === 'GitRepository' ? [source] : []));
  if (repository === undefined) return;
  const folder = repositoryFolder(fleet.outdir);
  if (folder === undefined) {
    yield `${relativeTo(fleet.outdir)} is in no Git repository, and Flux reads ${repository.url}: run this in a clone of it`;
    return;
  }
  const required = reads.flatMap(({ source, folder: inside, isCompared }): RequiredFolder[] =>
    source.kind === 'GitRepository'
      ? [{ ref: source.ref, path: path.posix.join(folder.path, inside), isCompared }]
      : [],
  );
  yield* repositoryProblems(folder, repository, required);
}

/** The file that Flux itself writes, which the list of the cluster names, must be there with what the cluster needs. */
function* componentsProblem(
  outdir: string,
  { name, versions, extraControllers = [] }: ResolvedCluster,
  tree: Tree,
): Generator<string> {
  const file = path.posix.join(relativeTo(outdir), `clusters/${name}/flux-system/gotk-components.yaml`);
  const components = fs.existsSync(file) ? fs.readFileSync(file, 'utf8') : undefined;
  const texts = Array.from(tree.entries(), ([, content]) => (typeof content === 'string' ? content : ''));
  const used = [...extraControllersByGroup()].flatMap(([group, names]) =>
    texts.some((text) => text.includes(`apiVersion: ${group}/`)) ? [...names] : [],
  );
  const controllers = [...new Set([...used, ...extraControllers])];
  const missing = controllers.filter((controller) => components?.includes(controller) !== true);
  if (components !== undefined && missing.length === 0) return;
  const release = fluxCatalog().releases.findLast((one) => one.startsWith(`${versions.flux}.`));
  const install = shellText([
    ...['flux', 'install', '--export', `--version=v${release}`],
    ...(controllers.length > 0 ? [`--components-extra=${controllers.join(',')}`] : []),
  ]);
  const wrong = components === undefined ? 'is not there' : `lacks ${missing.join(' and ')}, which the cluster needs`;
  yield `${file}, which Flux itself writes, ${wrong}: run ${install} > ${file}, commit and push`;
}

/** A directory as commands of the working directory name it. */
function relativeTo(directory: string): string {
  return path.relative(process.cwd(), path.resolve(directory)).split(path.sep).join('/') || '.';
}
