/** Something about a build that its tree does not tell. */
export interface Unknown {
  /**
   * Its kind: a base that is fetched, an exec plugin, a chart, a variable or secret of the cluster, a feature that is
   * not built, or Flux's own manifests.
   */
  readonly kind: 'components' | 'helm' | 'plugin' | 'remote' | 'secret' | 'unsupported' | 'variable';
  /** Its name for people, without logins. */
  readonly what: string;
  /** The list or field that asks for it. */
  readonly where: string;
  /** Whether the build may have more objects because of it. */
  readonly hidesObjects: boolean;
  /** Whether every object of the build may differ because of it. */
  readonly touchesAll: boolean;
}
