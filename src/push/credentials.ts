import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { defined } from '../core/defined';
import { Credentials } from './authentication';
import { RepositoryAddress } from './reference';
import { RegistryError } from './registry-error';

/** The variable that has credentials for every registry: `user:password`, or a token, as `--creds` of Flux has them. */
export const CREDENTIALS_VARIABLE = 'FLUX_FLEET_CREDS';

/** A section of Docker's configuration. */
interface DockerAuth {
  readonly auth?: string;
  readonly username?: string;
  readonly password?: string;
  readonly identitytoken?: string;
  readonly registrytoken?: string;
}

/** The part of Docker's configuration about logging in. */
interface DockerConfig {
  readonly auths?: Readonly<Record<string, DockerAuth>>;
  readonly credHelpers?: Readonly<Record<string, string>>;
  readonly credsStore?: string;
}

/** The name that Docker itself uses for Docker Hub. */
const DOCKER_HUB_KEY = 'https://index.docker.io/v1/';

/** A helper's words for a registry that it has nothing for. */
const NOTHING = /credentials not found|no credentials/i;

/** A helper's name for the user of an identity token. */
const TOKEN_USER = '<token>';

/**
 * The credentials for a repository: those of the environment, else those that `docker login`, `podman login` or a helper
 * of Docker keeps.
 *
 * @returns undefined for none
 * @throws RegistryError when a file or helper cannot be read
 */
export function credentialsFor(
  address: RepositoryAddress,
  environment: NodeJS.ProcessEnv = process.env,
): Credentials | undefined {
  const given = environment[CREDENTIALS_VARIABLE];
  if (given !== undefined && given !== '') {
    const colon = given.indexOf(':');
    return colon < 0 ? { registryToken: given } : { username: given.slice(0, colon), password: given.slice(colon + 1) };
  }
  for (const file of configFiles(environment)) {
    const config = readConfig(file);
    const found = config && fromConfig(config, address, environment);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The files that may have credentials, the first one first. */
function configFiles({ DOCKER_CONFIG, REGISTRY_AUTH_FILE, XDG_RUNTIME_DIR, HOME }: NodeJS.ProcessEnv): string[] {
  const docker = DOCKER_CONFIG || path.join(HOME || os.homedir(), '.docker');
  return [
    path.join(docker, 'config.json'),
    ...(REGISTRY_AUTH_FILE ? [REGISTRY_AUTH_FILE] : []),
    ...(XDG_RUNTIME_DIR ? [path.join(XDG_RUNTIME_DIR, 'containers', 'auth.json')] : []),
  ];
}

function readConfig(file: string): DockerConfig | undefined {
  let text: string;
  try {
    text = fs.readFileSync(file, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw new RegistryError(`the credentials in ${file} cannot be read (${code}): make the file readable`, undefined, {
      cause: error,
    });
  }
  try {
    return (JSON.parse(text) ?? {}) as DockerConfig;
  } catch (error) {
    throw new RegistryError(`${file} is not JSON: mend it, or log in again with docker login`, undefined, {
      cause: error,
    });
  }
}

function fromConfig(
  { auths = {}, credHelpers = {}, credsStore }: DockerConfig,
  address: RepositoryAddress,
  environment: NodeJS.ProcessEnv,
): Credentials | undefined {
  const keys = keysOf(address);
  const helper = keys.map((key) => credHelpers[key]).find((one) => one !== undefined) ?? credsStore;
  if (helper) {
    const server = keys.includes(DOCKER_HUB_KEY) ? DOCKER_HUB_KEY : address.registry;
    const found = fromHelper(helper, server, environment);
    if (found !== undefined) return found;
  }
  const section = keys.map((key) => auths[key]).find((one) => one !== undefined && Object.keys(one).length > 0);
  return section && fromSection(section);
}

/** The keys that a repository may have, the closest one first. */
function keysOf({ registry, name }: RepositoryAddress): string[] {
  const parts = name.split('/');
  const prefixes = parts.map((_, index) => [registry, ...parts.slice(0, parts.length - index)].join('/'));
  const hub = registry === 'index.docker.io' ? [DOCKER_HUB_KEY, 'docker.io'] : [];
  const forms = [registry, `https://${registry}`, `http://${registry}`];
  return [...prefixes, ...hub, ...forms.flatMap((one) => [one, `${one}/`, `${one}/v1/`, `${one}/v2/`])];
}

function fromSection({ auth, username, password, identitytoken, registrytoken }: DockerAuth): Credentials | undefined {
  if (registrytoken) return { registryToken: registrytoken };
  const text = auth ? Buffer.from(auth, 'base64').toString() : '';
  const colon = text.indexOf(':');
  const user = username ?? (colon < 0 ? undefined : text.slice(0, colon));
  // Docker pads passwords with zeros.
  const secret = password ?? (colon < 0 ? undefined : text.slice(colon + 1).replace(/\0+$/, ''));
  if (identitytoken) return { identityToken: identitytoken, ...defined({ username: user || undefined }) };
  return user === undefined ? undefined : { username: user, password: secret ?? '' };
}

function fromHelper(helper: string, server: string, environment: NodeJS.ProcessEnv): Credentials | undefined {
  const program = `docker-credential-${helper}`;
  const { status, stdout, stderr, error } = spawnSync(program, ['get'], {
    input: server,
    encoding: 'utf8',
    env: environment,
  });
  // A helper may end without reading what it was asked.
  if (error !== undefined && (error as NodeJS.ErrnoException).code !== 'EPIPE') {
    throw new RegistryError(
      `${program}, which Docker's configuration names for ${server}, cannot be run (${(error as NodeJS.ErrnoException).code}): install it, or take it out of config.json`,
    );
  }
  // It says on its standard output why it fails.
  if (status !== 0) {
    const said = `${stdout}${stderr}`.trim().split('\n')[0] ?? '';
    if (NOTHING.test(said)) return undefined;
    throw new RegistryError(`${program} failed for ${server} (${said}): mend what it says`);
  }
  const { Username = '', Secret = '' } = JSON.parse(stdout) as { Username?: string; Secret?: string };
  if (Secret === '') return undefined;
  return Username === TOKEN_USER ? { identityToken: Secret } : { username: Username, password: Secret };
}
