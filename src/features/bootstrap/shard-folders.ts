import type { KustomizePatch } from '../../flux/kustomize';
import type { FluxVersion } from '../../flux/version';
import { SHARD_LABEL } from '../../units/marks';
import type { ListExtra, ListedFolder } from '../../units/unit';
import { toYaml } from '../../units/yaml';
import { FLUX_SYSTEM } from '../control';
import { CONTROLLERS } from './bootstrap';
import { containerPatch, flagOperation } from './lockdown';
import { shardedControllers } from './shards';

/** Annotation of a shard's Deployments, by which Flux's guide tells them from those of no shard. */
const ROLE = 'sharding.fluxcd.io/role';

/** Folder of the shards beside that of Flux's manifests. */
const FOLDER = 'flux-shards';

/** Controllers that serve artifacts under an address of their own. */
const SERVERS: ReadonlySet<string> = new Set(['source-controller', 'source-watcher']);

/** Services of Flux's manifests beside those with the names of their controllers. */
const RECEIVER = 'webhook-receiver';

/** Kinds of Flux's manifests of which a cluster has one for all shards. */
const SHARED_KINDS = [
  ...['ClusterRole', 'ClusterRoleBinding', 'CustomResourceDefinition', 'Namespace', 'NetworkPolicy'],
  ...['ResourceQuota', 'Role', 'RoleBinding', 'ServiceAccount'],
];

/**
 * Makes shards of Flux's own manifests, in the way of Flux's guide to sharding: a folder for each takes them once
 * more, without what all shards share, under other names and with the flag that selects the shard's objects. The root's
 * patches of controllers select by the name in the manifests, so that they are for those of the shards as well.
 */
export function shardFolders(shards: readonly string[], components: string, flux: FluxVersion): Required<ListExtra> {
  const sharded = shardedControllers(flux);
  const folders = shards.map((shard): [string, ListedFolder] => [
    `${FOLDER}/${shard}`,
    // A folder and no file: kubectl takes no files from beside a folder.
    { resources: [`../../${FLUX_SYSTEM}`], nameSuffix: `-${shard}`, patches: shardPatches(shard, sharded) },
  ]);
  return {
    resources: folders.map(([path]) => path),
    patches: [watching(`!${SHARD_LABEL}`, sharded)],
    folders: { [FLUX_SYSTEM]: { resources: [components] }, ...Object.fromEntries(folders) },
  };
}

/** The patch of the controllers of no shard. */
function watching(selector: string, sharded: readonly string[]): KustomizePatch {
  const { patch } = containerPatch('', [flagOperation(`--watch-label-selector=${selector}`)]);
  return { target: { kind: 'Deployment', name: `(${sharded.join('|')})`, annotationSelector: `!${ROLE}` }, patch };
}

function shardPatches(shard: string, sharded: readonly string[]): KustomizePatch[] {
  const gone = `$patch: delete\n${toYaml({ apiVersion: 'v1', kind: 'Any', metadata: { name: 'any' } })}`;
  const others = [...CONTROLLERS.filter((name) => !sharded.includes(name)), RECEIVER];
  return [
    { target: { kind: `(${SHARED_KINDS.join('|')})` }, patch: gone },
    { target: { kind: '(Deployment|Service)', name: `(${others.join('|')})` }, patch: gone },
    {
      target: { kind: 'Deployment' },
      patch: toYaml({ apiVersion: 'v1', kind: 'Any', metadata: { name: 'any', annotations: { [ROLE]: 'shard' } } }),
    },
    ...sharded.map((name) => controllerPatch(name, shard)),
    ...sharded
      .filter((name) => SERVERS.has(name))
      .map((name) => ({
        target: { kind: 'Service', name },
        patch: replacing('/spec/selector/app', `${name}-${shard}`),
      })),
  ];
}

/** The patch that gives a shard's controller pods, an address and objects of its own. */
function controllerPatch(name: string, shard: string): KustomizePatch {
  const app = `${name}-${shard}`;
  return containerPatch(name, [
    replacing('/spec/selector/matchLabels/app', app),
    replacing('/spec/template/metadata/labels/app', app),
    flagOperation(`--watch-label-selector=${SHARD_LABEL}=${shard}`),
    // Without the cluster's domain, which differs, and which pods search for names without one.
    ...(SERVERS.has(name) ? [flagOperation(`--storage-adv-addr=${app}.${FLUX_SYSTEM}.svc`)] : []),
  ]);
}

function replacing(path: string, value: string): string {
  return `- op: replace\n  path: ${path}\n  value: ${value}\n`;
}
