import { KubernetesObject } from '../../kubernetes/objects';
import { securePath } from './manifest-tree';

/** Identity of a source within a cluster. */
export interface SourceKey {
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
}

/** The address of a source in a form in which equal addresses are equal texts, be they read by SSH or HTTPS. */
export function sourceAddress(url: string): string {
  return url
    .replace(/^(?:ssh|https?):\/\/(?:[^/@]*@)?/i, '')
    .replace(/\/+$/, '')
    .replace(/\.git$/, '')
    .toLowerCase();
}

/**
 * Annotation of a source whose artifact holds a folder of this very repository, at the path that the folder has here: the
 * folder. A Git URL tells that by itself, the URL of an OCI artifact does not.
 */
export const HELD_FOLDER = 'fleet.cdk8s.io/folder';

/** Annotation with patterns of what the artifact does not hold, within the folder, separated by commas. */
export const HELD_WITHOUT = 'fleet.cdk8s.io/folder-without';

/** A part of a repository that an artifact holds. */
export interface HeldFolder {
  /** The folder; empty for the whole repository. */
  readonly folder: string;
  /** Patterns of what is left out, from the top of the repository. */
  readonly without: readonly string[];
}

/** Part of this repository that a source claims to hold; undefined if it says nothing. */
export function heldFolder({ metadata: { annotations } }: KubernetesObject): HeldFolder | undefined {
  const [folder, without]: readonly unknown[] = [annotations?.[HELD_FOLDER], annotations?.[HELD_WITHOUT]];
  if (typeof folder !== 'string') return undefined;
  const path = securePath(folder);
  const patterns = typeof without === 'string' ? without.split(',') : [];
  const named = patterns.map((one) => one.trim()).filter((one) => one !== '');
  return { folder: path, without: named.map((one) => (path === '' ? one : `${path}/${one}`)) };
}
