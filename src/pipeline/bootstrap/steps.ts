import { Bootstrap } from '../../features/bootstrap';
import { FLUX_SYSTEM, PLATFORM_ACCOUNT, REMOTE_ACCESS } from '../../features/control';
import { sourcesOf } from '../render/sources';
import { ResolvedCluster, ResolvedFleet } from '../resolve/resolved-fleet';
import { Tree } from '../write/tree';
import { identitySteps, keySteps, secretSteps, SourceAt } from './access';
import { byHand, ClusterAccess, ClusterCommands, run, runInto } from './commands';
import { BootstrapCommand, BootstrapStep } from './plan';

/** The input for the steps of a cluster. */
export interface StepsInput {
  readonly fleet: ResolvedFleet;
  readonly cluster: ResolvedCluster;
  /** The rendered files of the cluster, or of its manager. */
  readonly tree: Tree;
  /** The output directory, as commands name it. */
  readonly outdir: string;
  /** The way to a cluster. */
  readonly accessOf: (cluster: string) => ClusterAccess;
}

const KUSTOMIZATIONS = 'kustomizations.kustomize.toolkit.fluxcd.io';
const INSTANCES = 'fluxinstances.fluxcd.controlplane.io';

/** CRDs of what the folder of a cluster lists. */
const SYNC_CRDS = [
  'gitrepositories.source.toolkit.fluxcd.io',
  'helmrepositories.source.toolkit.fluxcd.io',
  KUSTOMIZATIONS,
  'ocirepositories.source.toolkit.fluxcd.io',
];

const OPERATOR_CHART = 'oci://ghcr.io/controlplaneio-fluxcd/charts/flux-operator';

/** The steps that bring a cluster to follow its folder. */
export function stepsOf(input: StepsInput): BootstrapStep[] {
  return input.cluster.manager === undefined ? ownSteps(input) : remoteSteps(input, input.cluster.manager);
}

/** The steps of a cluster with Flux. */
function ownSteps({ fleet, cluster, tree, outdir, accessOf }: StepsInput): BootstrapStep[] {
  const access = accessOf(cluster.name);
  const commands = new ClusterCommands(access);
  const root = `clusters/${cluster.name}`;
  const folder = `${outdir}/${root}`;
  const hasNamespace = (namespace: string) => namespace === FLUX_SYSTEM;
  const places: SourceAt[] = [
    { namespace: FLUX_SYSTEM, source: sourcesOf(fleet, cluster).source },
    ...cluster.environments.map(({ controlNamespace, source }) => ({ namespace: controlNamespace, source })),
  ];
  const identities = identitySteps(commands, places);
  const { provisionedBy: hub } = cluster;
  return [
    ...(hub === undefined ? [] : madeSteps(new ClusterCommands(accessOf(hub)), cluster.name, hub, access)),
    installStep(commands, cluster.bootstrap, folder),
    ...secretSteps(commands, places, hasNamespace),
    ...keySteps(commands, tree, (path) => isList(path, root), hasNamespace),
    // Flux Operator makes the controllers and their accounts when it is told what to follow.
    ...(cluster.bootstrap === 'operator' ? [] : identities),
    ...pushSteps(places, cluster.name),
    followStep(commands, cluster, folder, `${fleet.path}/${root}`),
    ...(cluster.bootstrap === 'operator' ? identities : []),
    watchStep(commands),
  ];
}

/** Time for Cluster API, which waits for a cloud. */
const MACHINES = '--timeout=30m';

