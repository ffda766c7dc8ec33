import { defined } from '../core/defined';
import { rootUnit } from '../plan/predict/ground';
import { Walk } from '../plan/predict/walk';
import {
  applyFile,
  Check,
  checkOf,
  deleteAll,
  fullName,
  handOver,
  KubeConfigSecret,
  KUSTOMIZATIONS,
  Named,
  named,
  pause,
  RELEASES,
  restore,
  resume,
  save,
  SETS,
  suspend,
  Thing,
  ofKind,
  unbind,
  unsuspend,
} from './commands';
import { Match, rootKind } from './match';
import { MovedRemote, Remote, secretNamed, secretOf } from './remotes';
import { isByHand, isSet, Walks } from './side';

/** A step of a takeover, done by a person. */
export interface Step {
  /** Its effect, as one sentence. */
  readonly title: string;
  /** Commands, in their order; none where files are changed. They may be repeated: what is gone is not found then. */
  readonly commands: readonly string[];
  /** The condition for the next step. */
  readonly check?: Check;
}

/** The steps of a takeover, and the way back from those before the last one. */
export interface Steps {
  readonly steps: readonly Step[];
  readonly back: readonly Step[];
}

/** The prefixes of the paths of the trees' files in commands, such as `dist/`. */
export interface Prefixes {
  readonly old: string;
  readonly next: string;
}

/** The Flux objects of a takeover, parents first. */
interface Things {
  /** Kustomizations and ResourceSets of the old tree. */
  readonly olds: readonly Thing[];
  /** Kustomizations of the fleet. */
  readonly news: readonly Thing[];
  /** HelmReleases that are replaced, and those that replace them. */
  readonly from: readonly Thing[];
  readonly to: readonly Thing[];
  /** Old Kustomizations that no file holds alone. */
  readonly byHand: readonly Thing[];
}

/**
 * The steps of a takeover, and the way back.
 *
 * Nothing is deleted because every Kustomization orphans what it applied before it is deleted itself, and a suspended
 * HelmRelease uninstalls nothing. Each root is made anew, without an inventory, so that it has nothing to prune.
 */
export function stepsOf(match: Match, walks: Walks, prefixes: Prefixes = { old: '', next: '' }): Steps {
  const things: Things = {
    olds: ownersOf(walks.old),
    news: ownersOf(walks.next),
    from: ofKind(
      RELEASES,
      match.releases.map((one) => named(one.from)),
    ),
    to: ofKind(
      RELEASES,
      match.releases.map((one) => named(one.to)),
    ),
    byHand: ofKind(KUSTOMIZATIONS, match.byHand.map(named)),
  };
  return { steps: forth(match, things, walks, prefixes), back: back(match, things, walks, prefixes) };
}

function forth(match: Match, { olds, news, from, to, byHand }: Things, walks: Walks, prefixes: Prefixes): Step[] {
  const instance = instanceOf(walks.old);
  const manual = new Set(match.byHand);
  const remotes = match.remotes.filter(({ from: old }) => old.isSecret);
  const steps: Array<Step | undefined> = [
    {
      title: 'merge the changes of the old repository, and let Flux apply them',
      commands: savedRoot(walks.old),
      check: checkOf(
        'orphaning',
        olds.filter((one) => one.kind !== KUSTOMIZATIONS || !manual.has(fullName(one))),
      ),
    },
    {
      title: 'merge the generated folder of the fleet into the repository that it names as its source',
      commands: [],
    },
    remotes.length === 0
      ? undefined
      : {
          title: 'hand the remote clusters over: their kubeconfigs, and the accounts that the fleet acts with on them',
          commands: remotes.flatMap((remote) => handedOver(remote, walks.next, prefixes.next)),
        },
    from.length === 0
      ? undefined
      : {
          title: 'see that the HelmReleases that are replaced are suspended',
          commands: suspendedByHand(match, walks.old),
          check: checkOf('suspended', from),
        },
    {
      title: 'delete the old Kustomizations: what they applied stays',
      commands: [
        ...(instance ? [pause(instance)] : []),
        ...byHand.map((one) => suspend(one, KUSTOMIZATIONS)),
        ...deleteAll(olds),
      ],
      check: checkOf('gone', olds),
    },
    {
      title: "apply the fleet's root, which takes over what is there",
      commands: [...applied(walks.next, prefixes.next), ...(instance ? [resume(instance)] : [])],
      check: checkOf('ready', [...news, ...to]),
    },
    from.length === 0
      ? undefined
      : {
          title: 'delete the suspended HelmReleases: their releases stay, and have new ones',
          commands: deleteAll(from),
          check: checkOf('gone', from),
        },
  ];
  return steps.filter((step) => step !== undefined);
}

