import { App } from 'cdk8s';
import { defined } from '../../core/defined';
import { anything, flag, freeMap, instance, number, object, Options, required, text } from '../../core/options';
import { FleetError, ProblemCollector } from '../../core/problem';
import { Statement } from '../../core/source-location';
import { FLUX_DEFAULTS, FluxDefaults } from '../../flux/defaults';
import { checkSourcePath } from '../../flux/rules';
import { checkDnsLabel, quote } from '../../kubernetes/names';
import { checkAcknowledgement, LeakAcknowledgement } from '../../leaks/acknowledgement';
import { GuardLimits } from '../../plan/guard/guard';
import { GUARD_LIMITS } from '../../plan/guard/limits';
import { Removal } from '../../plan/guard/removal';
import type { ProjectSchemas } from '../../schema/project';
import { checkVersions, VERSION_TYPES, VersionProps } from '../../schema/version-props';
import { BOOTSTRAP_TYPES, BootstrapProps, checkBootstrap, InstallationProps } from '../bootstrap';
import { PartialConfig, ConfigLayer, declareLayer } from '../config';
import { Notices, Notification, NotificationProps, ReceiveProps, Webhook } from '../notification';
import type { Placement } from '../placement';
import { checkPolicies, POLICY_TYPES, PolicyProps } from '../policies';
import { checkPullSecrets, PULL_SECRETS, Secret } from '../secret';
import { givenSourceProblems, Source, SourceSpec, standbyProblem } from '../source';
import { Target } from '../target';
import type { UntilNotice, UntilStatement } from '../until';
import type { FleetSchemas } from './fleet-schemas';
import { checkDefaults } from './flux-defaults';
import { AcknowledgedRule, checkAcknowledgedRule, checkRule, FleetRule, RuleAcknowledgement } from './rule';

const NO_SCOPES: ReadonlyMap<string, 'cluster' | 'namespace'> = new Map();

/** Props of `Fleet`. */
export interface FleetProps<C extends object> extends VersionProps, PolicyProps, BootstrapProps {
  /** The fleet's name, a DNS label. */
  readonly name: string;

  /**
   * The repository or artifact that contains the generated folder, and that Flux reads. Its `per` decides what a commit
   * reconciles. An environment's wins over a cluster's, that one over its manager's, and the fleet's is the weakest.
   */
  readonly source: Source;

  /**
   * Another source of the folder, whose objects are made as well and which nothing reads: for going over from one to
   * another. First it is the new one, until that is Ready; then the two change places; then it is left out.
   *
   * @default - for a cluster or an environment without `source` what is above it says; otherwise none
   */
  readonly standbySource?: Source;

  /**
   * The generated folder's path within the source. A program in a subfolder of its Git repository must give it; so must
   * one with another output directory. If it is not where the files are written, a run warns.
   *
   * @default ./dist
   */
  readonly path?: string;

  /**
   * The output directory, relative to the working directory.
   *
   * @default - $CDK8S_OUTDIR, which the cdk8s command sets, else `dist`
   */
  readonly outdir?: string;

  /**
   * Configuration of every cluster, the weakest layer: the place for defaults.
   *
   * @default - none
   */
  readonly config?: PartialConfig<C>;

  /**
   * Default fields of Flux objects, by kind.
   *
   * @default - the library's own, see {@link FluxDefaults}
   */
  readonly defaults?: FluxDefaults;

  /**
   * Whether an object of a kind without a known schema is an error instead of a warning.
   *
   * @default false
   */
  readonly strict?: boolean;

  /**
   * How much may go without a declaration.
   *
   * @default - see {@link GuardLimits}
   */
  readonly guard?: GuardLimits;

  /**
   * Secrets with which the pods of all tenants pull images: names of those that are in their namespaces anyway, or Secrets
   * that are placed in all of these. They come to a tenant's own `imagePullSecrets`.
   *
   * @example
   * const pull = Secret.external({
   *   name: 'registry',
   *   store: { kind: 'ClusterSecretStore', name: 'vault' },
   *   extract: ['registry'],
   *   type: 'kubernetes.io/dockerconfigjson',
   * });
   * const source = Source.git({ url: 'https://github.com/acme/fleet', branch: 'main' });
   * new Fleet({ name: 'acme', source, imagePullSecrets: [pull] });
   *
   * @default - none
   */
  readonly imagePullSecrets?: ReadonlyArray<string | Secret>;

