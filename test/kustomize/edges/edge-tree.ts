import { list } from '../fixture';

/** A small tree about one rule of kustomize or Flux, with a folder `app` that is built. */
export interface EdgeTree {
  /** Unique among all edges. */
  readonly name: string;
  readonly files: Readonly<Record<string, string>>;
  readonly spec?: Record<string, unknown>;
  /** Whether a variable that is not set fails the build. */
  readonly strict?: boolean;
}

/** A manifest as YAML. */
export function manifest(kind: string, name: string, fields: Record<string, unknown> = {}, apiVersion = 'v1'): string {
  return `${JSON.stringify({ apiVersion, kind, metadata: { name }, ...fields })}\n`;
}

/** A tree with one file of manifests that its list names. */
export function treeOf(name: string, manifests: string, fields: Record<string, unknown> = {}): EdgeTree {
  return {
    name,
    files: { 'app/kustomization.yaml': list({ resources: ['all.yaml'], ...fields }), 'app/all.yaml': manifests },
  };
}
