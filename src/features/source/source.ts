import { defined } from '../../core/defined';
import { instance, Options, untyped } from '../../core/options';
import { quote } from '../../kubernetes/names';
import { GIT_SOURCE, OCI_SOURCE } from './options';
import { GitSourceProps, OCISourceProps } from './props';
import { gitSourceProblems, ociSourceProblems } from './rules';
import { ArtifactSpec, GitSourceSpec, SourceSpec } from './spec';
import { gitSpec, ociSpec } from './specs';

// Loaded with the first artifact: most fleets have none.
// eslint-disable-next-line @typescript-eslint/no-require-imports
const artifacts = () => require('./artifact') as typeof import('./artifact');

/** The spec of an artifact where nobody asks for one: refused, so that nobody reads it. */
const NO_SPEC: SourceSpec = { kind: 'GitRepository', url: '', ref: {} };

const NO_ARTIFACT =
  'an ExternalArtifact is for the folder of a component, and hides where its files come from: give Source.git or Source.oci here';

/**
 * A source of manifests: a Git repository or an OCI artifact.
 *
 * @example
 * Source.git({ url: 'https://github.com/acme/fleet', branch: 'main' });
 */
export class Source {
  /** A Git repository. The construct that uses the source reports its problems. */
  public static git(props: GitSourceProps): Source {
    const { given, faults } = readOptions(GIT_SOURCE, props);
    return new Source(gitSpec(given), [...faults, ...(faults.length > 0 ? [] : gitSourceProblems(given))]);
  }

  /** An OCI artifact. The construct that uses the source reports its problems. */
  public static oci(props: OCISourceProps): Source {
    const { given, faults } = readOptions(OCI_SOURCE, props);
    return new Source(ociSpec(given), [...faults, ...(faults.length > 0 ? [] : ociSourceProblems(given))]);
  }

  /**
   * An ExternalArtifact that is there without the fleet, for the folder of a component: in the control namespace, with
   * the component's Kustomization, as Flux lets no reference lead to another namespace. Flux 2.7 and later, with the
   * feature gate `ExternalArtifact` of kustomize-controller, which the fleet sets where it installs Flux.
   *
   * @param props its name, and its namespace if that is to be checked
   *
   * @example
   * new Component(fleet, 'agent', { path: './agent', source: Source.externalArtifact({ name: 'rendered-agent' }) });
   */
  public static externalArtifact(props: { readonly name: string; readonly namespace?: string }): Source {
    const { spec, problems } = artifacts().externalArtifact(props);
    return new Source(NO_SPEC, problems, spec);
  }

  /**
   * An artifact that source-watcher makes of several sources, for the folder of a component, which Flux applies only when
   * the files change that are copied. Flux 2.7 and later, with `source-watcher` among the cluster's `extraControllers`.
   *
   * @param props the sources by alias, and what is copied from them: `from` begins with `@` and an alias, `to` with
   *   `@artifact/`; of `strategy`, `Extract` is for Flux 2.8 and later
   *
   * @example
   * const settings = Source.git({ url: 'https://github.com/acme/settings', branch: 'main' });
   * const source = Source.artifact({
   *   sources: { base: Source.oci({ url: 'oci://registry.example.com/agent', tag: '1.2.0' }), settings },
   *   copy: [
   *     { from: '@base/**', to: '@artifact/' },
   *     { from: '@settings/agent/**', to: '@artifact/settings/' },
   *   ],
   * });
   * new Component(fleet, 'agent', { path: './', source });
   */
  public static artifact(props: {
    readonly sources: Readonly<Record<string, Source>>;
    readonly copy: ReadonlyArray<{
      readonly from: string;
      readonly to: string;
      readonly exclude?: readonly string[];
      readonly strategy?: 'Overwrite' | 'Merge' | 'Extract';
    }>;
  }): Source {
    const { spec, problems } = artifacts().madeArtifact(props, Source);
    return new Source(NO_SPEC, problems, spec);
  }

  /** Problems of the source; empty if it is valid. */
  public readonly problems: readonly string[];