  /**
   * When runs warn of the last days of clusters, environments and tenants (`until`), and when they are refused.
   *
   * @default - see {@link UntilNotice}
   */
  readonly untilNotice?: UntilNotice;
}

/** The options of `Fleet`. */
const FLEET_OPTIONS = Options.of<FleetProps<object>>('a fleet', {
  ...VERSION_TYPES,
  ...POLICY_TYPES,
  ...BOOTSTRAP_TYPES,
  name: required(anything),
  source: required(instance('a Source', () => Source)),
  standbySource: instance('a Source', () => Source),
  path: text,
  outdir: text,
  // declareLayer checks it.
  config: freeMap,
  defaults: FLUX_DEFAULTS,
  strict: flag,
  guard: GUARD_LIMITS,
  imagePullSecrets: PULL_SECRETS,
  untilNotice: object<UntilNotice>({
    warnDays: number({ least: 0, whole: true }),
    graceDays: number({ least: 0, whole: true }),
  }),
});

/** The root of a fleet's constructs. Programs use its subclass `Fleet`. */
export abstract class FleetScope<C extends object> extends App {
  /** The fleet's name. */
  public readonly name: string;

  /**
   * Source from which Flux reads the generated folder.
   *
   * @internal
   */
  public readonly source: SourceSpec;

  /**
   * Source beside it, while the fleet goes over from one to the other.
   *
   * @internal
   */
  public readonly standby?: SourceSpec;

  /** The generated folder's path within the source, without a slash at the end. */
  public readonly path: string;

  /**
   * Whether the program gives the path.
   *
   * @internal
   */
  public readonly hasOwnPath: boolean;

  /**
   * Secrets with which pods of all tenants pull images.
   *
   * @internal
   */
  public readonly imagePullSecrets: ReadonlyArray<string | Secret>;

  /** The fleet's layer of configuration. */
  public readonly config: PartialConfig<C>;

  /**
   * The fleet's layer of configuration, as a list of one.
   *
   * @internal
   */
  public readonly layers: readonly ConfigLayer[];

  /** Default versions of Flux and Kubernetes. */
  public readonly versions: VersionProps;

  /** Default installer of Flux. */
  public readonly bootstrap?: BootstrapProps['bootstrap'];

  /** Controllers of Flux beside the default ones, unless a cluster says otherwise. */
  public readonly extraControllers?: BootstrapProps['extraControllers'];

  /**
   * How Flux is installed, unless a cluster says otherwise.
   *
   * @internal
   */
  public readonly installation: InstallationProps;

  /** Default admission policies of clusters. */
  public readonly policies: PolicyProps;

  /** Default fields of Flux objects. */
  public readonly defaults: FluxDefaults;

  /** Whether an object of an unknown kind is an error. */
  public readonly strict: boolean;

  /**
   * Problems of the program so far.
   *
   * @internal
   */
  public readonly problems = new ProblemCollector();

  /**
   * The notifications and receivers of the fleet and of its elements.
   *
   * @internal
   */
  public readonly notices = new Notices(this.problems);

  /**
   * When runs warn of last days, and when they are refused.
   *
   * @internal
   */
  public readonly untilNotice: UntilNotice;

  /**
   * The last days of the fleet's elements.
   *
   * @internal
   */
  public readonly untils: UntilStatement[] = [];

  /**
   * The program's statements of features that few fleets use, by feature. Their files are loaded where there is something.
   *
   * @internal
   */
  public readonly statements = new Map<'backups' | 'costs' | 'plan policies' | 'scale-downs', object>();

  /**
   * Placements of statements that are no constructs, with what states them, so that names in them are checked.
   *
   * @internal
   */
  public readonly placements: Array<{
    readonly at: string;
    readonly of: string;
    readonly placement: Placement;
    /** Whether only clusters are selected. */
    readonly isOfClusters?: boolean;
  }> = [];

  /**
   * Checks of features that a program uses, to be made when all values are resolved.
   *
   * @internal
   */
  public readonly lateChecks: Array<
    (findings: { readonly problems: ProblemCollector; readonly warnings: ProblemCollector }) => void
  > = [];

  /**
   * Props without values of other types.
   *
   * @internal
   */
  protected readonly given: FleetProps<C>;

  private added: FleetSchemas | undefined;
  private readonly acknowledged = new Map<string, string>();
  private readonly leaks: LeakAcknowledgement[] = [];
  private readonly ownRules: FleetRule[] = [];
  private readonly acknowledgedFindings: AcknowledgedRule[] = [];

