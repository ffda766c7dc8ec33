import { anything } from '../../core/options';
import { quote } from '../../kubernetes/names';
import { SourceSpec } from '../source';

/** Installation of Flux. A cluster's own value wins over the fleet's. */
export interface BootstrapProps {
  /**
   * Installer of Flux, which decides how its controllers are locked down.
   *
   * - `external`: somebody else, who sets the flags that `lockdownPatches` lists. Only Flux's own source and
   *   Kustomization are generated.
   * - `gotk`: the files of `flux bootstrap`. `gotk-components.yaml`, which `flux install --export` writes, is listed
   *   beside them with patches that set the flags.
   * - `operator`: Flux Operator. A FluxInstance with `multitenant` is generated instead, from which the operator
   *   creates the rest.
   *
   * @default - the fleet's, else `external`
   */
  readonly bootstrap?: 'external' | 'gotk' | 'operator';
}

/** Installer of Flux on a cluster: somebody else, `flux bootstrap`, or Flux Operator. */
export type Bootstrap = NonNullable<BootstrapProps['bootstrap']>;

/** The type of the options, whose words checkBootstrap knows. */
export const BOOTSTRAP_TYPES = { bootstrap: anything } as const;

const KINDS: readonly Bootstrap[] = ['external', 'gotk', 'operator'];

/** Problem of the installer for a fleet with this source. */
export function checkBootstrap({ bootstrap }: BootstrapProps, source: SourceSpec): string | undefined {
  if (bootstrap === undefined) return undefined;
  if (!KINDS.includes(bootstrap)) return `bootstrap ${quote(bootstrap)} is not known: use one of ${KINDS.join(', ')}`;
  if (bootstrap !== 'operator' || operatorRef(source) !== undefined) return undefined;
  const takes = source.kind === 'GitRepository' ? 'a branch or a tag' : 'a tag';
  return `bootstrap "operator" cannot follow the source ref ${quote(source.ref)}: give the fleet's source ${takes}`;
}

/** Reference of a source that a FluxInstance can follow; undefined if it cannot. */
export function operatorRef(source: SourceSpec): string | undefined {
  if (source.kind === 'OCIRepository') return source.ref.tag;
  const { branch, tag, commit } = source.ref;
  if (commit !== undefined) return undefined;
  return branch === undefined ? tag && `refs/tags/${tag}` : `refs/heads/${branch}`;
}
