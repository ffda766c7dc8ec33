/** Identity of a source within a cluster. */
export interface SourceKey {
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
}
