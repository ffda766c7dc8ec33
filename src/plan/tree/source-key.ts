/** Identity of a source within a cluster. */
export interface SourceKey {
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
}

/** The address of a source in a form in which equal addresses are equal texts. */
export function sourceAddress(url: string): string {
  return url
    .replace(/\/+$/, '')
    .replace(/\.git$/, '')
    .toLowerCase();
}
