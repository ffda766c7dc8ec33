import { isMap } from '../core/is-map';
import { byteLength, DNS_LABEL_MAX } from '../kubernetes/names';
import { JsonValue, KubernetesObject } from '../kubernetes/objects';
import { hasMarker, showMarkers } from '../kustomize';
import { canonical } from '../plan/diff/field-diff';
import { OwnedObject } from '../plan/predict/ownership-pair';
import { Unit } from '../plan/predict/unit';
import { chartName, releaseIdentity } from '../plan/risk/risk-helm';
import { chartVersion } from '../plan/tree/flux-spec';
import { textAt, valueAt } from '../plan/tree/parse-manifests';
import { bodyOf, onPlace, placeOf, placeOfSecret, Side, unitTitle } from './side';

/** A Helm release that goes from one HelmRelease to another. */
export interface MovedRelease {
  /** The Helm release, as `namespace of its record/name`, with ` on CLUSTER` for a remote cluster. */
  readonly release: string;
  /** The old HelmRelease, as `namespace/name`. */
  readonly from: string;
  /** The HelmRelease of the fleet. */
  readonly to: string;
  /** The old Kustomization that applies it. */
  readonly unit: Unit;
}

/** The Helm releases of both trees, matched. */
export interface ReleaseMatch {
  readonly moved: readonly MovedRelease[];
  readonly problems: readonly string[];
  readonly notes: readonly string[];
}

interface Release {
  /** The cluster that it is installed on, the namespace of Helm's record, and its name. */
  readonly key: string;
  readonly title: string;
  readonly object: OwnedObject;
  readonly body: KubernetesObject;
  /** The HelmRelease, as `namespace/name`. */
  readonly by: string;
}

/** Matches Helm releases by what helm-controller tells them by: cluster, storage namespace and release name. */
export function matchReleases(old: Side, next: Side): ReleaseMatch {
  const [were, are] = [old, next].map(releasesOf) as [Release[], Release[]];
  const problems = [
    ...unknownNames(were),
    ...sharedReleases(were),
    ...turnedReleases(were, are),
    ...movedObjects(were, are),
  ];
  const byKey = new Map(are.map((release) => [release.key, release]));
  const moved: MovedRelease[] = [];
  const notes: string[] = [];
  for (const was of were) {
    const is = byKey.get(was.key);
    if (is === undefined) continue;
    notes.push(...contentNotes(was, is));
    if (was.by !== is.by || placeOf(was.object.unit, old) !== placeOf(is.object.unit, next))
      moved.push({ release: was.title, from: was.by, to: is.by, unit: was.object.unit });
  }
  return { moved, problems, notes: [...notes, ...keepableNames(moved, are), ...renamedCharts(were, are)] };
}

function releasesOf(side: Side): Release[] {
  const { objects, index, places } = side;
  return [...objects.values()].flatMap(([owned]) => {
    const { header, namespace, name } = owned!.object;
    if (header.release === undefined) return [];
    const body = bodyOf(owned!, index);
    const { name: release, storage } = releaseIdentity(body);
    const secret = textAt(body, 'spec', 'kubeConfig', 'secretRef', 'name');
    const far = secret === undefined ? placeOf(owned!.unit, side) : placeOfSecret(`${namespace}/${secret}`, places);
    return [
      {
        key: `${far}|${storage}/${release}`,
        title: `${storage}/${release}${onPlace(far)}`,
        object: owned!,
        body,
        by: `${namespace}/${name}`,
      },
    ];
  });
}

function unknownNames(releases: readonly Release[]): string[] {
  return releases.flatMap(({ key, title, by, object }) =>
    hasMarker(key)
      ? [
          `HelmRelease ${showMarkers(by)} of ${unitTitle(object.unit)} has the release ${showMarkers(title)}, whose name only the cluster tells: write it into the old repository first`,
        ]
      : [],
  );
}

function sharedReleases(releases: readonly Release[]): string[] {
  const first = new Map<string, Release>();
  return releases.flatMap((release) => {
    const other = first.get(release.key);
    if (other === undefined) first.set(release.key, release);
    return other === undefined
      ? []
      : [
          `HelmReleases ${other.by} and ${release.by} both have the Helm release ${release.title}: take one of them out first`,
        ];
  });
}

/** A HelmRelease that stays and turns to another release or chart uninstalls what it had. */
function turnedReleases(were: readonly Release[], are: readonly Release[]): string[] {
  const byName = new Map(are.map((release) => [release.by, release]));
  return were.flatMap((was) => {
    const is = byName.get(was.by);
    if (is === undefined) return [];
    if (is.key !== was.key) {
      return [
        `HelmRelease ${was.by} has the Helm release ${was.title}, and in the fleet ${is.title}: Helm would uninstall the first; give the component or app ${wanted(was)}, or another name`,
      ];
    }
    const [from, to] = [chartName(was.body), chartName(is.body)];
    return from !== undefined && to !== undefined && from !== to
      ? [
          `HelmRelease ${was.by} installs chart ${from}, and in the fleet ${to}: Helm would uninstall the first; use the same chart`,
        ]
      : [];
  });
}