  /** @internal */
  protected constructor(given: FleetProps<C>) {
    const found = new ProblemCollector();
    const at = String((given as Partial<FleetProps<C>> | undefined)?.name);
    const props = FLEET_OPTIONS.read(given, found.optionsAt(at));
    // Everything else reads the source.
    if ((props as Partial<FleetProps<C>>).source === undefined) throw new FleetError(found.problems);
    super(defined({ outdir: props.outdir }));
    for (const { id, message } of found.problems) this.problems.add(id, at, message);
    this.given = props;
    this.name = props.name;
    this.source = props.source.spec;
    if (props.standbySource !== undefined) this.standby = props.standbySource.spec;
    this.path = (props.path ?? './dist').replace(/\/+$/, '');
    this.hasOwnPath = props.path !== undefined;
    this.config = props.config ?? {};
    this.imagePullSecrets = [...(props.imagePullSecrets ?? [])];
    this.problems.add('name', props.name, ...checkPullSecrets(this.imagePullSecrets));
    this.strict = props.strict ?? false;
    this.untilNotice = { ...props.untilNotice };
    this.versions = { flux: props.flux, kubernetes: props.kubernetes };
    this.problems.add('name', props.name, checkDnsLabel('fleet name', props.name));
    this.problems.add('source', props.name, ...givenSourceProblems(props), standbyProblem(this.source, this.standby));
    this.problems.add('path', props.name, checkSourcePath('path', this.path));
    this.layers = [declareLayer(this.problems, props.name, 'fleet', this.config, new Statement(new.target))];
    this.policies = { policies: props.policies, trustedAccounts: props.trustedAccounts };
    this.problems.add('version', props.name, ...checkVersions(props));
    const badDefaults = checkDefaults(props.defaults ?? {});
    this.problems.add('defaults', props.name, ...badDefaults);
    // An invalid default would be reported again for every object that gets it.
    this.defaults = badDefaults.length > 0 ? {} : { ...props.defaults };
    if (props.bootstrap !== undefined) this.bootstrap = props.bootstrap;
    if (props.extraControllers !== undefined) this.extraControllers = [...props.extraControllers];
    const { controllers, sharding, fluxPatches, keepFlux, fluxInstance } = props;
    this.installation = defined({ controllers, sharding, fluxPatches, keepFlux, fluxInstance });
    this.problems.add('policies', props.name, ...checkPolicies(props));
    this.problems.add('bootstrap', props.name, checkBootstrap(props, this.source));
  }

  /**
   * Makes custom resources of other projects known, so that their objects are checked, and those of cluster-scoped kinds get no
   * namespace. What is wrong with a schema becomes a problem of the fleet.
   *
   * @param schemas projects of the package `cdk8s-flux-fleet-schemas`; paths of a YAML or JSON file, of a folder, or of a Helm
   * chart (a folder or a packed one, whose `crds` are read), relative to the working directory; or CustomResourceDefinitions as
   * YAML. The program's own definitions replace those of packages
   *
   * @example
   * import { projects } from 'cdk8s-flux-fleet-schemas';
   *
   * fleet.addSchema(projects.certManager, projects.gatewayApi);
   * fleet.addSchema('schemas/things.yaml');
   */
  public addSchema(...schemas: ReadonlyArray<string | ProjectSchemas>): void {
    for (const schema of schemas) {
      try {
        this.known.add(schema);
      } catch (error) {
        this.problems.add('schema', this.name, (error as Error).message);
      }
    }
  }

  /**
   * Makes kinds known that the library writes objects of. What `addSchema` adds replaces them.
   *
   * @internal
   */
  public addStandInSchema(crdYaml: string): void {
    this.known.addStandIn(crdYaml);
  }

  private get known(): FleetSchemas {
    // Loaded with the first schema: most fleets add none.
    // eslint-disable-next-line @typescript-eslint/no-require-imports
    const { FleetSchemas: Schemas } = require('./fleet-schemas') as typeof import('./fleet-schemas');
    return (this.added ??= new Schemas());
  }

  /** The scopes of the registered kinds, by `group/Kind`. */
  public get schemaScopes(): ReadonlyMap<string, 'cluster' | 'namespace'> {
    return this.added?.scopes ?? NO_SCOPES;
  }

  /** The registered CustomResourceDefinitions, and projects of packages. Of two with one kind, the later holds. */
  public get schemas(): ReadonlyArray<string | ProjectSchemas> {
    return this.added?.all ?? [];
  }

