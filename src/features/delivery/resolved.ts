import { HealthCheck, HealthCheckExpression, ObjectSelector } from '../../flux/kustomize';
import { KubernetesObject } from '../../kubernetes/objects';
import { ChartSpec, SourceSpec } from '../source';
import { Images } from './image';

/** A patch as plain data. */
export interface ResolvedPatch {
  /** Fields that are merged, or operations. */
  readonly patch: object;
  /** Which objects are patched; undefined for the one that the fields name. */
  readonly target?: ObjectSelector;
}

/** A folder of a repository or artifact. */
export interface ResolvedFolder {
  /** The folder within the source. */
  readonly path: string;
  /** Where it is; undefined for the source of the tenant. */
  readonly source?: SourceSpec;
  /** Namespace that every object is moved to; undefined for each object's own, and for apps, which have theirs. */
  readonly targetNamespace?: string;
  /** Variables that Flux replaces when it applies the folder; undefined for none. */
  readonly substitutions?: Readonly<Record<string, string>>;
  /** Images that are replaced; undefined for none. */
  readonly images?: Images;
  /** Changes to the folder's objects; undefined for none. */
  readonly patches?: readonly ResolvedPatch[];
}

/** A Helm release. */
export interface ResolvedRelease {
  /** Helm's name of it. */
  readonly name: string;
  /** The chart. */
  readonly chart: ChartSpec;
  /** The chart's values; undefined for its own. */
  readonly values?: object;
  /** How CRDs are treated; undefined for the fleet's default. */
  readonly crds?: 'Skip' | 'Create' | 'CreateReplace';
  /** Images that are replaced in what the chart renders; undefined for none. */
  readonly images?: Images;
  /** Changes to what the chart renders; undefined for none. */
  readonly patches?: readonly ResolvedPatch[];
}

/** What a component or an app consists of at one place: one of a folder, a release and objects. */
export interface ResolvedDelivery {
  /** The folder, for one in a repository or artifact. */
  readonly folder?: ResolvedFolder;
  /** The Helm release, for a chart. */
  readonly release?: ResolvedRelease;
  /** The objects, for one in code, sorted by identity. */
  readonly objects?: readonly KubernetesObject[];
  /** Objects whose health counts; undefined for all. */
  readonly healthChecks?: readonly HealthCheck[];
  /** How the health of custom resources is read; undefined for their conditions. */
  readonly healthCheckExprs?: readonly HealthCheckExpression[];
}
