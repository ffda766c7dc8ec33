import { defined } from '../../core/defined';
import { ownName } from '../../features/delivery';
import { Layout } from '../../plan/conventions/conventions';
import { Place } from '../../plan/conventions/place';

const FILE = /\.ya?ml$/;

const REMOTE_FOLDER = /(?:^|\/)clusters\/[^/]+\/remotes\/([^/]+)(?:\/|$)/;

/** Folders of which every environment's folder holds at least one. */
const ENVIRONMENT_FOLDERS = ['tenants', 'infrastructure'];

/** Folder of the Providers, Alerts and Receivers of a cluster or an environment. */
const NOTIFICATIONS = 'notifications';

/** The control namespace of an environment, or a cluster-scoped object that is named after it. */
const CONTROL_NAMESPACE = /^(.+?)-flux-system(?:-|$)/;

/**
 * Reads a path of the generated folder, of a file or a directory:
 * `clusters/<cluster>[/remotes/<remote>][/<environment>]/infrastructure|releases|tenants/<name>/…`, and below a tenant's
 * `workloads|progressive/<namespace>/<app>`, and `clusters/<cluster>/provisioned/<other cluster>`. Paths of another shape tell the cluster alone.
 *
 * @param exists whether one of the compared trees has a folder: an environment's is known by what it holds
 */
function placeOf(path: string, exists: (folder: string) => boolean): Place {
  const parts = path.split('/');
  const at = parts.indexOf('clusters');
  let cluster = at < 0 ? undefined : parts[at + 1];
  if (cluster === undefined) return {};
  let rest = parts.slice(at + 2);
  if (rest[0] === 'remotes' && rest[1] !== undefined) {
    cluster = rest[1].replace(FILE, '');
    rest = rest.slice(2);
    const [unit] = rest;
    const isUnit = rest.length === 1 || FILE.test(rest[1] ?? '');
    if (isUnit && (unit === 'access' || unit === 'policies' || unit === NOTIFICATIONS)) return { cluster, unit };
  }
  if (rest[0] === 'provisioned' && rest[1] !== undefined)
    return { cluster: rest[1].replace(FILE, ''), unit: 'machines' };
  const own = folderOf(rest);
  if (own) return { cluster, ...own };
  const environment = rest[0];
  if (environment === undefined || FILE.test(environment)) return { cluster };
  const within = folderOf(rest.slice(1));
  if (within) return { cluster, environment, ...within };
  const directory = parts.slice(0, parts.length - rest.length + 1).join('/');
  if (isNotifications(environment)) return { cluster, unit: NOTIFICATIONS };
  if (isNotifications(rest[1])) return { cluster, environment, unit: NOTIFICATIONS };
  const listed = rest.length === 1 || (rest.length === 2 && FILE.test(rest[1]!));
  const isEnvironment = listed && ENVIRONMENT_FOLDERS.some((name) => exists(`${directory}/${name}`));
  return isEnvironment ? { cluster, environment } : { cluster };
}

/** Whether a folder is that of a control's notifications, or of those in a namespace of its components. */
function isNotifications(folder = ''): boolean {
  return folder === NOTIFICATIONS || (folder.startsWith(`${NOTIFICATIONS}.`) && !FILE.test(folder));
}

function folderOf([folder, name, unit, , app]: readonly string[]): Place | undefined {
  if (name === undefined || FILE.test(name)) return undefined;
  if (folder === 'infrastructure' || folder === 'releases') return { component: ownName(name) };
  if (folder !== 'tenants') return undefined;
  if ((unit === 'workloads' || unit === 'progressive') && app !== undefined) {
    return { tenant: name, app: ownName(app) };
  }
  const isNamed = unit === 'access' || unit === 'apps' || unit === NOTIFICATIONS || unit === 'scale-down';
  return { tenant: name, ...defined({ unit: isNamed ? unit : undefined }) };
}

/** The environment of an object in `environments.yaml`: control namespaces carry it, even where it has nothing else. */
function environmentOf({ file, namespace, name }: Parameters<Layout['environmentOf']>[0]): string | undefined {
  if (!file.endsWith('/environments.yaml')) return undefined;
  return CONTROL_NAMESPACE.exec(namespace === '' ? name : namespace)?.[1];
}

/** An app's name: in a control namespace, the part behind its target namespace and a dot. */
function appOf({ unit }: Place, name: string): string | undefined {
  return unit === 'apps' ? name.slice(name.indexOf('.') + 1) : undefined;
}

/** Where this library's pipeline writes files. */
export const FLEET_LAYOUT: Layout = {
  placeOf,
  remoteOf: (directory) => REMOTE_FOLDER.exec(directory)?.[1],
  environmentOf,
  appOf,
};