  /**
   * Silences the warnings of one id.
   *
   * @param id the warning's id, such as `unknown-kind`
   * @param reason why the warnings do not matter here
   */
  public acknowledgeWarning(id: string, reason: string): void {
    if (typeof reason !== 'string' || reason.trim() === '') {
      this.problems.add(
        'warning',
        this.name,
        `warning ${quote(id)} is silenced without a reason: say why it does not matter`,
      );
    }
    this.acknowledged.set(id, reason);
  }

  /** The ids of silenced warnings, each with the reason. */
  public get acknowledgedWarnings(): ReadonlyMap<string, string> {
    return new Map(this.acknowledged);
  }

  /**
   * Suppresses a false positive of the credential scanner: one field of one object. The message that rejects the field
   * shows the arguments.
   */
  public acknowledgeLeak(leak: LeakAcknowledgement): void {
    this.problems.add('leak', this.name, ...checkAcknowledgement(leak));
    this.leaks.push({ ...leak });
  }

  /** The declared removals. */
  public get declarations(): readonly Removal[] {
    return [];
  }

  /** The suppressed false positives of the credential scanner. */
  public get acknowledgedLeaks(): readonly LeakAcknowledgement[] {
    return [...this.leaks];
  }

  /**
   * Adds a rule of your own, which every object of the fleet must keep. With rules of its own, a fleet renders every unit
   * in every run: no cache knows what they say.
   *
   * @example
   * fleet.addRule({
   *   id: 'acme/latest',
   *   severity: 'warning',
   *   todo: 'name a version',
   *   check: (object) => (JSON.stringify(object).includes(':latest"') ? `${object.kind} runs an image "latest"` : undefined),
   * });
   */
  public addRule(rule: FleetRule): void {
    const wrong = checkRule(rule, this.ownRules);
    this.problems.add('rule', this.name, ...wrong);
    if (wrong.length === 0) this.ownRules.push({ ...rule });
  }

  /**
   * Accepts what a rule of your own finds about one object. The message that refuses the object shows the call.
   *
   * @param rule the rule's id, such as `acme/replicas`
   *
   * @example
   * fleet.acknowledgeRule('acme/replicas', { object: 'Deployment shop/web', reason: 'a test', until: '2027-01-31' });
   */
  public acknowledgeRule(rule: string, acknowledgement: RuleAcknowledgement): void {
    const wrong = checkAcknowledgedRule(rule, acknowledgement);
    this.problems.add('rule', this.name, ...wrong);
    if (wrong.length === 0) this.acknowledgedFindings.push({ ...acknowledgement, rule });
  }

  /**
   * Sends events of Flux on every cluster to a channel: failures, unless `severity` says otherwise. Each event carries its
   * cluster, and its environment where it has one.
   *
   * A Provider and an Alert are made in each control namespace: `flux-system`, `<environment>-flux-system`, and for a
   * remote cluster the namespace with its name on its manager. The channel's Secret has to be in each of them.
   *
   * @param name name within the fleet, a DNS label
   *
   * @example
   * fleet.notify('errors', { channel: Channel.slack({ channel: 'fleet', secret: 'slack' }) });
   */
  public notify(name: string, props: NotificationProps<Target<C>>): Notification {
    return this.notices.notify({ kind: 'fleet', address: [], element: this }, name, props);
  }

  /**
   * Lets a caller wake Flux on every cluster, so that a change arrives at once and not at the next interval. A Receiver is
   * made in each control namespace, where its Secret has to be; Flux makes its path of the Secret's token, and shows it in
   * `status.webhookPath`.
   *
   * @param name name within the fleet, a DNS label
   *
   * @example
   * fleet.receive('github', {
   *   type: 'github',
   *   events: ['ping', 'push'],
   *   secret: 'webhook-token',
   *   ingress: { host: 'flux.example.com', className: 'nginx' },
   * });
   */
  public receive(name: string, props: ReceiveProps): Webhook {
    return this.notices.receive({ kind: 'fleet', address: [], element: this }, name, props);
  }

  /** The rules that the program adds. */
  public get rules(): readonly FleetRule[] {
    return [...this.ownRules];
  }

  /**
   * The findings of these rules that the program accepts.
   *
   * @internal
   */
  public get acknowledgedRules(): readonly AcknowledgedRule[] {
    return [...this.acknowledgedFindings];
  }
}