/** The steps of a cluster that Cluster API makes: waiting for it, and the way to it where nobody has one. */
function madeSteps(onHub: ClusterCommands, name: string, hub: string, access: ClusterAccess): BootstrapStep[] {
  const answers = ['wait', '--for=condition=RemoteConnectionProbe', MACHINES, `clusters.cluster.x-k8s.io/${name}`];
  const made: BootstrapStep = {
    title: `Wait until Cluster API has made ${name}`,
    note: `Flux on ${hub} applies what makes it: where it is not there, flux-fleet bootstrap ${hub} comes first`,
    commands: [run(onHub.kubectl(...answers, `--namespace=${name}`))],
  };
  if (typeof access === 'string') return [made];
  const secret = ['get', 'secret', `${name}-kubeconfig`, `--namespace=${name}`];
  const key = '--output=go-template={{.data.value | base64decode}}';
  return [
    made,
    {
      title: `Take the kubeconfig of ${name}, which Cluster API has put into Secret ${name}/${name}-kubeconfig on ${hub}`,
      note: 'the file is a key to the cluster: keep it out of Git, and delete it when Flux follows',
      commands: [runInto(access.kubeconfig, onHub.kubectl(...secret, key))],
    },
  ];
}

function installStep(commands: ClusterCommands, installer: Bootstrap, folder: string): BootstrapStep {
  const follows = commands.get(KUSTOMIZATIONS, FLUX_SYSTEM, FLUX_SYSTEM);
  switch (installer) {
    case 'operator':
      return {
        title: 'Install Flux Operator',
        commands: [
          run(
            commands.helm(
              ...['install', 'flux-operator', OPERATOR_CHART],
              ...[`--namespace=${FLUX_SYSTEM}`, '--create-namespace', '--wait'],
            ),
            commands.kubectl('get', 'crd', INSTANCES),
          ),
          commands.established(INSTANCES),
        ],
      };
    case 'gotk':
      return {
        title: 'Install Flux from gotk-components.yaml, which flux install has written',
        commands: [
          // Later, Flux applies the file itself, with the patches that lock it down.
          commands.apply('filename', `${folder}/${FLUX_SYSTEM}/gotk-components.yaml`, follows),
          commands.established(...SYNC_CRDS),
        ],
      };
    case 'external':
      return {
        title: 'See that Flux is installed',
        note: 'somebody else installs it, with the flags of docs/security.md: a failure here is for them',
        commands: [commands.established(...SYNC_CRDS)],
      };
  }
}

/** The step that makes the artifacts which Flux reads: without them it waits. */
function pushSteps(places: readonly SourceAt[], cluster: string): BootstrapStep[] {
  const artifacts = places.map(({ source }) => source).filter(({ kind }) => kind === 'OCIRepository');
  if (artifacts.length === 0) return [];
  const urls = [...new Set(artifacts.map((source) => (source.per === undefined ? source.url : `${source.url}/…`)))];
  return [
    {
      title: `Push the artifacts that Flux reads for ${cluster}: ${urls.join(', ')}`,
      note: 'the pipeline does it after each commit; here they must be there before Flux follows them',
      commands: [byHand('flux-fleet push')],
    },
  ];
}

/** @param path the folder as Flux reads it */
function followStep(
  commands: ClusterCommands,
  { bootstrap }: ResolvedCluster,
  folder: string,
  path: string,
): BootstrapStep {
  const title = 'Let Flux follow the folder of the cluster';
  const note = 'where the last command fails, Flux follows another folder: flux-fleet takeover says how it goes over';
  if (bootstrap === 'operator') {
    const file = `${folder}/${FLUX_SYSTEM}/flux-instance.yaml`;
    const instance = commands.get(INSTANCES, 'flux', FLUX_SYSTEM);
    const follows = commands.has(INSTANCES, 'flux', FLUX_SYSTEM, '.spec.sync.path', path);
    return { title, note, commands: [commands.apply('filename', file, instance), follows] };
  }
  const root = commands.get(KUSTOMIZATIONS, FLUX_SYSTEM, FLUX_SYSTEM);
  return { title, note, commands: [commands.apply('kustomize', folder, root), followsPath(commands, path)] };
}

/** Fails where a cluster's Flux follows another folder, or none. */
function followsPath(commands: ClusterCommands, path: string): BootstrapCommand {
  return commands.has(KUSTOMIZATIONS, FLUX_SYSTEM, FLUX_SYSTEM, '.spec.path', path);
}

