import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { FleetData } from '../fleet-data';
import { Command } from '../run/process';

/** Where the programs are that each system is given. */
export const PROGRAMS = join(__dirname, '..', 'programs');

/** A way to make the manifests of a fleet. */
export interface System {
  /** Short name, for options and results. */
  readonly id: string;
  /** How tables call it. */
  readonly title: string;
  /** Whether it does a cluster at a time, in a process each. */
  readonly processPerCluster: boolean;
  /** Brings what the system needs; gives its version. */
  install(): Promise<string>;
  /** Lays out its program and the fleet's data in an empty folder. */
  prepare(folder: string, fleet: FleetData): Job;
}

/** Whether a system is this library, of this checkout or another. */
export function isOwn({ id }: Pick<System, 'id'>): boolean {
  return /^(ours|base)/.test(id);
}

/** A system's program for one fleet, ready to be run. */
export interface Job {
  /** Processes to run, one after the other. */
  readonly commands: readonly Command[];
  /** Folder that takes what is made. It is empty when the commands start. */
  readonly out: string;
  /** Folder with what a run leaves for the next. It is removed before a first run. @default - there is none */
  readonly cache?: string;
  /** The program's files, as its users would write and keep them. Data that all systems share is not among them. */
  readonly source: readonly string[];
}

/** A fleet's clusters, each with its environment. */
export function clustersOf({ environments }: FleetData) {
  return environments.flatMap((environment) => environment.clusters.map((cluster) => ({ cluster, environment })));
}

/** Copies a program into the folder that it is run in; gives its files. */
export function copyProgram(name: string, folder: string, files: readonly string[]): string[] {
  for (const file of files) cpSync(join(PROGRAMS, name, file), join(folder, file), { recursive: true });
  return files.map((file) => join(PROGRAMS, name, file));
}

/** Writes data as JSON, which every system reads: YAML readers do, too. */
export function writeJson(file: string, data: unknown): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, JSON.stringify(data));
}
