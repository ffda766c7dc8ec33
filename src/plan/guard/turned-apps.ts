import { Place } from '../conventions/place';
import { ObjectChange } from '../objects/comparison';
import { isFluxKustomization } from '../tree/flux-spec';
import { Advice, namedText } from './advice';
import { leavesPlace, leavingPlace, WholeChange } from './whole-change';

const RELEASE = 'HelmRelease';

/** Changes of the Flux objects of an app. A chart has a Kustomization around its release, a folder one alone. */
interface Turn {
  readonly place: Place;
  releaseComes?: boolean;
  releaseGoes?: boolean;
  hasGone?: boolean;
  hasCome?: boolean;
}

/**
 * Apps that turn from a folder into a chart, or back: what the one applied is deleted while the other makes it. On a remote
 * cluster both have a Kustomization of one name on the manager, which turns to another cluster.
 */
export function* turnedApps(changes: readonly ObjectChange[], advice: Advice): Generator<WholeChange> {
  const keyOf = ({ cluster, environment, tenant, app }: Place) => JSON.stringify([cluster, environment, tenant, app]);
  const apps = new Map<string, Turn>();
  for (const change of changes) {
    const { action, object, place } = change;
    const isRelease = object.kind === RELEASE;
    if (place.app === undefined || (!isRelease && !isFluxKustomization(object))) continue;
    const turn = apps.get(keyOf(place)) ?? { place };
    apps.set(keyOf(place), turn);
    const leaves = leavesPlace(change);
    if (isRelease) {
      if (action === 'added') turn.releaseComes = true;
      // Under another name it is a chart's still.
      else if (leaves && action !== 'renamed') turn.releaseGoes = true;
    } else if (leaves) turn.hasGone = true;
    if (!isRelease && (action === 'added' || change.to.length > 0)) turn.hasCome = true;
  }
  for (const [key, { place, releaseComes: toChart = false, releaseGoes = false, hasGone, hasCome }] of apps) {
    if (toChart === releaseGoes || !(toChart ? hasGone : hasCome)) continue;
    const { cluster = '', tenant = '', app = '' } = place;
    const thing = { what: 'app', tenant, name: app } as const;
    const [what, declared] = [namedText(thing), advice.declare(thing)];
    const [before, after] = toChart ? ['folder', 'chart'] : ['chart', 'folder'];
    yield leavingPlace(key, keyOf, {
      id: 'element-replaced',
      severity: 'error',
      place,
      cluster,
      wrong: `${what} turns from a ${before} into a ${after}, and Flux deletes what the ${before} applied while the ${after} makes it`,
      todo: 'keep it as it is, or turn it in steps',
      steps: toChart ? toChartSteps(what, declared) : toFolderSteps(what, declared),
    });
  }
}

function toChartSteps(what: string, declared: string): string[] {
  return [
    `give ${what} prune: false, commit that and let Flux apply it`,
    `give it enabled: false as well and ${declared}, commit that and let Flux apply it: what it applied stays`,
    'give it the chart, take prune: false, enabled: false and the declaration out, and commit that: Helm takes over what has the same names',
    'delete by hand what the chart does not have',
  ];
}

function toFolderSteps(what: string, declared: string): string[] {
  return [
    `give ${what} flux: { suspend: true }, commit that and let Flux apply it: Helm uninstalls nothing of a release that is suspended`,
    `give it enabled: false as well and ${declared}, commit that and let Flux apply it: what it installed stays`,
    'give it the folder, take flux, enabled: false and the declaration out, and commit that: Flux takes over what has the same names',
    'delete by hand what the folder does not have',
  ];
}
