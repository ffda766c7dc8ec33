import { quote } from '../../kubernetes/names';
import { SourceSpec } from '../source';

/** How Flux gets on a cluster. A cluster's own wins over the fleet's. */
export interface BootstrapProps {
  /**
   * Who installs Flux, and so what locks its controllers down.
   *
   * - `external`: somebody else, who sets the flags that `lockdownPatches` lists. Only Flux's own source and
   *   Kustomization are written.
   * - `gotk`: `flux bootstrap`. Its `gotk-components.yaml`, which is Flux's and never written here, is listed beside
   *   them, with patches that set the flags.
   * - `operator`: Flux Operator. A FluxInstance with `multitenant` is written instead, from which the operator makes the
   *   rest.
   *
   * @default - the fleet's; in the end `external`
   */
  readonly bootstrap?: 'external' | 'gotk' | 'operator';
}

/** Who installs Flux on a cluster: somebody else, `flux bootstrap`, or Flux Operator. */
export type Bootstrap = NonNullable<BootstrapProps['bootstrap']>;

const KINDS: readonly Bootstrap[] = ['external', 'gotk', 'operator'];

/** What is wrong with it for a fleet of this source. */
export function checkBootstrap({ bootstrap }: BootstrapProps, source: SourceSpec): string | undefined {
  if (bootstrap === undefined) return undefined;
  if (!KINDS.includes(bootstrap)) return `bootstrap ${quote(bootstrap)} is not known: use one of ${KINDS.join(', ')}`;
  if (bootstrap !== 'operator' || operatorRef(source) !== undefined) return undefined;
  const takes = source.kind === 'GitRepository' ? 'a branch or a tag' : 'a tag';
  return `bootstrap "operator" cannot follow the source ref ${quote(source.ref)}: give the fleet's source ${takes}`;
}

/** What a FluxInstance follows of a source; undefined where it cannot follow it. */
export function operatorRef(source: SourceSpec): string | undefined {
  if (source.kind === 'OCIRepository') return source.ref.tag;
  const { branch, tag, commit } = source.ref;
  if (commit !== undefined) return undefined;
  return branch === undefined ? tag && `refs/tags/${tag}` : `refs/heads/${branch}`;
}
