import { Options } from '../../core/options';
import { GIT_SOURCE, OCI_SOURCE } from './options';
import { GitSourceProps, OCISourceProps } from './props';
import { gitSourceProblems, ociSourceProblems } from './rules';
import { SourceSpec } from './spec';
import { gitSpec, ociSpec } from './specs';

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

  /** Problems of the source; empty if it is valid. */
  public readonly problems: readonly string[];

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
  ) {
    this.problems = problems.filter((problem) => problem !== undefined);
  }
}

/** The options given, without values of other types, and their faults, one message each. */
export function readOptions<P extends object>(options: Options<P>, props: P) {
  const faults: string[] = [];
  const given = options.read(props, (_, message) => faults.push(message));
  return { given, faults };
}
