import { defined } from '../../core/defined';
import { formatObject, ObjectChange, ObjectName } from '../objects/comparison';
import { FLUX_COMPONENTS, isFluxKustomization, OPERATOR_GROUP } from '../tree/flux-spec';
import { Advice } from './advice';
import { leavesPlace, WholeChange } from './whole-change';

/** Namespace of Flux, and the name of the source and the Kustomization that a cluster's root has. */
const FLUX = 'flux-system';

/** Findings about accounts and sources that go with Flux's own objects. */
const ABOUT_FLUX: ReadonlySet<string> = new Set(['account-removed', 'source-missing']);

/**
 * Clusters whose Flux gets another installer. What the old one made leaves the folder while it runs: pruned, Flux deletes
 * its own definitions, and with them every object of Flux. Nothing is to be said where all of it is marked against that.
 */
export function* changedInstallers(changes: readonly ObjectChange[], advice: Advice): Generator<WholeChange> {
  const clusters = new Map<string, ObjectChange[]>();
  for (const change of changes) {
    const of = clusters.get(change.cluster);
    if (of === undefined) clusters.set(change.cluster, [change]);
    else of.push(change);
  }
  for (const [cluster, all] of clusters) {
    const instance = all.find(({ object }) => isInstance(object));
    const leaving = all.filter((change) => leavesPlace(change) && isOfManifests(change));
    if (instance !== undefined && leavesPlace(instance)) yield fromOperator(cluster, instance, advice);
    // Beside a FluxInstance the cluster's own source and Kustomization go as well: the operator makes the same ones.
    const isLeft = instance?.action === 'added' ? leaving.length > 0 : leaving.some(isNamespace);
    if (isLeft) yield fromManifests(cluster, leaving, instance?.action === 'added' ? instance : undefined);
  }
}

function isInstance({ group, kind, namespace }: ObjectName): boolean {
  return group === OPERATOR_GROUP && kind === 'FluxInstance' && namespace === FLUX;
}

/** Whether an object is one that `flux bootstrap` brings: Flux's manifests, the root's source and its Kustomization. */
function isOfManifests(change: ObjectChange): boolean {
  const { object } = change;
  return (
    isComponent(change) ||
    (isFluxKustomization(object) && object.namespace === FLUX && object.name === FLUX) ||
    isSync(change)
  );
}

/** Flux's namespace, which every version of its manifests has: with it, all of them go. */
function isNamespace(change: ObjectChange): boolean {
  return change.object.kind === 'Namespace' && change.object.name === FLUX && isComponent(change);
}

function isComponent({ files }: ObjectChange): boolean {
  return files.some((file) => file.endsWith(`/${FLUX_COMPONENTS}`));
}

function isSync({ files }: ObjectChange): boolean {
  return files.some((file) => file.endsWith(`/${FLUX}/gotk-sync.yaml`));
}

function fromManifests(
  cluster: string,
  leaving: readonly ObjectChange[],
  instance: ObjectChange | undefined,
): WholeChange {
  const objects = new Set(leaving.map(({ object }) => formatObject(object)));
  const isPart = ({ object }: { readonly object?: ObjectName }) =>
    object !== undefined && objects.has(formatObject(object));
  const lost = leaving.filter(({ effect }) => effect !== 'orphaned');
  const isKept = lost.length === 0 && (instance === undefined || instance.effect === 'created');
  const to = instance === undefined ? 'somebody else' : 'Flux Operator';
  return {
    has: (change) => change.cluster === cluster && leavesPlace(change) && isPart(change),
    covers: (finding) => finding.cluster === cluster && (isPart(finding) || (!isKept && ABOUT_FLUX.has(finding.id))),
    findings: isKept
      ? []
      : [
          {
            id: 'installer-changed',
            severity: 'error',
            place: { cluster },
            cluster,
            wrong: `Flux on "${cluster}" goes over from ${FLUX_COMPONENTS} to ${to}, and deletes itself with everything that it applied there, ${formatObject((lost.find(isNamespace) ?? lost[0] ?? leaving[0]!).object)} among it`,
            todo: 'keep the installer, or change it in steps, which delete nothing',
            steps: [
              `give cluster ${cluster} keepFlux: true, commit that and let Flux apply it: what ${FLUX_COMPONENTS} makes is marked against pruning from then on`,
              ...(instance === undefined
                ? [`give it bootstrap: 'external', take keepFlux out, and commit that when somebody else keeps Flux up`]
                : [
                    `install the operator on ${cluster}: helm install flux-operator oci://ghcr.io/controlplaneio-fluxcd/charts/flux-operator --namespace ${FLUX}`,
                    `give it bootstrap: 'operator', take keepFlux out, and commit that: Flux Operator takes over what has the same names, and ${FLUX_COMPONENTS} can be deleted`,
                  ]),
            ],
          },
        ],
  };
}

function fromOperator(cluster: string, { object }: ObjectChange, advice: Advice): WholeChange {
  const { group, kind, namespace, name } = object;
  const declared = advice.declare({
    what: 'object',
    group,
    kind,
    ...defined({ namespace }),
    name,
  });
  return {
    has: (change) => change.cluster === cluster && leavesPlace(change) && isInstance(change.object),
    covers: (finding) => finding.cluster === cluster && finding.object !== undefined && isInstance(finding.object),
    findings: [
      {
        id: 'installer-changed',
        severity: 'error',
        place: { cluster },
        cluster,
        object,
        wrong: `${formatObject(object)} goes from "${cluster}", and Flux Operator uninstalls Flux with everything that it has made`,
        todo: 'keep the installer, or change it in steps, which delete nothing',
        steps: [
          `tell the operator on ${cluster} to do nothing any more: kubectl annotate fluxinstance ${name} --namespace ${namespace} fluxcd.controlplane.io/reconcile=disabled`,
          `give cluster ${cluster} the other bootstrap, with ${FLUX_COMPONENTS} where that is 'gotk', ${declared}, commit that and let Flux apply it`,
          `uninstall the operator on ${cluster}: helm uninstall flux-operator --namespace ${namespace}`,
          'take the declaration out',
        ],
      },
    ],
  };
}
