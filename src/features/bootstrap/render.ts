import { defined } from '../../core/defined';
import { FluxContext } from '../../flux/context';
import { FluxInstance } from '../../flux/flux-instance';
import { Kustomization } from '../../flux/kustomization';
import { KustomizePatch } from '../../flux/kustomize';
import { KubernetesObject } from '../../kubernetes/objects';
import { HELD_FOLDER } from '../../plan/tree/source-key';
import { Versions } from '../../schema/version-props';
import { notPruned } from '../../units/marks';
import { ListExtra, UnitFile } from '../../units/unit';
import { toYaml } from '../../units/yaml';
import {
  controlSource,
  fleetSources,
  FLUX_SYSTEM,
  listSource,
  PLATFORM_ACCOUNT,
  signedMark,
  sourceObject,
  SourcePlace,
} from '../control';
import { artifactRepository, SourceSpec, wholeSource } from '../source';
import { Bootstrap, DEFAULT_CONTROLLERS, operatorRef } from './bootstrap';
import type { ResolvedInstallation } from './controllers';
import { lockdownPatches } from './lockdown';
import type { ExtraController, FluxShardingProps } from './props';

/** The files of a cluster's root that install Flux. */
export interface BootstrapFiles {
  readonly file: UnitFile;
  /** Additional entries of the root's list. */
  readonly extra: ListExtra;
}

/** How Flux is installed. */
export interface BootstrapOptions {
  readonly bootstrap: Bootstrap;
  readonly versions: Versions;
  /** Whether remote clusters are reached with accounts that have an identity of their own. */
  readonly identities: boolean;
  /** Controllers beside the default ones; undefined for unknown. */
  readonly extraControllers?: readonly ExtraController[];
  /** The program's settings of the installation; undefined for none. */
  readonly installation?: ResolvedInstallation;
  /** Whether Kustomizations read artifacts that source-watcher makes. */
  readonly readsArtifacts?: boolean;
  /** Number of units that the cluster's Flux applies, those on remote clusters included. */
  readonly units: number;
}

// Loaded with the first cluster whose Flux the fleet installs.
/* eslint-disable @typescript-eslint/no-require-imports */
const controllers = () => require('./controllers') as typeof import('./controllers');
const controllerPatches = () => require('./controller-patches') as typeof import('./controller-patches');

// Loaded with the first cluster whose Flux runs in shards.
const sharding = () => require('./shard-folders') as typeof import('./shard-folders');
/* eslint-enable @typescript-eslint/no-require-imports */

/** The patches of Flux's manifests: how its controllers run, then those of the program. */
function installationPatches(options: BootstrapOptions): KustomizePatch[] {
  const { installation, units, versions, identities, readsArtifacts = false } = options;
  const stated = installation ?? { controllers: {}, patches: [], instance: {} };
  const settings = controllers().controllerSettings(stated, {
    units,
    identities,
    readsArtifacts,
    flux: versions.flux,
  });
  return [...controllerPatches().settingsPatches(settings), ...stated.patches];
}

/** The files of a cluster's root that install Flux, by installer. */
export function bootstrapFiles(source: SourceSpec, options: BootstrapOptions, place: SourcePlace): BootstrapFiles {
  const { bootstrap } = options;
  if (bootstrap === 'operator') {
    const objects = [instanceObject(source, options, place)];
    return { file: { path: `${FLUX_SYSTEM}/flux-instance.yaml`, objects }, extra: {} };
  }
  return {
    file: {
      path: `${FLUX_SYSTEM}/gotk-sync.yaml`,
      objects: syncObjects(source, place).map(options.installation?.keepsFlux ? notPruned : (one) => one),
    },
    extra: bootstrap === 'gotk' ? componentsExtra(options) : {},
  };
}

/** Flux's own manifests in the root's list, with what changes them. */
function componentsExtra(options: BootstrapOptions): ListExtra {
  const { installation } = options;
  const names = installation?.sharding && shardNames(installation.sharding);
  const {
    resources = [],
    patches = [],
    ...further
  }: ListExtra = names ? sharding().shardFolders(names, GOTK_COMPONENTS, options.versions.flux) : {};
  return {
    resources: [`${FLUX_SYSTEM}/${GOTK_COMPONENTS}`, ...resources],
    patches: [
      ...lockdownPatches(),
      ...installationPatches(options),
      ...(installation?.keepsFlux ? [controllerPatches().keepingPatch()] : []),
      ...patches,
    ],
    ...further,
  };
}

/** Flux's own manifests, which `flux install --export` writes. */
const GOTK_COMPONENTS = 'gotk-components.yaml';

