import { KubernetesObject } from '../../kubernetes/objects';

/**
 * Annotation of a source whose artifact holds a folder of this very repository, at the path that the folder has here: the
 * folder. A Git URL tells that by itself, the URL of an OCI artifact does not.
 */
export const HELD_FOLDER = 'fleet.cdk8s.io/folder';

/** The folder of this repository that a source says it holds; undefined if it says nothing. */
export function heldFolder({ metadata: { annotations } }: KubernetesObject): string | undefined {
  const folder: unknown = annotations?.[HELD_FOLDER];
  return typeof folder === 'string' ? folder : undefined;
}
