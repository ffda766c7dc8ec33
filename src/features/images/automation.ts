import * as fs from 'node:fs';
import * as path from 'node:path';
import type { Chart } from 'cdk8s';
import { construct, instance, list, mapOf, object, Options, required, text } from '../../core/options';
import { formatLocation, type SourceLocation, type Statement } from '../../core/source-location';
import { DURATION } from '../../flux/option-types';
import { checkRefName } from '../../flux/ref-names';
import { checkSourcePath } from '../../flux/rules';
import { checkDnsLabel, quote } from '../../kubernetes/names';
import { FleetElement, FleetScope } from '../fleet';
import { Secret } from '../secret';
import { automationObjects } from './objects';
import { ImageAutomationProps } from './props';
import { openImageRegistry } from './registry';
import { readVersions, VersionEntry } from './versions';

const AUTOMATION = Options.of<ImageAutomationProps>('fleet.imageAutomation', {
  cluster: required(construct('a cluster', () => FleetElement)),
  file: required(text),
  secretName: required(text),
  author: required(object({ email: required(text), name: text })),
  name: text,
  url: text,
  branch: text,
  pushBranch: text,
  pushOptions: mapOf(text),
  path: text,
  messageTemplate: text,
  interval: DURATION,
  secrets: list(instance('a Secret', () => Secret)),
});

/** Stands for options that are wrong; the synthesis refuses them. */
const NOTHING: ImageAutomationProps = { cluster: { name: '' }, file: '', secretName: '', author: { email: '' } };

/** The parts of a cluster that an automation needs. */
interface RunningCluster {
  readonly name: string;
  readonly managedBy?: { readonly name: string };
}

/** The parts of an automation's component. */
interface AutomationComponent {
  readonly manifests: (chart: Chart) => void;
  readonly secrets: readonly Secret[];
}

/**
 * The automation that commits the tags which policies select. `fleet.imageAutomation` makes it.
 *
 * @example
 * const automation = fleet.imageAutomation({
 *   cluster,
 *   file: 'versions/images.yaml',
 *   secretName: 'git-push',
 *   author: { name: 'Flux', email: 'flux@acme.example' },
 *   pushBranch: 'image-updates',
 * });
 * new App(tenant, 'web', { path: './web' }).updateImages({ 'ghcr.io/acme/web': { policy: { semver: '1.x' } } });
 * console.log(automation.file);
 */
export class ImageAutomation {
  /** Its name, and that of its component and its namespace. */
  public readonly name: string;

  /** The versions file, relative to the working directory. */
  public readonly file: string;

  /** Folder of the versions file in the repository, beginning with `./`. */
  public readonly path: string;

  /** URL of the repository. */
  public readonly url: string;

  /** Branch that is checked out. */
  public readonly branch: string;

  /** Branch that is pushed to. */
  public readonly pushBranch: string;

  /** Name of the cluster that runs it. */
  public readonly cluster: string;

  /**
   * Whether its options are right.
   *
   * @internal
   */
  public readonly isSound: boolean;

  private readonly given: ImageAutomationProps;

  /** Policies whose tags the program asked for. */
  private readonly asked = new Set<string>();

  private reading?: ReadonlyMap<string, VersionEntry>;
  private faulty = false;

  readonly #statement: Statement;

  /** @internal */
  public constructor(
    private readonly fleet: FleetScope<object>,
    props: ImageAutomationProps | undefined,
    statement: Statement,
  ) {
    this.#statement = statement;
    const given = props ?? NOTHING;
    this.given = given;
    const { source } = fleet;
    const own = source.kind === 'GitRepository' ? source : undefined;
    this.name = given.name ?? 'image-automation';
    this.file = given.file;
    this.url = given.url ?? own?.url ?? '';
    this.branch = given.branch ?? (given.url === undefined ? own?.ref.branch : undefined) ?? '';
    this.pushBranch = given.pushBranch ?? this.branch;
    this.cluster = (given.cluster as RunningCluster).name;
    const folder = path.posix.join(path.posix.dirname(fleet.path), path.posix.dirname(given.file));
    this.path = given.path ?? (folder === '.' ? './' : `./${folder}`);
    const problems = props === undefined ? [] : this.problems().filter((problem) => problem !== undefined);
    fleet.problems.add('image', this.at, ...problems);
    this.isSound = props !== undefined && problems.length === 0;
  }

