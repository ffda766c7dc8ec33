import { RELEASE_NAME_MAX } from '../../flux/helm-release-parts';
import { byteLength, checkDnsLabel, checkDnsSubdomain, DNS_LABEL_MAX, quote } from '../../kubernetes/names';
import { TargetContext } from '../context';

/** Name of the Kustomization that applies a cluster's folder, which Flux Operator makes without a file that says so. */
const ROOT = 'flux-system';

/** Problems of a name that the program gives a Flux object, one message each. Flux writes it into labels. */
export function checkFluxName(name: string): Array<string | undefined> {
  const bytes = byteLength(name);
  return [
    checkDnsSubdomain('fluxName', name),
    bytes > DNS_LABEL_MAX ? `fluxName ${quote(name)} is ${bytes} bytes long: use at most ${DNS_LABEL_MAX}` : undefined,
    name === ROOT ? `fluxName ${quote(name)} is the name of the cluster's root: choose another` : undefined,
  ];
}

/** Checks the release name. It defaults to the name of the component or app, so the default may be too long as well. */
export function checkReleaseName<C extends object>(
  context: TargetContext<C>,
  address: readonly string[],
  name: string,
  given: string | undefined,
): void {
  const releaseName = given ?? name;
  const bytes = byteLength(releaseName);
  context.report(
    'name',
    address,
    bytes > RELEASE_NAME_MAX
      ? `releaseName ${quote(releaseName)} is ${bytes} bytes long: use at most ${RELEASE_NAME_MAX}`
      : given === undefined
        ? undefined
        : checkDnsLabel('releaseName', given),
  );
}