function watchStep(commands: ClusterCommands): BootstrapStep {
  const text = commands.flux('get kustomizations --all-namespaces --watch');
  return { title: 'Watch all become Ready', commands: [byHand(text)] };
}

/** The steps of a remote cluster: the ones that Flux on its manager cannot take. */
function remoteSteps({ fleet, cluster, tree, outdir, accessOf }: StepsInput, manager: string): BootstrapStep[] {
  const { name, environments, provisionedBy } = cluster;
  const onManager = new ClusterCommands(accessOf(manager));
  const onRemote = new ClusterCommands(accessOf(name));
  const root = `clusters/${manager}/remotes/${name}`;
  const { source: own } = sourcesOf(fleet, cluster);
  const places: SourceAt[] = [own, ...environments.map(({ source }) => source)].map((source) => ({
    namespace: name,
    source,
  }));
  const hasNamespace = () => true;
  return [
    {
      title: `See that ${manager} follows its folder`,
      note: `where it does not, flux-fleet bootstrap ${manager} comes first`,
      commands: [followsPath(onManager, `${fleet.path}/clusters/${manager}`)],
    },
    { title: `Make the namespace of ${name} on ${manager}`, commands: [onManager.namespace(name)] },
    ...(provisionedBy === undefined ? [wayStep(onManager, cluster, manager)] : []),
    ...secretSteps(onManager, places, hasNamespace),
    ...identitySteps(onManager, places),
    ...keySteps(onManager, tree, (path) => isList(path, root) || path === `${root}.yaml`, hasNamespace),
    ...pushSteps(places, name),
    provisionedBy === undefined
      ? {
          title: `Give Flux its account on ${name}: the one thing that it cannot do for itself`,
          // The binding is the last of it.
          commands: [
            onRemote.apply(
              ...(['kustomize', `${outdir}/${root}/${REMOTE_ACCESS}`] as const),
              onRemote.kubectl('get', 'clusterrolebinding', `${name}-${PLATFORM_ACCOUNT}`),
            ),
          ],
        }
      : {
          title: `Give Flux its account on ${name}: Cluster API does it, and makes the kubeconfig, when the cluster answers`,
          commands: madeSteps(new ClusterCommands(accessOf(provisionedBy)), name, provisionedBy, name)[0]!.commands,
        },
    watchStep(onManager),
  ];
}

/** The step for the way from the manager to its remote cluster. */
function wayStep(onManager: ClusterCommands, cluster: ResolvedCluster, manager: string): BootstrapStep {
  const { name, kubeConfig, workloadIdentity } = cluster;
  const acts = `as ServiceAccount ${name}/${PLATFORM_ACCOUNT} of ${name}, which its user must be allowed to impersonate`;
  if (kubeConfig === undefined || 'configMapRef' in kubeConfig) {
    const { provider } = workloadIdentity?.data ?? {};
    const whose = workloadIdentity?.account ? `the account ${name}/${name}-kubeconfig` : "Flux's controllers";
    return {
      title: `Let the identity of ${whose} on ${manager} into ${name}, with the tools of ${provider === 'generic' ? `the cluster` : provider}`,
      note: `Flux acts with it ${acts}`,
      commands: [],
    };
  }
  const { name: secret, key = 'value' } = kubeConfig;
  const make = `create secret generic ${secret} --namespace=${name} --from-file=${key}=./${name}.kubeconfig`;
  return {
    title: `Secret ${name}/${secret} on ${manager}: the kubeconfig of ${name}`,
    note: `Flux acts with it ${acts}`,
    commands: [byHand(onManager.kubectlText(make), onManager.get('secret', secret, name))],
  };
}

/** Whether a file lists Kustomizations of the platform: those in the folder itself, and one level below it. */
function isList(path: string, root: string): boolean {
  if (!path.startsWith(`${root}/`)) return false;
  const parts = path.slice(root.length + 1).split('/');
  return parts.length <= 2 && parts[0] !== 'remotes';
}
