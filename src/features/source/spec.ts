import { GitReference } from '../../flux/git-repository';
import { OCIReference } from '../../flux/oci-repository';
import type { SourceInclude, SourceVerification } from './props';

/** How Flux gets in, as plain data: the same for sources and charts. `P` are the providers. */
export interface AccessSpec<P extends string = 'generic' | 'aws' | 'azure' | 'gcp'> {
  /** Secret with the credentials; undefined for an anonymous source. */
  readonly secretName?: string;
  /** Cloud or service whose identity authenticates. */
  readonly provider?: P;
  /** ServiceAccount whose identity or pull secrets are used. */
  readonly serviceAccountName?: string;
  /** Secret with certificates. */
  readonly certSecretName?: string;
  /** Secret with the settings of a proxy. */
  readonly proxySecretName?: string;
  /** Whether to use plain HTTP. */
  readonly insecure?: boolean;
  /** Timeout of one operation in milliseconds. */
  readonly timeout?: number;
  /** Whether everything there is signed. */
  readonly signed?: boolean;
  /** Signatures that must be there. */
  readonly verify?: SourceVerification;
}

/** A Git repository as plain data. */
export interface GitSourceSpec extends Omit<
  AccessSpec<'generic' | 'aws' | 'azure' | 'github'>,
  'certSecretName' | 'insecure'
> {
  /** The Flux kind. */
  readonly kind: 'GitRepository';
  /** URL, without credentials. */
  readonly url: string;
  /** The reference to fetch. */
  readonly ref: GitReference;
  /** Patterns of files that are left out. */
  readonly ignore?: string;
  /** Whether submodules are fetched. */
  readonly recurseSubmodules?: boolean;
  /** Other GitRepositories whose files are added. */
  readonly include?: readonly SourceInclude[];
  /** Parts of the generated folder with an artifact each. */
  readonly per?: 'unit';
}

/** An OCI artifact as plain data. */
export interface OCISourceSpec extends AccessSpec {
  /** The Flux kind. */
  readonly kind: 'OCIRepository';
  /** URL, without a tag. */
  readonly url: string;
  /** The version to fetch. */
  readonly ref: OCIReference;
  /** Patterns of files that are left out. */
  readonly ignore?: string;
  /** Parts of the generated folder with an artifact each. */
  readonly per?: 'cluster' | 'unit';
}

/** A source as plain data. */
export type SourceSpec = GitSourceSpec | OCISourceSpec;

/** A copy of files into an artifact, as plain data. */
export interface CopySpec {
  readonly from: string;
  readonly to: string;
  readonly exclude?: readonly string[];
  readonly strategy?: 'Overwrite' | 'Merge' | 'Extract';
}

/** An ExternalArtifact as plain data: one that somebody else makes, or one that is made of sources. */
export type ArtifactSpec =
  | { readonly name: string; readonly namespace?: string; readonly sources?: never }
  | {
      readonly sources: Readonly<Record<string, SourceSpec>>;
      readonly copy: readonly CopySpec[];
      readonly name?: never;
    };

/** A Helm chart as plain data. */
export type ChartSpec = RepositoryChartSpec | OCIChartSpec | GitChartSpec;

/** How Flux makes a chart of what is in a repository, as plain data. */
export interface ChartBuildSpec {
  /** How often Flux looks for a new version, in milliseconds. */
  readonly interval?: number;
  readonly valuesFiles?: readonly string[];
  readonly ignoreMissingValuesFiles?: boolean;
  readonly reconcileStrategy?: 'ChartVersion' | 'Revision';
}

/** A chart of a Helm repository as plain data. */
export interface RepositoryChartSpec extends Omit<AccessSpec, 'proxySecretName' | 'serviceAccountName'> {
  readonly from: 'repository';
  readonly url: string;
  readonly chart: string;
  readonly version: string;
  /** Whether the credentials go to other hosts that the index names, too. */
  readonly passCredentials?: boolean;
  /** How the chart is made; undefined for Flux's defaults. */
  readonly build?: ChartBuildSpec;
}

/** A chart that is an OCI artifact as plain data. */
export interface OCIChartSpec extends AccessSpec {
  readonly from: 'oci';
  readonly url: string;
  readonly version: string;
  /** Whether the HelmRelease holds all of it; undefined for a source object of its own. */
  readonly inline?: true;
}

/** A chart in a folder of a Git repository as plain data. */
export interface GitChartSpec {
  readonly from: 'git';
  readonly source: GitSourceSpec;
  readonly path: string;
  /** How the chart is made; undefined for Flux's defaults. */
  readonly build?: ChartBuildSpec;
}
