import { spawn, type ChildProcess } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { compiledLibrary } from '../../test/support/compiled-library';
import { Repository } from '../../test/support/repository';

const PROJECT = join(__dirname, '..', '..');
const LIBRARY = join(compiledLibrary(), 'lib');

/** What a run of the command leaves. */
export interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** One artifact, as `flux-fleet push --json` has it. */
export interface Pushed {
  readonly url: string;
  readonly tag: string;
  readonly commitTag: string;
  readonly digest: string;
  readonly revision: string;
  readonly change: string;
  readonly uploadedBlobs: number;
  readonly signed: boolean;
}

/** The options of the fleet's source, beside its URL and tag. */
export type SourceOptions = Readonly<Record<string, unknown>>;

/** A repository with a program whose fleet is read from a registry, and the command on it. */
export class FleetRepository extends Repository {
  private isFirst = true;

  /** @param environment added to that of the command */
  constructor(
    private readonly url: string,
    private readonly environment: Readonly<Record<string, string>> = {},
  ) {
    super();
  }

  /** Synthesizes and commits the fleet, with a text in it. @returns the commit's id */
  async commitFleet(text: string, options: SourceOptions = {}): Promise<string> {
    writeFileSync(this.path('fleet.js'), program(this.url, text, options));
    await this.must('synth', ...(this.isFirst ? ['--first'] : []));
    this.isFirst = false;
    this.commit();
    return this.git('rev-parse', 'HEAD').trim();
  }

  /** Pushes, and returns the one artifact. */
  async push(...args: readonly string[]): Promise<Pushed> {
    const { out } = await this.must('push', '--json', ...args);
    return (JSON.parse(out) as { readonly artifacts: readonly Pushed[] }).artifacts[0]!;
  }

  /** Runs the command. @throws when it fails */
  async must(...args: readonly string[]): Promise<Ended> {
    const ended = await this.run(...args);
    if (ended.code !== 0) throw new Error(`flux-fleet ${args.join(' ')} ended with ${ended.code}: ${ended.err}`);
    return ended;
  }

  /** Runs the command to its end. */
  async run(...args: readonly string[]): Promise<Ended> {
    return await this.start(...args).ended;
  }

  /** Program and arguments of the command. */
  commandLine(...args: readonly string[]): string[] {
    return [process.execPath, join(LIBRARY, 'cli/main.js'), ...args, '--app', `${process.execPath} fleet.js`];
  }

  /** Starts the command. */
  start(...args: readonly string[]): { readonly child: ChildProcess; readonly ended: Promise<Ended> } {
    const [node, ...rest] = this.commandLine(...args);
    const child = spawn(node!, rest, {
      cwd: this.directory,
      env: { ...process.env, ...this.environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const texts = { out: '', err: '' };
    child.stdout.on('data', (chunk: Buffer) => (texts.out += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (texts.err += chunk.toString()));
    const ended = new Promise<Ended>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (code) => resolve({ code, ...texts }));
    });
    return { child, ended };
  }
}

function program(url: string, text: string, options: SourceOptions): string {
  return `
const { ApiObject } = require(${JSON.stringify(join(PROJECT, 'node_modules/cdk8s'))});
const { Cluster, Component, Fleet, Source } = require(${JSON.stringify(join(LIBRARY, 'index.js'))});
const source = Source.oci({ url: ${JSON.stringify(url)}, tag: 'latest', insecure: true, ...${JSON.stringify(options)} });
const fleet = new Fleet({ name: 'acme', source });
new Cluster(fleet, 'hub');
new Component(fleet, 'notes', {
  manifests: (chart) => void new ApiObject(chart, 'notes', {
    apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'notes' }, data: { text: ${JSON.stringify(text)} },
  }),
});
fleet.synth();
`;
}
