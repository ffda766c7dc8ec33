import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ensureEngine } from './engines';
import { httpStatus } from './health';
import { freePorts, LOOPBACK } from './ports';
import { EngineProcess } from './process';
import { removeTemporaryDirectory, temporaryDirectory } from './reaper';

/** How to start a registry. */
export interface RegistryProps {
  /** Section `auth` of its configuration, as JSON. @default - anybody may pull and push */
  readonly auth?: Readonly<Record<string, unknown>>;
  /** Files that its configuration names, by name; they lie in its working directory. @default - none */
  readonly files?: Readonly<Record<string, string>>;
}

/** A real OCI registry (CNCF Distribution) on loopback, without TLS. */
export class Registry {
  /**
   * Starts an empty registry.
   * @throws EngineError when it does not come up.
   */
  static async start({ auth, files = {} }: RegistryProps = {}): Promise<Registry> {
    const directory = await temporaryDirectory('registry');
    const [port, debugPort] = await freePorts(2);
    const configuration = {
      version: 0.1,
      log: { level: 'info', accesslog: { disabled: false } },
      storage: { filesystem: { rootdirectory: join(directory, 'data') }, delete: { enabled: true } },
      http: {
        addr: `${LOOPBACK}:${port}`,
        debug: { addr: `${LOOPBACK}:${debugPort}` },
        // Otherwise every start makes another one, which all instances would have to share.
        secret: 'only on loopback',
      },
      ...(auth && { auth }),
    };
    await mkdir(join(directory, 'data'));
    // JSON is YAML.
    const all = { ...files, 'config.yml': JSON.stringify(configuration) };
    for (const [name, content] of Object.entries(all)) await writeFile(join(directory, name), content);
    const process = await EngineProcess.start({
      name: 'registry',
      executable: await ensureEngine('registry'),
      args: ['serve', 'config.yml'],
      cwd: directory,
      env: { HOME: directory, OTEL_TRACES_EXPORTER: 'none' },
      // 401 where it wants credentials.
      ready: async () => [200, 401].includes(await httpStatus(`http://${LOOPBACK}:${port}/v2/`)),
    });
    return new Registry(process, directory, `${LOOPBACK}:${port}`);
  }

  private constructor(
    private readonly process: EngineProcess,
    private readonly directory: string,
    /** Where it listens: `127.0.0.1:12345`. */
    readonly host: string,
  ) {}

  /** URL of a repository: `oci://127.0.0.1:12345/acme/fleet`. */
  url(repository: string): string {
    return `oci://${this.host}/${repository}`;
  }

  /** The last lines of its log, with one line for each request, oldest first. */
  log(count?: number): string[] {
    return this.process.log(count);
  }

  /** Ends it; what was pushed is lost. */
  async stop(): Promise<void> {
    await this.process.stop();
    await removeTemporaryDirectory(this.directory);
  }
}
