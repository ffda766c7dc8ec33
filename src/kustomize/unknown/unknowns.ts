import { BuildError } from '../yaml/types';

/** Why part of a build is not known. */
export interface Unknown {
  /** The kind of the unknown thing. */
  readonly kind: 'helm' | 'plugin' | 'remote' | 'secret' | 'unsupported' | 'variable';
  /** The thing itself, without logins: an address, `Secret cluster-vars`, `exec plugin Frobnicator`. */
  readonly what: string;
  /** The list or field that asks for it. */
  readonly where: string;
  /** Whether objects may be missing from the build because of it. */
  readonly hidesObjects: boolean;
  /** Whether every object of the build may differ because of it. */
  readonly touchesAll: boolean;
}

/** A feature that this engine does not evaluate. */
export class UnsupportedError extends BuildError {}
