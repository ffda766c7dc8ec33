import { Validator } from '../src/schema/validator';
import { type FluxRelease, type FluxVersion, type KubernetesVersion } from 'cdk8s-flux-fleet';
import { fluxCatalog } from '../src/schema/catalog';
import { ruleMutants } from '../test/schema/broken-rules';
import { kindsIn, mutants, samples, type KindInRelease, type Sample } from '../test/schema/corpus';
import { ControlPlane } from './harness/control-plane';
import { installFluxCrds, installFluxOperatorCrds } from './harness/flux';
import { KubeError } from './harness/kube-http';

const KUBERNETES: KubernetesVersion = '1.34';
const REQUESTS_AT_ONCE = 16;

/** An object, and what each side says of it. */
interface Trial {
  readonly of: KindInRelease;
  readonly sample: Sample;
  readonly isMutant: boolean;
}

interface Disagreement {
  readonly trial: string;
  readonly library: string;
  readonly server: string;
}

/** What the API server says of an object that it would create: why it refuses, or undefined. */
async function serverSays(plane: ControlPlane, { of, sample }: Trial): Promise<string | undefined> {
  const place = of.namespaced ? 'namespaces/default/' : '';
  const path = `/apis/${of.group}/${of.version}/${place}${of.plural}?dryRun=All&fieldValidation=Strict`;
  try {
    await plane.client().request({ method: 'POST', path, body: sample.object });
    return undefined;
  } catch (error) {
    if (error instanceof KubeError && [400, 422].includes(error.status)) return error.message;
    throw error;
  }
}

function librarySays(validator: Validator, { sample }: Trial): string | undefined {
  const errors = validator.validate(sample.object).filter(({ severity }) => severity === 'error');
  return errors.length > 0 ? errors.map(({ message }) => message).join('; ') : undefined;
}

async function inParallel<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const queue = items.values();
  const worker = async () => {
    for (const item of queue) await work(item);
  };
  await Promise.all(Array.from({ length: REQUESTS_AT_ONCE }, worker));
}

/** The latest release of each minor version. */
function latestReleases(): number[] {
  const latest = new Map<string, number>();
  fluxCatalog().releases.forEach((release, index) => latest.set(release.split('.', 2).join('.'), index));
  return [...latest.values()];
}

describe("the library's verdict and the API server's", () => {
  const tried = new Set<KindInRelease['schema']>();
  const figures = { kinds: new Set<string>(), trials: 0, mutants: 0, agreed: 0 };
  const laxer: Disagreement[] = [];
  const stricter: Disagreement[] = [];

  it.each(latestReleases().map((index) => [fluxCatalog().releases[index]!, index]))(
    'agree on every kind of Flux %s',
    async (release, index) => {
      const minor = release.split('.', 2).join('.') as FluxVersion;
      const plane = await ControlPlane.start({ name: `flux-${release}` });
      try {
        await installFluxCrds(plane, release);
        await installFluxOperatorCrds(plane);
        const validator = new Validator({ flux: release as FluxRelease, kubernetes: KUBERNETES });
        // A schema that an earlier release had already was tried with that.
        const kinds = kindsIn(fluxCatalog(), index).filter(({ schema }) => !tried.has(schema));
        const trials = kinds.flatMap((of): Trial[] => [
          ...samples(of).map((sample) => ({ of, sample, isMutant: false })),
          ...mutants(of).map((sample) => ({ of, sample, isMutant: true })),
          ...ruleMutants(of, minor).map((sample) => ({ of, sample, isMutant: true })),
        ]);
        for (const { schema, group, kind } of kinds) {
          tried.add(schema);
          figures.kinds.add(`${group}/${kind}`);
        }
        await inParallel(trials, async (trial) => {
          const server = await serverSays(plane, trial);
          const library = librarySays(validator, trial);
          figures.trials += 1;
          if (trial.isMutant) figures.mutants += 1;
          if ((server === undefined) === (library === undefined)) {
            figures.agreed += 1;
            return;
          }
          const name = `${release} ${trial.of.group}/${trial.of.version} ${trial.of.kind}, ${trial.sample.name}`;
          const disagreement = { trial: name, library: library ?? 'accepted', server: server ?? 'accepted' };
          (library === undefined ? laxer : stricter).push(disagreement);
        });
      } finally {
        await plane.stop();
      }
      // What the library lets through, the server takes.
      expect(laxer).toEqual([]);
    },
  );

  it('agree on at least 99.5 of 100 objects', () => {
    const agreement = (100 * figures.agreed) / figures.trials;
    const lines = stricter.map((one) => `  ${one.trial}\n    library: ${one.library}\n    server: ${one.server}`);
    console.log(
      [
        `kinds ${figures.kinds.size}, objects ${figures.trials}, of them mutants ${figures.mutants}`,
        `agreement ${agreement.toFixed(3)} %, library laxer ${laxer.length}, stricter ${stricter.length}`,
        ...lines,
      ].join('\n'),
    );
    expect(figures.mutants).toBeGreaterThanOrEqual(5_000);
    expect(agreement).toBeGreaterThanOrEqual(99.5);
  });
});
