import type { WantedCluster, WantedObject } from '../../drift';
import { listAt, mapAt, textAt, valueAt } from '../../kubernetes/json';
import { apiGroup, KubernetesObject, objectName } from '../../kubernetes/objects';
import { type BackupSchedule, type Holder, holderOf, scheduleOf } from '../../recovery';
import { type BootstrapCommand, type BootstrapStep, byHand, ClusterCommands, run } from '../bootstrap';
import { RecoveredData } from './plan';
import { KUSTOMIZATIONS } from './waits';

interface Data {
  readonly holder: Holder;
  readonly wanted: WantedObject;
  readonly schedules: readonly Velero[];
  readonly all: readonly BackupSchedule[];
}

interface Velero extends BackupSchedule {
  readonly object: KubernetesObject;
}

const STORES = 'backupstoragelocations.velero.io';

/** Holders of data on a cluster, and the schedules that back it up. */
export function dataOf({ objects }: WantedCluster): Data[] {
  const schedules = objects.flatMap(({ object }) => {
    const schedule = scheduleOf(object);
    return schedule === undefined ? [] : [{ ...schedule, object }];
  });
  return objects.flatMap((wanted) => {
    const holder = holderOf(wanted.object);
    if (holder === undefined) return [];
    const all = schedules.filter(({ covers }) => covers(holder));
    return [{ holder, wanted, all, schedules: all.filter(({ isVelero }) => isVelero) }];
  });
}

/** Data as a runbook lists it. */
export function listedData(data: readonly Data[]): RecoveredData[] {
  const listed = data.map(({ holder: { name, namespace }, all }) => ({
    name,
    namespace,
    schedules: all.map((one) => one.name),
  }));
  return listed.sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** Where the commands of a restore run. */
export interface RestoreCommands {
  /** On the cluster itself. */
  readonly here: ClusterCommands;
  /** On the cluster whose Flux applies to it. */
  readonly host: ClusterCommands;
}

/** The steps that bring data back into volumes: Flux has made them again, empty. */
export function restoreSteps(commands: RestoreCommands, data: readonly Data[]): BootstrapStep[] {
  const covered = data.filter(({ schedules }) => schedules.length > 0);
  const namespaces = [...new Set(covered.map(({ holder }) => holder.namespace))].sort();
  const veleros = [
    ...new Set(covered.flatMap(({ schedules }) => schedules.map((one) => one.object.metadata.namespace!))),
  ];
  return [
    ...veleros.map((space): BootstrapStep => ({
      title: `See that Velero in ${space} reaches its backups`,
      commands: [
        run(
          commands.here.kubectl(
            ...['wait', '--for=jsonpath={.status.phase}=Available', '--timeout=10m'],
            ...[STORES, '--all', `--namespace=${space}`],
          ),
        ),
      ],
    })),
    ...namespaces.map((namespace) =>
      restoreStep(
        commands,
        namespace,
        covered.filter(({ holder }) => holder.namespace === namespace),
      ),
    ),
    ...operatedStep(data),
  ];
}

function restoreStep(commands: RestoreCommands, namespace: string, data: readonly Data[]): BootstrapStep {
  const { here, host } = commands;
  const owners = [...new Set(data.map(({ wanted }) => wanted.kustomization))].sort();
  const [schedule] = data[0]!.schedules as [Velero];
  const patch = (suspend: string) =>
    owners.map((owner) => {
      const [space = '', name = ''] = owner.split('/');
      const change = `--patch={"spec":{"suspend":${suspend}}}`;
      return run(host.kubectl('patch', KUSTOMIZATIONS, name, `--namespace=${space}`, '--type=merge', change));
    });
  const ready = owners.map((owner) => {
    const [space = '', name = ''] = owner.split('/');
    const what = `${KUSTOMIZATIONS}/${name}`;
    return run(host.kubectl('wait', '--for=condition=Ready', '--timeout=15m', `--namespace=${space}`, what));
  });
  return {
    title: `Bring back the data of namespace ${namespace}, which ${schedule.name} has copied`,
    note: 'on a cluster that is in use this deletes data: Flux stops, the empty claims and what uses them go, the backup brings both, and Flux goes on',
    commands: [
      ...patch('true'),
      ...deletions(here, namespace, data),
      ...restore(commands, namespace, schedule),
      ...patch('null'),
      ...ready,
    ],
  };
}

/** Deletes the claims, and what uses them. */
function deletions(here: ClusterCommands, namespace: string, data: readonly Data[]): BootstrapCommand[] {
  const sets = data.filter(({ wanted }) => wanted.object.kind === 'StatefulSet');
  const claims = data.flatMap(({ wanted: { object }, holder }) => {
    if (object.kind === 'PersistentVolumeClaim') return [holder.own];
    if (object.kind !== 'StatefulSet') return [];
    const replicas = Number(valueAt(object, 'spec', 'replicas') ?? 1);
    return listAt(object, 'spec', 'volumeClaimTemplates').flatMap((template) =>
      Array.from({ length: replicas }, (_, at) => `${textAt(template, 'metadata', 'name')}-${holder.own}-${at}`),
    );
  });
  const remove = (resource: string, names: readonly string[]) =>
    names.length === 0
      ? []
      : [
          run(
            here.kubectl(
              'delete',
              resource,
              ...names,
              `--namespace=${namespace}`,
              '--ignore-not-found',
              '--timeout=5m',
            ),
          ),
        ];
  return [
    ...remove(
      'statefulsets.apps',
      sets.map(({ holder }) => holder.own),
    ),
    ...(claims.length > sets.length
      ? [run(here.kubectl('delete', 'pods', '--all', `--namespace=${namespace}`, '--timeout=5m', '--wait=false'))]
      : []),
    ...remove('persistentvolumeclaims', claims),
  ];
}

function restore({ here }: RestoreCommands, namespace: string, { object }: Velero): BootstrapCommand[] {
  const { name, namespace: space = '' } = object.metadata;
  const velero = (...args: readonly string[]) => here.velero(space, ...args);
  const copiesFiles = mapAt(object, 'spec', 'template').defaultVolumesToFsBackup === true;
  // Files are copied into a pod that has the volume.
  const kinds = copiesFiles
    ? 'persistentvolumeclaims,persistentvolumes,pods'
    : 'persistentvolumeclaims,persistentvolumes';
  return [
    byHand(velero('backup', 'get', `--selector=velero.io/schedule-name=${name}`)),
    byHand(
      `${velero('restore', 'create', `${namespace}-data`, `--include-namespaces=${namespace}`, `--include-resources=${kinds}`, '--wait')} --from-backup="$BACKUP"`,
    ),
  ];
}

/** Databases that their operators bring back, from backups that are theirs. */
function operatedStep(data: readonly Data[]): BootstrapStep[] {
  const names = data
    .filter(({ holder, wanted }) => !['', 'apps'].includes(apiGroup(wanted.object.apiVersion)) && holder.kind !== '')
    .map(({ wanted }) => objectName(wanted.object));
  if (names.length === 0) return [];
  return [
    {
      title: `Let their operators bring back ${names.join(', ')}`,
      note: 'as the manual of each operator says: most want the place of the backup in the manifest, before the database is made for the first time',
      commands: [],
    },
  ];
}