/** The way back while the old HelmReleases are still there. */
function back(match: Match, { olds, news, from, to }: Things, walks: Walks, prefixes: Prefixes): Step[] {
  const { fences, remotes } = match;
  const instance = instanceOf(walks.next);
  return [
    {
      title: "suspend the fleet's Kustomizations, parents first, and its HelmReleases that replaced others",
      commands: [
        ...(instance ? [pause(instance)] : []),
        ...news.map((one) => suspend(one, KUSTOMIZATIONS)),
        ...to.map((one) => suspend(one, RELEASES)),
      ],
      check: checkOf('suspended', [...news, ...to]),
    },
    {
      title: 'delete them: what they applied stays, but admission policies are taken out of force',
      commands: [
        ...deleteAll([...news, ...to]),
        ...['', ...remotes.filter((one) => one.from.isSecret).map(({ name }) => name)].flatMap((one) =>
          fences[one] ? [unbind(fences[one], one)] : [],
        ),
      ],
      check: checkOf('gone', [...news, ...to]),
    },
    {
      title: 'revert the changes of the old repository, and apply its root',
      commands: [
        ...releasesByHand(match).map(unsuspend),
        ...applied(walks.old, prefixes.old),
        ...(instance ? [resume(instance)] : []),
      ],
      check: checkOf('ready', [...olds, ...from]),
    },
  ];
}

/** HelmReleases of ResourceSets, and of Kustomizations that no file holds alone, are suspended by hand, after those. */
function suspendedByHand({ releases }: Match, { units }: Walk): string[] {
  return [...units.values()].flatMap((unit) => {
    if (!isByHand(unit) && !isSet(unit)) return [];
    const own = releases.filter((one) => one.unit.key === unit.key).map(({ from }) => named(from));
    if (own.length === 0) return [];
    const owner = isSet(unit) ? [] : [suspend(unit.spec, KUSTOMIZATIONS)];
    return [...owner, ...own.map((one) => suspend(one, RELEASES))];
  });
}

/** HelmReleases that are suspended by hand. */
function releasesByHand({ releases }: Match): Named[] {
  return releases.filter(({ unit }) => isByHand(unit) || isSet(unit)).map(({ from }) => named(from));
}

/** The commands that let the fleet reach a remote cluster: Flux impersonates accounts there that it cannot make itself. */
function handedOver({ name, from, to }: MovedRemote, { units }: Walk, prefix: string): string[] {
  const access = [...units.values()].filter(
    (unit) => secretOf(unit) === to.secret && unit.place.unit === 'access' && unit.place.tenant === undefined,
  );
  const files = access.flatMap(({ build }) => build!.files.map(({ path }) => applyFile(prefix + path, name)));
  return [...handOver(name, kubeConfigOf(from), kubeConfigOf(to)), ...files];
}

function kubeConfigOf(remote: Remote): KubeConfigSecret {
  return { ...secretNamed(remote), ...defined({ key: remote.key }) };
}

/** The Kustomizations and ResourceSets that a cluster's own Flux runs, parents first. */
function ownersOf({ units, root }: Walk): Thing[] {
  return [...units.values()]
    .filter(({ host }) => host === root.cluster)
    .flatMap((unit) => ofKind(isSet(unit) ? SETS : KUSTOMIZATIONS, [unit.spec]));
}

/** The file of a tree that holds the root Kustomization, or what makes it; undefined where no file does. */
function rootFile(walk: Walk, prefix: string): string | undefined {
  const file = rootUnit(walk)?.object?.file;
  return file === undefined ? undefined : prefix + file;
}

/** The commands that apply a tree's root: its file, or what was saved of one that no file holds. */
function applied(walk: Walk, prefix: string): string[] {
  const file = rootFile(walk, prefix);
  return file === undefined ? restore() : [applyFile(file)];
}

/** The commands that save a root which no file holds. */
function savedRoot(walk: Walk): string[] {
  const root = rootUnit(walk);
  return root === undefined || root.object !== undefined ? [] : save(root.spec, root.spec.source);
}

/** The FluxInstance that makes the root Kustomization; undefined where something else does. */
function instanceOf(walk: Walk): Named | undefined {
  return rootKind(walk) === 'FluxInstance' ? rootUnit(walk)!.object : undefined;
}
