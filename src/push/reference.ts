/** A repository in a registry. */
export interface RepositoryAddress {
  /** Host of the registry, with its port: `ghcr.io`, `localhost:5000`. */
  readonly registry: string;
  /** Path of the repository in it: `acme/fleet`. */
  readonly name: string;
}

const SCHEME = 'oci://';

/** Docker Hub has another host for its API than in names. */
const DOCKER_HUB = 'index.docker.io';
const DOCKER_HUB_NAMES = ['docker.io', 'registry-1.docker.io', 'index.docker.io'];
const DOCKER_HUB_API = 'registry-1.docker.io';

/** A host that a request to does not leave the machine, and which has no certificate. */
const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])(?::\d+)?$/;

/**
 * The repository of a URL.
 *
 * @param url `oci://registry/path`, without a tag, as sources have it
 */
export function repositoryAddress(url: string): RepositoryAddress {
  const [host = '', ...path] = url.slice(SCHEME.length).replace(/\/+$/, '').split('/');
  if (!DOCKER_HUB_NAMES.includes(host)) return { registry: host, name: path.join('/') };
  return { registry: DOCKER_HUB, name: path.length === 1 ? `library/${path[0]}` : path.join('/') };
}

/** The URL under another registry, whose host and path take the place of the host: `oci://mirror.example.com/copies`. */
export function atRegistry(url: string, registry: string): string {
  const path = url.slice(SCHEME.length).replace(/^[^/]*/, '');
  return `${registry.replace(/\/+$/, '')}${path}`;
}

/** Where the API of a registry is: without TLS on loopback and where that is wanted. */
export function apiUrl({ registry }: Pick<RepositoryAddress, 'registry'>, isInsecure: boolean): string {
  const scheme = isInsecure || LOOPBACK.test(registry) ? 'http' : 'https';
  return `${scheme}://${registry === DOCKER_HUB ? DOCKER_HUB_API : registry}`;
}
