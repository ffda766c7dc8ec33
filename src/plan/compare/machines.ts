import { Place } from '../conventions/place';
import { isCluster, isMachinePool } from '../objects/comparison';
import { ObjectDiffer } from '../objects/object-diff';
import { OwnedObject } from '../predict/ownership-pair';
import { Prediction } from '../predict/prediction';
import { machinesText, poolText, topologyPools } from '../risk/risk-machines';
import { textAt, valueAt } from '../tree/parse-manifests';

/** Finds what goes with a cluster that Cluster API makes, as far as a tree tells. */
export class Machines {
  /**
   * @param elsewhere the objects of a cluster whose own Flux applies them, so that the prediction may lack them
   */
  constructor(
    private readonly prediction: Prediction,
    private readonly differ: ObjectDiffer,
    private readonly elsewhere: (cluster: string) => readonly OwnedObject[],
  ) {}

  /** Things deleted with a Cluster, or with the release that makes one; undefined for all other objects. */
  public heldBy(owned: OwnedObject, { cluster, unit }: Place): string | undefined {
    const { header } = owned.object;
    if (isCluster(header)) {
      const { name } = owned.object;
      return this.text(name, this.poolsOf(owned));
    }
    return header.kind === 'HelmRelease' && unit === 'machines' && cluster !== undefined
      ? this.text(cluster, [])
      : undefined;
  }

  private text(cluster: string, pools: readonly string[]): string {
    const services = this.objectsOn(cluster)
      .filter(({ object: { header } }) => header.group === '' && header.kind === 'Service')
      .filter(({ object }) => textAt(this.differ.body(object), 'spec', 'type') === 'LoadBalancer')
      .map(({ object: { namespace, name } }) => `${namespace}/${name}`);
    return machinesText(pools, [...new Set(services)].sort());
  }

  /** The pools of a Cluster with their machines: its own, and those of its topology. */
  private poolsOf(owned: OwnedObject): string[] {
    const { name, namespace } = owned.object;
    const beside = this.objectsOn(owned.unit.target)
      .filter(({ object }) => isMachinePool(object.header))
      .filter(({ object }) => object.namespace === namespace)
      .map(({ object }) => ({ pool: object.name, body: this.differ.body(object) }))
      .filter(({ body }) => textAt(body, 'spec', 'clusterName') === name)
      .map(({ pool, body }) => poolText(pool, valueAt(body, 'spec', 'replicas')));
    const within = topologyPools(this.differ.body(owned.object)).map(([pool, replicas]) => poolText(pool, replicas));
    return [...beside, ...within].sort();
  }

  private objectsOn(cluster: string): readonly OwnedObject[] {
    const { old } = this.prediction;
    const here = [...old.values(), ...this.prediction.stableObjects().values()]
      .map(([first]) => first!)
      .filter(({ unit }) => unit.target === cluster);
    return here.length > 0 ? here : this.elsewhere(cluster);
  }
}
