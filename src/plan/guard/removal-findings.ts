import { defined } from '../../core/defined';
import { formatObject, formatOwner, isCluster, ObjectChange, ObjectName, UnitChange } from '../objects/comparison';
import { Risk } from '../risk/risk';
import { elementText } from './advice';
import { Declarations } from './declarations';
import { ClusterFinding } from './finding';
import { PROTECTED_KINDS } from './protected-kinds';

export function removedFinding(change: ObjectChange, declarations: Declarations): ClusterFinding {
  const { object, place, cluster, renamedTo } = change;
  const rank = PROTECTED_KINDS.indexOf(`${object.group}/${object.kind}`);
  const isOfPlace = !declarations.isOfObject(change);
  const goes = renamedTo ? `gets the ${renamedPart(object, renamedTo)}, and so goes` : 'goes';
  return {
    id: 'protected-removed',
    severity: 'error',
    place,
    cluster,
    object,
    wrong: `${formatObject(object)} ${goes}${outcome(change)}`,
    todo: (clusters) => `${declarations.for(change, clusters)}, or keep it`,
    ...defined({
      // Of what makes a cluster, the Cluster says most.
      rank: isOfPlace ? (isCluster(object) ? -1 : rank < 0 ? PROTECTED_KINDS.length : rank) : undefined,
      steps: isOfPlace || change.effect !== 'refused' || !declarations.isProgram ? undefined : ANNOUNCED,
    }),
  };
}

/** The steps that let a tenant's namespace go: admission refuses it without a mark that only the tree before can bring. */
const ANNOUNCED = [
  'keep it and declare its removal, commit that and let Flux apply it: that annotates it',
  'take it out, keep the declaration, and commit that: Flux deletes it with everything in it',
  'take the declaration out',
];

function outcome({ effect, reason, files, holds, leaves }: ObjectChange): string {
  const why = reason === undefined ? '' : `, ${reason}`;
  const from = files[0] === undefined ? '' : ` out of ${fileName(files[0])}`;
  const stays = leaves === undefined ? '' : `, and ${leaves} is left without an owner`;
  const along = holds === undefined ? stays : ` and with it ${holds}`;
  switch (effect) {
    case 'pruned':
      return `${from} and Flux deletes it${along}${why}`;
    case 'orphaned':
      return `${from} and is left in the cluster without an owner${why}`;
    case 'held':
      return `${from}, and Flux does nothing about it yet${why}`;
    default:
      return `${from}${why}`;
  }
}

