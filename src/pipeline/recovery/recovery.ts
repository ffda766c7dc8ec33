import { FleetError } from '../../core/problem';
import type { WantedCluster } from '../../drift';
import { FleetScope } from '../../features/fleet';
import { type BootstrapPlan, type BootstrapStep, byHand, ClusterCommands } from '../bootstrap';
import type { ListedSecret } from '../model/model';
import { RecoveryPlan } from './plan';
import { dataOf, listedData, restoreSteps } from './restores';
import { waitSteps } from './waits';

/** The input of a runbook. */
export interface RecoveryInput {
  readonly bootstrap: BootstrapPlan;
  /** Objects that Flux applies to all clusters. */
  readonly clusters: readonly WantedCluster[];
  /** The Secrets of the fleet, by name. */
  readonly secrets: readonly ListedSecret[];
  /** Names of kubectl's contexts, by cluster. */
  readonly contexts: Readonly<Record<string, string>>;
}

/**
 * The runbook that makes a cluster anew from its repository: its bootstrap, with the other Secrets that people give before
 * Flux follows, the order in which everything gets Ready, and the data that only backups have.
 *
 * @throws FleetError when the written folder has no such cluster
 */
export function recoveryPlan<C extends object>(fleet: FleetScope<C>, input: RecoveryInput): RecoveryPlan {
  const { bootstrap, clusters, secrets, contexts } = input;
  const { cluster: name, manager } = bootstrap;
  const cluster = clusters.find((one) => one.cluster === name);
  const host = manager === undefined ? cluster : clusters.find((one) => one.cluster === manager);
  if (cluster === undefined || host === undefined) {
    const message = `nothing is written for cluster ${JSON.stringify(name)}: run flux-fleet synth`;
    throw new FleetError([{ id: 'recover', at: fleet.name, message }]);
  }
  const contextOf = (one: string) => (Object.hasOwn(contexts, one) ? contexts[one]! : one);
  const { kubeconfig } = bootstrap;
  const here = new ClusterCommands(kubeconfig === undefined ? contextOf(name) : { kubeconfig });
  const onHost = manager === undefined ? here : new ClusterCommands(contextOf(manager));
  const data = dataOf(cluster);
  const own = bootstrap.steps.slice(0, -1);
  const follow = own.findIndex(({ title }) => /^(?:Let Flux follow|Give Flux its account)/.test(title));
  const more = secretSteps(here, onHost, secrets, { cluster: name, manager, known: own });
  return {
    ...bootstrap,
    steps: [
      ...own.slice(0, follow),
      ...more,
      ...own.slice(follow),
      ...waitSteps(onHost, host, manager === undefined ? undefined : name),
      ...restoreSteps({ here, host: onHost }, data),
    ],
    data: listedData(data),
    unknown: [
      ...cluster.unread.map(({ what }) => what),
      ...cluster.objects
        .filter(({ object }) => object.kind === 'HelmRelease')
        .map(({ object }) => `HelmRelease ${object.metadata.namespace}/${object.metadata.name}: volumes of its chart`),
    ].sort(),
  };
}

interface Known {
  readonly cluster: string;
  readonly manager: string | undefined;
  /** Steps that make Secrets already. */
  readonly known: readonly BootstrapStep[];
}

/** The Secrets that people give beside those of the bootstrap, and the keys that unseal others. */
function secretSteps(
  here: ClusterCommands,
  onHost: ClusterCommands,
  secrets: readonly ListedSecret[],
  { cluster, manager, known }: Known,
): BootstrapStep[] {
  const made = new Set(known.flatMap(({ title }) => /^Secret (\S+?)(?: on \S+)?: /.exec(title)?.[1] ?? []));
  const isHere = (one: ListedSecret) =>
    one.cluster === cluster || (one.cluster === manager && one.namespace === cluster);
  const mine = secrets.filter(isHere);
  const byPeople = mine
    .filter(({ from, namespace, name }) => from === 'person' && !made.has(`${namespace}/${name}`))
    .map((one): BootstrapStep => {
      const commands = one.cluster === cluster ? here : onHost;
      const { namespace, name } = one;
      const make = `create secret generic ${name} --namespace=${namespace} --from-file=./${namespace}.${name}`;
      return {
        title: `Secret ${namespace}/${name}: ${one.for}`,
        commands: [
          commands.namespace(namespace),
          byHand(commands.kubectlText(make), commands.get('secret', name, namespace)),
        ],
      };
    });
  const sealed = mine.filter(({ from }) => from === 'sealed');
  if (sealed.length === 0) return byPeople;
  const names = sealed.map(({ namespace, name }) => `${namespace}/${name}`).join(', ');
  return [
    ...byPeople,
    {
      title: `Bring back the keys of sealed-secrets before its controller starts: without them ${names} stay sealed`,
      note: 'the keys are in no repository: apply the copy that was made of them',
      commands: [byHand(here.kubectlText('apply --filename=./sealed-secrets-keys.yaml'))],
    },
  ];
}
