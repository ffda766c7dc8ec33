import { defined } from '../../core/defined';
import { nearest } from '../../core/nearest';
import type { KustomizePatch } from '../../flux/kustomize';
import { type FluxVersion, fluxVersions, isAtLeast } from '../../flux/version';
import { checkDuration, formatDuration } from '../../kubernetes/durations';
import { quote } from '../../kubernetes/names';
import { checkQuantity } from '../../kubernetes/quantity';
import { parsePatch } from '../../languages/patch';
import { Bootstrap, CONTROLLERS, DEFAULT_CONTROLLERS } from './bootstrap';
import { FEATURE_GATES, FLAGS, isKnown, knownNames } from './controller-flags';
import type {
  BootstrapProps,
  ControllerName,
  ControllerSettings,
  DefaultController,
  ExtraController,
  FluxInstanceSettings,
  FluxShardingProps,
} from './props';

// Loaded with the first cluster whose Flux runs in shards.
// eslint-disable-next-line @typescript-eslint/no-require-imports
const shards = () => require('./shards') as typeof import('./shards');

/** How one controller runs, as plain data. */
export interface ResolvedSettings extends Omit<ControllerSettings, 'requeueDependency'> {
  /** In Go's notation, such as `5s`. */
  readonly requeueDependency?: string;
}

/** A program's settings of the Flux on a cluster. */
export interface ResolvedInstallation {
  readonly controllers: Readonly<Partial<Record<ControllerName, ResolvedSettings>>>;
  readonly patches: readonly KustomizePatch[];
  /** Whether Flux's own objects are marked against pruning. */
  readonly keepsFlux?: true;
  readonly sharding?: FluxShardingProps;
  readonly instance: FluxInstanceSettings;
}

/** Options of the Flux of a cluster. */
export type InstallationProps = Pick<
  BootstrapProps,
  'controllers' | 'sharding' | 'fluxPatches' | 'keepFlux' | 'fluxInstance'
>;

/** The Flux on which a statement acts. */
export interface InstalledFlux {
  readonly bootstrap: Bootstrap;
  readonly flux: FluxVersion;
  /** Controllers beside the default ones; undefined for unknown. */
  readonly extraControllers?: readonly ExtraController[] | undefined;
  /** Whether it runs in shards, whichever statement says so. */
  readonly isSharded: boolean;
}

/** The statements of the fleet and of the cluster as one; the cluster's win, key by key. */
export function resolveInstallation(layers: readonly InstallationProps[]): ResolvedInstallation {
  const controllers = CONTROLLERS.flatMap((name) => {
    const given = layers.flatMap(({ controllers }) => controllers?.[name] ?? []);
    return given.length === 0 ? [] : [[name, given.map(plainSettings).reduce(settingsOver)] as const];
  });
  return {
    controllers: Object.fromEntries(controllers),
    patches: layers.flatMap(({ fluxPatches }) => fluxPatches ?? []),
    ...defined({
      keepsFlux: layers.map(({ keepFlux }) => keepFlux).findLast((one) => one !== undefined) === true || undefined,
      sharding: layers.map(({ sharding }) => sharding).findLast((one) => one !== undefined),
    }),
    instance: Object.assign({}, ...layers.map(({ fluxInstance }) => fluxInstance)) as FluxInstanceSettings,
  };
}

function plainSettings({ requeueDependency, ...settings }: ControllerSettings): ResolvedSettings {
  return { ...settings, ...defined({ requeueDependency: requeueDependency && formatDuration(requeueDependency) }) };
}

function settingsOver(weaker: ResolvedSettings, stronger: ResolvedSettings): ResolvedSettings {
  const maps = ['featureGates', 'flags', 'requests', 'limits'] as const;
  const merged = maps.map(
    (key) => [key, weaker[key] && stronger[key] && { ...weaker[key], ...stronger[key] }] as const,
  );
  return { ...weaker, ...stronger, ...defined(Object.fromEntries(merged)) };
}

/** Flags that have an option of their own, with its name. */
export const OWN_FLAGS: Readonly<Record<string, string>> = {
  concurrent: 'concurrent',
  'requeue-dependency': 'requeueDependency',
  'feature-gates': 'featureGates',
};