/** A file's path without its cluster, so that findings of several clusters are equal. */
function fileName(path: string): string {
  return path.replace(/^.*clusters\/[^/]+\//, '');
}

export function keptFinding({ object, place, cluster, reason }: ObjectChange): ClusterFinding {
  const why = reason === undefined ? '' : ` (${reason})`;
  return {
    id: 'deletion-refused',
    severity: 'warning',
    place,
    cluster,
    object,
    wrong: `${formatObject(object)} is declared to go, but Flux leaves it in the cluster${why}, and its machines run on`,
    todo: 'give it deletable: true first and let Flux apply that, or delete it by hand afterwards',
  };
}

export function refusedFinding(change: ObjectChange, isProgram: boolean): ClusterFinding {
  const { object, place, cluster, reason, from } = change;
  const owner = from.map(formatOwner).join(' and ');
  return {
    id: 'deletion-refused',
    severity: 'warning',
    place,
    cluster,
    object,
    wrong: `${formatObject(object)} is declared to go, but ${reason}`,
    todo: `${isProgram && place.tenant !== undefined ? 'commit the declaration before the removal, which annotates it' : 'annotate it in the step before'}; else Kustomization ${owner} fails, and what waits for it gets no change, until somebody annotates the namespace and Flux tries again`,
  };
}

export function movedFinding(change: ObjectChange): ClusterFinding {
  const { object, place, cluster, from, to, lateMark } = change;
  const [source, target] = [from, to].map((owners) => owners.map(formatOwner).join(' and '));
  const late = lateMark ? '; the mark that this change brings comes too late, because Flux reads the live object' : '';
  return {
    id: 'moved',
    severity: 'error',
    place,
    cluster,
    object,
    wrong: `${formatObject(object)} moves from Kustomization ${source} to ${target}, and the old one may delete it first${late}`,
    todo: 'move it in steps',
    steps: movingSteps(change, target!),
  };
}

/** The steps of a move: without pruning, the old owner cannot delete the object. */
function movingSteps({ object, place }: ObjectChange, target: string): string[] {
  const who = elementText(place);
  if (who !== undefined) {
    return [
      `give ${who} prune: false where it is now, commit that and let Flux apply it`,
      `move ${formatObject(object)} to ${target}, leave prune: false as it is, and commit that`,
      'take prune: false out when the new Kustomization has it',
    ];
  }
  return [
    `mark ${formatObject(object)} with the annotation kustomize.toolkit.fluxcd.io/prune: disabled where it is, commit that and let Flux apply it`,
    `move it to ${target}, with the mark, and commit that`,
    'take the mark off when the new Kustomization has it',
  ];
}

export function recreatedFinding(change: ObjectChange): ClusterFinding {
  const { object, place, cluster, from } = change;
  const owner = from.map(formatOwner).join(' and ');
  return {
    id: 'recreated',
    severity: 'error',
    place,
    cluster,
    object,
    wrong: `${formatObject(object)} stays with Kustomization ${owner}, which is changed, and may delete it first`,
    todo: 'change it in steps',
    steps: [
      `change Kustomization ${owner} and leave its old folder as it is, commit that and let Flux apply it`,
      'take the objects out of the old folder',
    ],
  };
}

export function replacedFinding(change: ObjectChange, declarations: Declarations): ClusterFinding {
  const { object, place, cluster, effect, risks } = change;
  const name = formatObject(object);
  const [reason, keep] =
    effect === 'replaced'
      ? [risks.find((one) => one.class === 'immutable')!.message, 'leave these fields as they are']
      : [risks.find(isLoss)!.message, 'leave that as it is'];
  const wrong = reason.startsWith(name) ? reason : `${name}: ${reason}`;
  const todo = (clusters: readonly string[]) => `${declarations.ofObject(object, clusters)}, or ${keep}`;
  return { id: 'replaced', severity: 'error', place, cluster, object, wrong, todo };
}

export function renamedFinding(change: ObjectChange, unit: UnitChange): ClusterFinding {
  const { object, place, cluster } = change;
  const to = unit.to.map(formatOwner).join(' and ');
  const who = elementText(place);
  const first =
    who === undefined
      ? `set spec.deletionPolicy: Orphan on ${formatObject(object)}`
      : `give ${who} prune: false under its old name`;
  return {
    id: 'kustomization-renamed',
    severity: 'error',
    place,
    cluster,
    object,
    owner: unit.owner,
    wrong: `${formatObject(object)} is renamed to ${to}, and Flux deletes all that it applied`,
    todo: 'rename it in steps',
    steps: [
      `${first}, commit that and let Flux apply it`,
      ...(isFolderOf(place, unit)
        ? [
            `rename it to ${to}, leave prune: false as it is, commit that and let Flux apply it: both apply the same then`,
            `delete ${formatObject(object)} by hand, which leaves what it applied, and its source if that has moved too, take prune: false out, and commit that`,
          ]
        : [`rename it to ${to} and commit that: the new Kustomization takes over what the old one leaves`]),
    ],
  };
}

/** Whether a Kustomization is that of a component's folder: the component's own, which `prune` is of as well, applies it. */
function isFolderOf({ component }: ObjectChange['place'], { place }: UnitChange): boolean {
  return component !== undefined && place.component === undefined;
}

export function unlistedFinding(change: ObjectChange, declarations: Declarations): ClusterFinding {
  const { object, place, cluster, files } = change;
  return {
    id: 'unlisted-file',
    severity: 'error',
    place,
    cluster,
    object,
    wrong: `${formatObject(object)} is in ${fileName(files[0]!)} as before, but no kustomization.yaml lists that file any more`,
    todo: (clusters) => `list it again, or ${declarations.for(change, clusters)}`,
  };
}

/** The part of an object's name that is another one. */
function renamedPart(object: ObjectName, to: ObjectName): string {
  const name = `name ${JSON.stringify(to.name)}`;
  if (object.namespace === to.namespace) return name;
  const space = `namespace ${JSON.stringify(to.namespace)}`;
  return object.name === to.name ? space : `${name} and the ${space}`;
}

export function isLoss({ class: riskClass, severity }: Risk): boolean {
  return riskClass === 'deletion' && severity === 'high';
}
