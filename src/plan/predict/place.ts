import { defined } from '../../core/defined';
/** Where in a fleet something is, as far as its path in a generated folder says it. */
export interface Place {
  /** The cluster that it concerns: for what a manager keeps of a remote cluster, the remote one. */
  readonly cluster?: string;
  /** The environment. */
  readonly environment?: string;
  /** The component, for one of its units. */
  readonly component?: string;
  /** The tenant, for one of its units. */
  readonly tenant?: string;
  /** The app, for its Kustomization or release. */
  readonly app?: string;
  /** Which of a tenant's units, or a remote cluster's, it is: `access` or `apps`. */
  readonly unit?: string;
}

const FILE = /\.ya?ml$/;

/**
 * Reads a path of the generated folder, of a file or a directory:
 * `clusters/<cluster>[/remotes/<remote>][/<environment>]/infrastructure|releases|tenants/<name>/…`, and below a tenant's
 * `workloads/<namespace>/<app>`. Folders of another shape say no more than their cluster.
 *
 * @param isEnvironment whether a directory is one of an environment, when nothing in the path says so
 */
export function placeOfPath(path: string, isEnvironment: (directory: string) => boolean = () => false): Place {
  const parts = path.split('/');
  const at = parts.indexOf('clusters');
  let cluster = at < 0 ? undefined : parts[at + 1];
  if (cluster === undefined) return {};
  let rest = parts.slice(at + 2);
  if (rest[0] === 'remotes' && rest[1] !== undefined) {
    cluster = rest[1].replace(FILE, '');
    rest = rest.slice(2);
  }
  if (rest.length === 1 && rest[0] === 'access') return { cluster, unit: 'access' };
  if (rest[0] === 'access' && FILE.test(rest[1] ?? '')) return { cluster, unit: 'access' };
  const own = folderOf(rest);
  if (own) return { cluster, ...own };
  const environment = rest[0];
  if (environment === undefined || FILE.test(environment)) return { cluster };
  const within = folderOf(rest.slice(1));
  if (within) return { cluster, environment, ...within };
  const directory = parts.slice(0, parts.length - rest.length + 1).join('/');
  const listed = rest.length === 1 || (rest.length === 2 && FILE.test(rest[1]!));
  return listed && isEnvironment(directory) ? { cluster, environment } : { cluster };
}

function folderOf([folder, name, unit, , app]: readonly string[]): Place | undefined {
  if (name === undefined || FILE.test(name)) return undefined;
  if (folder === 'infrastructure' || folder === 'releases') return { component: name };
  if (folder !== 'tenants') return undefined;
  if (unit === 'workloads' && app !== undefined) return { tenant: name, app };
  return { tenant: name, ...defined({ unit: unit === 'access' || unit === 'apps' ? unit : undefined }) };
}

/** A place as messages name it: `environment/cluster/tenant/app`, with the parts that apply. */
export function formatPlace(place: Place, cluster = place.cluster): string {
  const parts = [place.environment, cluster, place.tenant ?? place.component, place.app];
  return parts.filter((part) => part !== undefined && part !== '').join('/') || 'fleet';
}