  /** The statement that made it. */
  public get location(): SourceLocation | undefined {
    return this.#statement.location;
  }

  /**
   * The tag of a policy in the versions file, for values and objects in code.
   *
   * @param policy name of the policy, such as `shop-web`
   * @returns the tag; `missing` as long as the file has none, which the synthesis refuses
   */
  public tag(policy: string): string {
    this.asked.add(policy);
    return this.entries.get(policy)?.tag ?? 'missing';
  }

  /**
   * Policies whose tags the program asked for.
   *
   * @internal
   */
  public get wanted(): ReadonlySet<string> {
    return this.asked;
  }

  /**
   * The entries of the versions file, by policy. The problems of the file are reported with the first use.
   *
   * @internal
   */
  public get entries(): ReadonlyMap<string, VersionEntry> {
    this.reading ??= this.read();
    return this.reading;
  }

  /**
   * Whether the versions file could be read, so that it tells which entries are missing.
   *
   * @internal
   */
  public get isReadable(): boolean {
    void this.entries;
    return !this.faulty;
  }

  /**
   * The component that brings its objects to its cluster.
   *
   * @internal
   */
  public get component(): AutomationComponent {
    return {
      manifests: (chart) => automationObjects(chart, this, this.given, openImageRegistry(this.fleet)),
      secrets: this.given.secrets ?? [],
    };
  }

  private get at(): string {
    return `${this.cluster}/${this.name}`;
  }

  private read(): ReadonlyMap<string, VersionEntry> {
    const { problems } = this.fleet;
    if (this.given === NOTHING) return new Map();
    let content: string;
    try {
      content = fs.readFileSync(this.file, 'utf8');
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code ?? 'unreadable';
      this.faulty = true;
      problems.add(
        'image-file',
        this.file,
        `the versions file cannot be read (${code}): run flux-fleet images --write, which makes it`,
      );
      return new Map();
    }
    return readVersions(this.file, content, this.name, (location, message) => {
      this.faulty = true;
      problems.add('image-file', formatLocation(location), message);
    }).entries;
  }

  private problems(): Array<string | undefined> {
    const { cluster, author, secrets = [] } = this.given;
    const { name, managedBy } = cluster as RunningCluster;
    return [
      checkDnsLabel('automation name', this.name),
      managedBy &&
        `cluster ${quote(name)} runs no Flux, which could commit nothing there: name its manager ${quote(managedBy.name)}`,
      this.url === ''
        ? 'the fleet reads no Git repository, so nothing tells where to commit: give url and branch of the one with the versions file'
        : undefined,
      this.url !== '' && this.branch === ''
        ? "the fleet's source names no branch to commit to: give branch"
        : undefined,
      this.branch === '' ? undefined : checkRefName('branch', this.branch),
      this.given.pushBranch === undefined ? undefined : checkRefName('branch', this.pushBranch),
      author.email === '' ? 'author.email "" is not an address: give one, Git needs it' : undefined,
      checkSourcePath('path', this.path),
      this.pathProblem(),
      ...secrets.flatMap((secret) => secret.problems),
    ];
  }

  /** The automation changes every marked value in its folder, so the generated files must be elsewhere. */
  private pathProblem(): string | undefined {
    const parts = (folder: string) =>
      path.posix
        .normalize(folder)
        .split('/')
        .filter((part) => part !== '' && part !== '.');
    const [mine, generated] = [parts(this.path), parts(`${this.fleet.path}/clusters`)];
    const isWithin = (inner: readonly string[], outer: readonly string[]) =>
      outer.every((part, index) => inner[index] === part);
    if (!isWithin(generated, mine) && !isWithin(mine, generated)) return undefined;
    return `path ${quote(this.path)} and the generated files in ${quote(`${this.fleet.path}/clusters`)} are one within the other, so that each commit would cause the next: put the versions file into a folder of its own, such as versions/images.yaml`;
  }
}

/** Makes an automation, and registers it unless its options are wrong. */
export function makeAutomation<C extends object>(
  fleet: FleetScope<C>,
  given: ImageAutomationProps,
  statement: Statement,
): ImageAutomation {
  const faults = AUTOMATION.problems(given);
  fleet.problems.add('option', fleet.name, ...faults);
  const props = faults.length > 0 ? undefined : given;
  const automation = new ImageAutomation(fleet, props, statement);
  if (props) openImageRegistry(fleet).automations.push(automation);
  return automation;
}