  /**
   * Problems of an artifact where one may be given.
   *
   * @internal
   */
  public readonly artifactProblems: readonly string[];

  /** Keeps the compiler from taking something else with the same members for it. */
  declare private readonly nominal: never;

  private constructor(
    /**
     * The source as plain data.
     *
     * @internal
     */
    public readonly spec: SourceSpec,
    problems: ReadonlyArray<string | undefined>,
    /**
     * The artifact that it is instead, as plain data.
     *
     * @internal
     */
    public readonly artifact?: ArtifactSpec,
  ) {
    this.artifactProblems = problems.filter((problem) => problem !== undefined);
    this.problems = artifact === undefined ? this.artifactProblems : [...this.artifactProblems, NO_ARTIFACT];
  }
}

/** The options given, without values of other types, and their faults, one message each. */
export function readOptions<P extends object>(options: Options<P>, props: P) {
  const faults: string[] = [];
  const given = options.read(props, (_, message) => faults.push(message));
  return { given, faults };
}

/** A source as the whole that it is, whatever is an artifact of its own. */
export function wholeSource(spec: SourceSpec): SourceSpec {
  if (spec.per === undefined) return spec;
  const { per: _, ...whole } = spec;
  return whole;
}

/** The repository of the artifact with a directory of the output, such as `clusters/eu-1/prod`. */
export function artifactRepository({ url }: Pick<SourceSpec, 'url'>, directory: string): string {
  return `${url.replace(/\/+$/, '')}/${directory.replace(/^clusters\//, '')}`;
}

/**
 * A source that follows a branch: a repository itself, and of artifacts those that are pushed from the branch, whose
 * tag has its name. A tag takes no slash, so that a dash is in its place.
 */
export function onBranch(spec: SourceSpec, branch: string): SourceSpec {
  return spec.kind === 'GitRepository'
    ? ({ ...spec, ref: { branch } } satisfies GitSourceSpec)
    : { ...spec, ref: { tag: branch.replace(/[^A-Za-z0-9_.-]/g, '-') } };
}

/** The sources that an element may give. */
interface SourceProps {
  readonly source?: Source;
  readonly standbySource?: Source;
}

/** The types of the sources that an element may give. */
export const FLEET_SOURCE_TYPES = {
  source: untyped(instance('a Source', () => Source)),
  standbySource: untyped(instance('a Source', () => Source)),
} as const;

/** The sources that an element gives, as plain data. */
export interface GivenSources {
  readonly source?: SourceSpec;
  readonly standby?: SourceSpec;
}

/** The sources of props. */
export function givenSources({ source, standbySource }: SourceProps): GivenSources {
  return defined({ source: source?.spec, standby: standbySource?.spec });
}

/** Problems of the sources of props by themselves, one message each. */
export function givenSourceProblems({ source, standbySource }: SourceProps): readonly string[] {
  return [
    ...(source?.problems ?? []),
    ...(standbySource?.problems ?? []).map((problem) => `standbySource: ${problem}`),
  ];
}

/**
 * Problem of a source that stands by another one: both are objects of one name, so that their kinds must differ, unless
 * one of them is the other one split up.
 */
export function standbyProblem(source: SourceSpec, standby: SourceSpec | undefined): string | undefined {
  // One without a URL is faulty, which is reported as such.
  if (standby === undefined || standby.kind !== source.kind || standby.url === '') return undefined;
  const [one, other] = [source, standby].map(({ per: _, ...rest }) => JSON.stringify(rest));
  if (source.kind === 'GitRepository' && one === other && source.per !== standby.per) return undefined;
  const what = `standbySource is ${shown(standby)}, and source ${shown(source)}`;
  if (one === other && source.per === standby.per) return `${what}, the same: leave standbySource out`;
  return `${what}: both would be an ${source.kind} of one name: go over to a source of the other kind first, and from there to this one`;
}

function shown({ kind, url, per }: SourceSpec): string {
  return `${kind === 'GitRepository' ? 'Git' : 'OCI'} ${quote(url)}${per === undefined ? '' : ` per ${per}`}`;
}
