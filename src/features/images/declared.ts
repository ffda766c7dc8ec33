import type { SourceLocation, Statement } from '../../core/source-location';
import type { ImageUpdateProps } from './props';
import type { VersionEntry } from './versions';

/** An image that Flux updates. */
export interface DeclaredUpdate extends ImageUpdateProps {
  /** Name of its ImagePolicy, and of its entry in the versions file. */
  readonly name: string;
  /** Address of the app or component. */
  readonly at: string;
  readonly image: string;
  readonly statement: Statement;
}

/** An automation that commits tags, as the fleet's other declarations see it. */
export interface DeclaredAutomation {
  readonly name: string;
  /** The versions file, relative to the working directory. */
  readonly file: string;
  /** Folder of the versions file in the repository, beginning with `./`. */
  readonly path: string;
  readonly url: string;
  readonly branch: string;
  readonly pushBranch: string;
  readonly cluster: string;
  readonly isSound: boolean;
  readonly location: SourceLocation | undefined;
  /** Policies whose tags the program asked for. */
  readonly wanted: ReadonlySet<string>;
  /** The entries of the versions file, by policy. */
  readonly entries: ReadonlyMap<string, VersionEntry>;
  readonly isReadable: boolean;
}

/** The image updates and automations of a fleet. */
export interface ImageRegistry {
  readonly updates: DeclaredUpdate[];
  readonly automations: DeclaredAutomation[];
}
