import { Cluster, Decryption, Environment, Fleet, Secret, Tenant, TenantProps } from '../../../src';
import { git, Loose, newFleet, problemsOf } from '../../support/fleets';
import { scratchFolder } from './folder';
import { AgePair, agePair, sopsFile, SopsOptions } from './sops-writer';

/** Key pairs of two tenants and of somebody else. */
export const [webKey, shopKey, admin] = [agePair(), agePair(), agePair()] as [AgePair, AgePair, AgePair];

/** Decryption with key pairs, in a Secret that is named after somebody. */
export const age = (name: string, ...pairs: AgePair[]) =>
  Decryption.age({ secretName: `${name}-age`, recipients: pairs.map(({ recipient }) => recipient) });

/** A fleet with a tenant on a cluster and on a remote one behind it, and files for it. */
export function tenantWorld() {
  const { write, at } = scratchFolder();
  let count = 0;
  const sops = (options: Partial<SopsOptions> = {}) =>
    Secret.sops(write(`${count++}/secret.yaml`, sopsFile({ to: [webKey], ...options })));
  const world = (props: Partial<TenantProps<Loose>> = {}) => {
    const outdir = at(`dist-${count++}`);
    const fleet = newFleet({ outdir });
    const near = new Cluster(fleet, 'eu-1');
    const far = new Cluster(fleet, 'store', { managedBy: near });
    new Environment(fleet, 'dev', { clusters: [near, far] });
    const web = new Tenant(fleet, 'web', { source: git, ...props });
    return { fleet, web, outdir };
  };
  return { write: (text: string) => write(`${count++}/secret.yaml`, text), sops, world };
}

/** What is wrong on the cluster itself, without the paths of files. */
export function problemsHere(fleet: Fleet<Loose>): string[] {
  return problemsOf(fleet)
    .filter((one) => one.startsWith('[dev/eu-1/'))
    .map((one) => one.replace(/"[^"]*\/secret\.yaml"/g, '"secret.yaml"'));
}
