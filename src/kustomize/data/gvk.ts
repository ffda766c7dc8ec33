/** Group, version and kind. Empty parts of a selector select everything. */
export interface Gvk {
  readonly group?: string;
  readonly version?: string;
  readonly kind?: string;
}
