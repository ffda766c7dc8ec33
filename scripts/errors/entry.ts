/** What the catalogue says about one id. */
export interface Entry {
  /** The change or the state of the trees that leads to it, and what Flux would do. */
  readonly cause: string;
  /** One as it is printed, without what comes before the address. */
  readonly example: string;
  /** How to get rid of it, and when which way is right. */
  readonly mend: string;
}