/** A release whose record stays while its objects go to another namespace: Helm makes them anew there. */
function movedObjects(were: readonly Release[], are: readonly Release[]): string[] {
  const byKey = new Map(are.map((release) => [release.key, release]));
  return were.flatMap((was) => {
    const is = byKey.get(was.key);
    if (is === undefined) return [];
    const [from, to] = [was, is].map(({ body }) => releaseIdentity(body).namespace);
    return from === to || hasMarker(from!)
      ? []
      : [
          `Helm release ${was.title} is installed in namespace ${from}, and in the fleet in ${to}: Helm would make its objects anew there; leave this release out of the fleet, or let it move first`,
        ];
  });
}

/**
 * HelmReleases that could stay as they are: only the name differs, or they are in the namespace that their chart is
 * installed in, where the library can have them too.
 */
function keepableNames(moved: readonly MovedRelease[], are: readonly Release[]): string[] {
  const byName = new Map(are.map((release) => [release.by, release]));
  return moved.flatMap(({ from, to }) => {
    const [namespace = '', name = ''] = from.split('/');
    const is = byName.get(to)!;
    if (from === to || byName.has(from) || byteLength(name) > DNS_LABEL_MAX) return [];
    const isHere = to.startsWith(`${namespace}/`);
    if (!isHere && (releaseIdentity(is.body).namespace !== namespace || isRemote(is))) return [];
    const { tenant, app } = is.object.unit.place;
    // In the app's own namespace, it has the app's name.
    const made = isHere || app === undefined ? to.slice(to.indexOf('/') + 1) : app;
    const options = [
      ...(isHere ? [] : [`fluxNamespace: '${namespace}'`]),
      ...(made === name ? [] : [`fluxName: '${name}'`]),
    ];
    const who = isHere || tenant === undefined ? '' : ", and 'Secret' among the tenant's deploys";
    return [
      `HelmRelease ${from} is ${to} in the fleet: with ${options.join(' and ')} for the component or app${who}, it stays where it is and is neither suspended nor replaced`,
    ];
  });
}

/** Whether Flux installs a release on another cluster. */
function isRemote({ body }: Release): boolean {
  return valueAt(body, 'spec', 'kubeConfig') !== undefined;
}

/** Releases of one chart in both trees that have no partner: most likely they are meant to be one. */
function renamedCharts(were: readonly Release[], are: readonly Release[]): string[] {
  const [before, after] = [new Set(were.map(({ key }) => key)), new Set(are.map(({ key }) => key))];
  const alone = are.filter(({ key }) => !before.has(key));
  return were
    .filter(({ key }) => !after.has(key))
    .flatMap((was) => {
      const chart = chartName(was.body);
      const like = alone.filter(({ body }) => chart !== undefined && chartName(body) === chart);
      return like.length === 0
        ? []
        : [
            `Helm release ${was.title} of chart ${chart} stays without an owner, and the fleet installs ${like.map(({ title }) => title).join(', ')}: if it is the same, give the component or app ${wanted(was)}`,
          ];
    });
}

/** The options that give a release of the fleet the name and namespaces of an old one. */
function wanted({ body }: Release): string {
  const { name, namespace } = releaseIdentity(body);
  return `releaseName: '${showMarkers(name)}' and namespace: '${showMarkers(namespace)}'`;
}

/** Differences that make Helm upgrade the release. */
function contentNotes(was: Release, is: Release): string[] {
  const [from, to] = [chartName(was.body), chartName(is.body)];
  const found: string[] = [];
  if (from !== to) found.push(`chart ${from ?? 'of another object'} -> ${to ?? 'of another object'}`);
  const [version, other] = [was, is].map(({ body }) => chartVersion(body) ?? '*');
  if (from !== undefined && to !== undefined && version !== other) found.push(`version ${version} -> ${other}`);
  if (textOf(was.body, 'values') !== textOf(is.body, 'values')) found.push('values');
  if (textOf(was.body, 'valuesFrom') !== textOf(is.body, 'valuesFrom')) found.push('valuesFrom');
  return found.length === 0 ? [] : [`Helm release ${was.title} is upgraded: ${found.join(', ')}`];
}

function textOf(release: KubernetesObject, field: string): string {
  const value: JsonValue | undefined = valueAt(release, 'spec', field);
  return isMap(value) && Object.keys(value).length === 0 ? 'null' : canonical(value);
}