/** The root's own source and Kustomization, with the names of `flux bootstrap`. */
function syncObjects(source: SourceSpec, place: SourcePlace): KubernetesObject[] {
  return [
    ...fleetSources(source, place),
    {
      ...Kustomization.manifest(
        {
          sourceRef: listSource(controlSource(source, FLUX_SYSTEM)),
          path: `${place.distPath}/${place.root}`,
          wait: false,
          serviceAccountName: PLATFORM_ACCOUNT,
        },
        place.flux,
      ),
      metadata: { name: FLUX_SYSTEM, namespace: FLUX_SYSTEM },
    },
  ];
}

/** The FluxInstance for Flux Operator, with the same source and Kustomization. */
function instanceObject(given: SourceSpec, options: BootstrapOptions, place: SourcePlace): KubernetesObject {
  const { flux, distPath, root, marked } = place;
  const folder = `${distPath}/${root}`;
  const isArtifact = given.kind === 'OCIRepository' && given.per !== undefined;
  const source = {
    ...wholeSource(given),
    ...defined({ url: isArtifact ? artifactRepository(given, root) : undefined }),
  };
  const { kind, url, provider, secretName } = source;
  const { versions, identities, extraControllers = [], installation } = options;
  const { registry, artifact, storage, labels, annotations, ...others } = installation?.instance ?? {};
  const sharding = installation?.sharding;
  const { imagePullSecret, artifactPullSecret, variant, ...cluster } = others;
  const distribution = defined({ imagePullSecret, artifactPullSecret, variant });
  const further = defined({
    distribution: Object.keys(distribution).length > 0 ? distribution : undefined,
    sharding: sharding && instanceSharding(sharding),
  });
  const annotated = { ...defined({ [HELD_FOLDER]: marked ? folder : undefined }), ...signedMark(source).annotations };
  return {
    ...FluxInstance.manifest(
      {
        version: `${versions.flux}.x`,
        cluster: {
          multitenant: true,
          tenantDefaultServiceAccount: 'default',
          networkPolicy: true,
          ...cluster,
          ...defined({ objectLevelWorkloadIdentity: identities || undefined }),
        },
        sync: {
          kind,
          url,
          path: folder,
          // A source that the operator cannot follow was reported with the program's other problems.
          ref: operatorRef(source) ?? '',
          ...defined({ provider, pullSecret: secretName === undefined ? undefined : { name: secretName } }),
        },
        ...defined({
          components: extraControllers.length > 0 ? [...DEFAULT_CONTROLLERS, ...extraControllers] : undefined,
          patches: [...sourcePatches(source, flux), ...installationPatches(options)],
          registry,
          artifact,
          storage,
          commonMetadata: labels || annotations ? defined({ labels, annotations }) : undefined,
          specOverrides: Object.keys(further).length > 0 ? further : undefined,
        }),
      },
      flux,
    ),
    metadata: {
      name: 'flux',
      namespace: FLUX_SYSTEM,
      ...defined({ annotations: Object.keys(annotated).length > 0 ? annotated : undefined }),
    },
  };
}

/** The shards that the operator makes, which know nothing of weights. */
function instanceSharding(sharding: FluxShardingProps) {
  return { shards: shardNames(sharding), ...defined({ storage: sharding.storage }) };
}

/** The names of shards, sorted. */
function shardNames({ shards }: FluxShardingProps): string[] {
  return [...(Array.isArray(shards) ? (shards as readonly string[]) : Object.keys(shards))].sort();
}

/** Fields of a source that the `sync` of a FluxInstance has itself, or that the library leaves to the operator. */
const SYNC_FIELDS: ReadonlySet<string> = new Set(['interval', 'url', 'ref', 'provider', 'secretRef']);

/** The patch with the fields of the operator's source that its `sync` lacks, if it lacks any. */
function sourcePatches(source: SourceSpec, flux: FluxContext): readonly KustomizePatch[] {
  const { kind, spec } = sourceObject(source, FLUX_SYSTEM, FLUX_SYSTEM, flux);
  const own = sourceObject(withoutOptions(source), FLUX_SYSTEM, FLUX_SYSTEM, flux).spec as Values;
  const operations = Object.entries(spec as Values)
    .filter(([field]) => !SYNC_FIELDS.has(field) && own[field] === undefined)
    .map(([field, value]) => ({ op: 'add', path: `/spec/${field}`, value }));
  return operations.length === 0 ? [] : [{ target: { kind, name: FLUX_SYSTEM }, patch: toYaml(operations) }];
}

type Values = Readonly<Record<string, unknown>>;

/** The source alone, so that what defaults give it stays as it was before. */
function withoutOptions(source: SourceSpec): SourceSpec {
  return source.kind === 'GitRepository'
    ? // An SSH URL needs a Secret.
      { kind: source.kind, url: 'https://fleet.invalid/repository', ref: source.ref }
    : { kind: source.kind, url: source.url, ref: source.ref };
}