/** Flags that hold tenants apart, and those that would let them out. */
export const LOCKDOWN_FLAGS: ReadonlySet<string> = new Set([
  'default-decryption-service-account',
  'default-kubeconfig-service-account',
  'default-service-account',
  'insecure-kubeconfig-exec',
  'insecure-kubeconfig-tls',
  'no-cross-namespace-refs',
  'no-remote-bases',
]);

/** Problems of the statements of one layer for the Flux of a cluster, one message each. */
export function installationProblems(given: InstallationProps, installed: InstalledFlux): string[] {
  const names = CONTROLLERS.filter((name) => given.controllers?.[name] !== undefined);
  return [
    ...installerProblems(given, installed),
    ...(given.sharding ? shards().shardProblems(given.sharding, installed.bootstrap) : []),
    ...(given.fluxPatches ?? []).map((one, index) => patchProblem(one, index, installed)),
    ...names.flatMap((name) => settingsProblems(name, given.controllers![name]!, installed)),
  ].filter((problem) => problem !== undefined);
}

/** A patch that kustomize refuses would stop everything on the cluster. */
function patchProblem(
  { patch, target }: KustomizePatch,
  index: number,
  { isSharded }: InstalledFlux,
): string | undefined {
  try {
    const named = parsePatch(patch, target !== undefined);
    const ofShards = isSharded && target === undefined ? named.find(shards().isOfEachShard) : undefined;
    if (ofShards === undefined) return undefined;
    const { kind, name } = ofShards;
    return `fluxPatches[${index}] is for ${kind} ${quote(name)}, of which each shard has one too, and kustomize refuses that: give it target: { kind: '${kind}', name: '${name}' }, for all of them`;
  } catch (error) {
    return `fluxPatches[${index}] is refused by kustomize, ${(error as Error).message}`;
  }
}

function installerProblems(given: InstallationProps, { bootstrap }: InstalledFlux): string[] {
  const keys = (['controllers', 'sharding', 'fluxPatches'] as const).filter((key) => given[key] !== undefined);
  if (given.keepFlux === true && bootstrap !== 'gotk')
    return [
      `keepFlux is given, but bootstrap is ${quote(bootstrap)}: take it out, it belongs to bootstrap: 'gotk' alone`,
    ];
  if (bootstrap === 'external') {
    const all = given.fluxInstance === undefined ? keys : [...keys, 'fluxInstance'];
    return all.map((key) => `${key} is given, but somebody else installs Flux: say bootstrap: 'gotk' or 'operator'`);
  }
  return bootstrap === 'gotk' && given.fluxInstance !== undefined
    ? ["fluxInstance is given, but bootstrap is 'gotk': say bootstrap: 'operator', or leave it out"]
    : [];
}

function settingsProblems(name: ControllerName, settings: ControllerSettings, installed: InstalledFlux): string[] {
  const what = `controllers.${name}`;
  const { flux, extraControllers } = installed;
  const { requeueDependency, featureGates = {}, flags = {} } = settings;
  const isExtra = !DEFAULT_CONTROLLERS.includes(name as DefaultController);
  const absent = isExtra && extraControllers?.includes(name as ExtraController) === false;
  const takesRequeue = name !== 'notification-controller' && name !== 'image-automation-controller';
  return [
    absent ? `${what} is given, but the cluster has no such controller: add it to extraControllers` : undefined,
    requeueDependency === undefined
      ? undefined
      : takesRequeue
        ? checkDuration(`${what}.requeueDependency`, requeueDependency)
        : `${what}.requeueDependency is given, but nothing that it works on waits for others: leave it out`,
    ...(['requests', 'limits'] as const).flatMap((key) =>
      Object.entries(settings[key] ?? {}).map(([resource, amount]) =>
        checkQuantity(`${what}.${key}.${resource}`, amount as string),
      ),
    ),
    ...Object.keys(featureGates).map((gate) => {
      if (isKnown(FEATURE_GATES, gate, name, flux)) return undefined;
      return unknownName(`${what}.featureGates.${gate}`, gate, FEATURE_GATES, name, flux);
    }),
    ...Object.keys(flags).map((flag) => flagProblem(`${what}.flags[${quote(flag)}]`, flag, name, installed)),
  ].filter((problem) => problem !== undefined);
}

