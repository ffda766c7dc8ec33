import { defined } from '../../core/defined';
import { ProblemCollector } from '../../core/problem';
import {
  Bootstrap,
  ExtraController,
  InstallationProps,
  installations,
  ResolvedInstallation,
} from '../../features/bootstrap';
import { Cluster } from '../../features/cluster';
import { FleetScope } from '../../features/fleet';
import { FluxVersion } from '../../flux/version';

/** The Flux of a cluster. */
interface InstalledFlux {
  readonly bootstrap: Bootstrap;
  readonly flux: FluxVersion;
  readonly extraControllers?: readonly ExtraController[] | undefined;
}

/** Statements of the fleet and the cluster about its Flux. Faulty ones are reported where they stand. */
export function resolveInstallation<C extends object>(
  cluster: Cluster<C>,
  installed: InstalledFlux,
  problems: ProblemCollector,
): ResolvedInstallation | undefined {
  const { fleet } = cluster;
  const common = fittingPart(fleet.installation, installed.bootstrap);
  const isSharded = (cluster.installation.sharding ?? common.sharding) !== undefined;
  const found = (['fleet', 'cluster'] as const).map((layer) => {
    const [at, given] = layer === 'fleet' ? [fleet.name, common] : [cluster.name, cluster.installation];
    // A fleet's statements about a controller are for the clusters that have it.
    const on = { ...installed, isSharded, ...(layer === 'fleet' ? { extraControllers: undefined } : {}) };
    const messages = installations().installationProblems(given, on);
    problems.add('bootstrap', at, ...messages);
    return messages.length;
  });
  if (installed.bootstrap === 'external' || found.some((count) => count > 0)) return undefined;
  return installations().resolveInstallation([common, cluster.installation]);
}

/** The part of a fleet's statements that clusters with an installer take. */
function fittingPart(given: InstallationProps, bootstrap: Bootstrap): InstallationProps {
  if (bootstrap === 'external') return {};
  const { fluxInstance, keepFlux, ...common } = given;
  return { ...common, ...(bootstrap === 'operator' ? defined({ fluxInstance }) : defined({ keepFlux })) };
}

/** The installer of statements that only one takes. */
const TAKERS: Readonly<Partial<Record<keyof InstallationProps, readonly Bootstrap[]>>> = {
  fluxInstance: ['operator'],
  keepFlux: ['gotk'],
};

/** Checks that some cluster takes what the fleet says of Flux. */
export function checkInstallation<C extends object>(
  fleet: FleetScope<C>,
  installers: ReadonlySet<Bootstrap>,
  problems: ProblemCollector,
): void {
  for (const key of Object.keys(fleet.installation) as Array<keyof InstallationProps>) {
    const takers = TAKERS[key] ?? ['gotk', 'operator'];
    if (takers.some((installer) => installers.has(installer))) continue;
    const todo = takers.map((installer) => `bootstrap: '${installer}'`).join(' or ');
    problems.add('bootstrap', fleet.name, `${key} is given, but no cluster takes it: say ${todo}, or leave it out`);
  }
}
