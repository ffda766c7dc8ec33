import { defined } from '../../core/defined';
import { ProblemCollector } from '../../core/problem';
import type { ResolvedComponent } from '../../features/component';
import { quote } from '../../kubernetes/names';
import { ResolvedCluster, ResolvedEnvironment } from './resolved-fleet';

/** A product whose objects the fleet writes, and whose controllers a component brings. */
interface Product {
  readonly name: string;
  /** Beginning of a word in the names of its charts and folders, in lower case. */
  readonly word: string;
  /** Name of its CustomResourceDefinition. */
  readonly crd: string;
  readonly without: string;
  readonly chart: string;
}

const FLAGGER: Product = {
  name: 'Flagger',
  word: 'flagger',
  crd: 'canaries.flagger.app',
  without: 'nobody acts on the Canary',
  chart: "HelmChart.oci({ url: 'oci://ghcr.io/fluxcd/charts/flagger', version: '1.44.0' })",
};

const KEDA: Product = {
  name: 'KEDA',
  word: 'keda',
  crd: 'scaledobjects.keda.sh',
  without: 'no cluster takes ScaledObjects',
  chart: "HelmChart.repository({ url: 'https://kedacore.github.io/charts', chart: 'keda', version: '2.18.x' })",
};

/** Components that are awaited, by where they are. */
interface Bringers {
  readonly here: readonly string[];
  readonly cluster: readonly string[];
}

/** Lets what Flagger and KEDA act on wait for the components that seem to bring them, and warns if there are none. */
export function awaitProducts(cluster: ResolvedCluster, warnings: ProblemCollector): ResolvedCluster {
  const environments = cluster.environments.map((environment) => {
    const { progressive, scaleDowns } = environment;
    if ((progressive ?? scaleDowns) === undefined) return environment;
    const at = (...rest: readonly string[]) => [environment.name, cluster.name, ...rest].join('/');
    const bringersOf = (product: Product, places: readonly string[]): Bringers | undefined => {
      const found = bringers(product, cluster, environment);
      if (found === undefined)
        for (const place of places) warnings.add(`no-${product.word}`, place, missing(product, cluster.name));
      return found;
    };
    const flagger =
      progressive &&
      bringersOf(
        FLAGGER,
        progressive.map(({ tenant, app }) => at(tenant, app)),
      );
    const keda =
      scaleDowns &&
      bringersOf(
        KEDA,
        scaleDowns.map(({ tenant }) => at(tenant)),
      );
    return {
      ...environment,
      ...defined({
        progressive: flagger && progressive.map((one) => ({ ...one, flagger })),
        scaleDowns: keda && scaleDowns.map((one) => ({ ...one, keda })),
      }),
    };
  });
  return { ...cluster, environments };
}

/** The components that seem to bring a product; undefined for none. */
function bringers(product: Product, cluster: ResolvedCluster, environment: ResolvedEnvironment): Bringers | undefined {
  const among = (components: readonly ResolvedComponent[]) =>
    components.filter((one) => brings(one, product)).map(({ name }) => name);
  const [here, ofCluster] = [among(environment.components), among(cluster.components)];
  return here.length + ofCluster.length > 0 ? { here, cluster: ofCluster } : undefined;
}

/** Whether a component seems to bring a product: by its name, its chart, its folder or the CRD among its objects. */
function brings({ name, release, folder, objects = [] }: ResolvedComponent, { word, crd }: Product): boolean {
  const begins = new RegExp(`(?<![a-z0-9])${word}`);
  const texts = [name, JSON.stringify(release?.chart ?? ''), JSON.stringify(folder ?? '')];
  return (
    texts.some((text) => begins.test(text)) ||
    objects.some(({ kind, metadata }) => kind === 'CustomResourceDefinition' && metadata.name === crd)
  );
}

function missing({ name, without, chart }: Product, cluster: string): string {
  return `no component of cluster ${quote(cluster)} brings ${name} by its name, chart, folder or objects, and without it ${without}: add one, such as ${chart}, or acknowledge the warning where somebody else installs it`;
}