function flagProblem(
  what: string,
  flag: string,
  name: ControllerName,
  { flux, isSharded }: InstalledFlux,
): string | undefined {
  if (isSharded && shards().SHARD_FLAGS.has(flag))
    return `${what} is given, but sharding gives each shard its own: leave it out`;
  const own = Object.hasOwn(OWN_FLAGS, flag) ? OWN_FLAGS[flag] : undefined;
  if (own !== undefined) return `${what} has an option of its own: give ${own}`;
  if (LOCKDOWN_FLAGS.has(flag)) return `${what} belongs to what holds tenants apart: leave it out`;
  const known = knownNames(FLAGS, name, flux);
  if (known.includes(flag)) return undefined;
  const bare = flag.replace(/^-+/, '');
  if (known.includes(bare)) return `${what} begins with dashes: write ${quote(bare)}`;
  return unknownName(what, flag, FLAGS, name, flux);
}

function unknownName(
  what: string,
  name: string,
  table: typeof FLAGS,
  controller: ControllerName,
  flux: FluxVersion,
): string {
  const versions = fluxVersions.filter((version) => isKnown(table, name, controller, version));
  const other = nearest(name, knownNames(table, controller, flux));
  const todo =
    versions.length > 0
      ? `leave it out, or give it to clusters with Flux ${versions.join(', ')} only`
      : other === undefined
        ? 'leave it out'
        : `did you mean ${quote(other)}?`;
  return `${what} is not known to the ${controller} of Flux ${flux}, which would not start: ${todo}`;
}

/** Workers of the kustomize- and the helm-controller, by the largest number of units. */
const WORKERS = [
  { units: 100, workers: 10 },
  { units: 500, workers: 20 },
] as const;

const MOST_WORKERS = 40;

const REQUEUE = '5s';

/** The feature that ends the wait for a revision when the next one comes, by the first Flux whose controller has it. */
const CANCELS = { 'kustomize-controller': '2.7', 'helm-controller': '2.8' } as const;

/** The work of a cluster's Flux. */
export interface InstalledUnits {
  readonly units: number;
  readonly flux: FluxVersion;
  /** Whether remote clusters are reached with accounts that have an identity of their own. */
  readonly identities: boolean;
  /** Whether Kustomizations read artifacts that source-watcher makes. */
  readonly readsArtifacts?: boolean;
}

/** How the controllers of a cluster run: what the program says, over what the number of units asks for. */
export function controllerSettings(
  { controllers, instance }: Pick<ResolvedInstallation, 'controllers' | 'instance'>,
  { units, flux, identities, readsArtifacts = false }: InstalledUnits,
): ReadonlyMap<ControllerName, ResolvedSettings> {
  const settings = new Map<ControllerName, ResolvedSettings>();
  const concurrent = WORKERS.find((band) => units <= band.units)?.workers ?? MOST_WORKERS;
  for (const name of CONTROLLERS) {
    const cancelsSince = name === 'kustomize-controller' || name === 'helm-controller' ? CANCELS[name] : undefined;
    const isApplier = cancelsSince !== undefined;
    const gates = defined({
      CancelHealthCheckOnNewRevision: (isApplier && isAtLeast(flux, cancelsSince)) || undefined,
      ObjectLevelWorkloadIdentity: (isApplier && identities && !isAtLeast(flux, '2.10')) || undefined,
      ExternalArtifact: (name === 'kustomize-controller' && readsArtifacts) || undefined,
    });
    const defaults: ResolvedSettings = {
      ...(isApplier && instance.size === undefined ? { concurrent, requeueDependency: REQUEUE } : {}),
      ...defined({ featureGates: Object.keys(gates).length > 0 ? gates : undefined }),
    };
    const all = settingsOver(defaults, controllers[name] ?? {});
    if (Object.keys(all).length > 0) settings.set(name, all);
  }
  return settings;
}

/** The flags for settings, with the leading dashes. */
export function flagsOf({ concurrent, requeueDependency, featureGates = {}, flags = {} }: ResolvedSettings): string[] {
  const gates = Object.keys(featureGates)
    .sort()
    .map((gate) => `${gate}=${featureGates[gate]}`);
  return [
    ...(concurrent === undefined ? [] : [`--concurrent=${concurrent}`]),
    ...(requeueDependency === undefined ? [] : [`--requeue-dependency=${requeueDependency}`]),
    ...(gates.length === 0 ? [] : [`--feature-gates=${gates.join(',')}`]),
    ...Object.keys(flags)
      .sort()
      .map((flag) => `--${flag}=${flags[flag]}`),
  ];
}
