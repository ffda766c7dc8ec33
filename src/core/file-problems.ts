/** Something wrong in a file that the program reads. */
export interface FileProblem {
  /** The file, with the line if it is known: `manifests/web.yaml:3`. */
  readonly at: string;
  /** The fault, and after a colon what to do. */
  readonly message: string;
}

/** Thrown where a function of the program reads files. Each problem is reported for its file, and not for the targets. */
export class FileProblems extends Error {
  constructor(public readonly problems: readonly FileProblem[]) {
    super(problems.map(({ at, message }) => `[${at}] ${message}`).join('\n'));
    this.name = 'FileProblems';
  }
}
