/** Why the engine differs from real kustomize in some builds, and how to tell. */
export interface Cause {
  readonly what: string;
  /** Whether it explains a difference: by the error of either side. */
  readonly explains: (difference: { readonly ours?: string; readonly theirs?: string }) => boolean;
}

/** All causes that are known. None is silent: a build is never different where both succeed. */
export const CAUSES: readonly Cause[] = [];
