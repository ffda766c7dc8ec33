import { KubernetesObject } from '../../kubernetes/objects';
import { Place } from './place';

/**
 * Conventions of whoever writes a tree, beyond those of Flux and Kubernetes: where files lie, and which marks on objects
 * have a meaning.
 */
export interface Conventions {
  /** Where files lie. */
  readonly layout: Layout;

  /**
   * Namespaces whose deletion admission refuses.
   *
   * @default - none
   */
  readonly protection?: Protection;

  /**
   * Whether an object only keeps something out: when it goes, nothing is lost, but more is allowed.
   *
   * @default - none is
   */
  readonly isFence?: (object: { readonly group: string; readonly kind: string; readonly name: string }) => boolean;

  /** Annotations of Namespaces that admission policies read. */
  readonly limits: NamespaceLimits;

  /**
   * Annotation of a source, or of a FluxInstance, that says that everything there is signed and nothing verifies it yet.
   *
   * @default - none: sources may be verified at any time
   */
  readonly signedMark?: string;

  /**
   * Whether a program of this library writes the tree, so that advice may name the options of its constructs.
   *
   * @default false
   */
  readonly isProgram?: boolean;
}

/** Reads from paths and names where in a fleet something is. */
export interface Layout {
  /**
   * The place of a file or directory.
   *
   * @param exists whether one of the compared trees has a folder
   */
  placeOf(path: string, exists: (folder: string) => boolean): Place;

  /** The remote cluster whose folder a directory is in or is; undefined for all others. */
  remoteOf(directory: string): string | undefined;

  /** The environment that an object belongs to, as far as its file and names tell. */
  environmentOf(object: {
    readonly file: string;
    readonly namespace: string;
    readonly name: string;
  }): string | undefined;

  /** The app that a Kustomization or HelmRelease runs, by its name and the place of the Kustomization that applies it. */
  appOf(place: Place, name: string): string | undefined;
}

/** How some Namespaces are protected from deletion. */
export interface Protection {
  /** Whether an object is protected. */
  isProtected(object: KubernetesObject): boolean;

  /** The object that enforces the protection, as `group/Kind/namespace/name`: without it nothing is refused. */
  readonly enforcedBy: string;

  /** Why admission refuses the deletion, for messages. */
  readonly reason: string;
}

/** Annotations of a Namespace that decide what its tenants may do. */
export interface NamespaceLimits {
  /** Lists of what is allowed, separated by spaces. Without the annotation, everything is. */
  readonly allowed: readonly string[];
  /** Permissions, given by `true`. */
  readonly permissions: readonly string[];
  /** Requirements, in force by `true`. */
  readonly requirements: readonly string[];
}

/** Conventions of Flux's own examples: a folder `clusters/<name>` for each cluster, and no marks. */
export const PLAIN_CONVENTIONS: Conventions = {
  layout: {
    placeOf: (path) => {
      const cluster = /(?:^|\/)clusters\/([^/]+)/.exec(path)?.[1];
      return cluster === undefined ? {} : { cluster };
    },
    remoteOf: () => undefined,
    environmentOf: () => undefined,
    appOf: () => undefined,
  },
  limits: { allowed: [], permissions: [], requirements: [] },
};
