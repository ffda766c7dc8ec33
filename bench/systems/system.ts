import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { FleetData } from '../fleet-data';
import { Command } from '../run/process';

/** Folder of the systems' programs. */
export const PROGRAMS = join(__dirname, '..', 'programs');

/** A system that generates the manifests of a fleet. */
export interface System {
  /** Short name, for options and results. */
  readonly id: string;
  /** Name in tables. */
  readonly title: string;
  /** Whether it runs a process per cluster. */
  readonly processPerCluster: boolean;
  /** Installs the system; returns its version. */
  install(): Promise<string>;
  /** Writes its program and the fleet's data to an empty folder. */
  prepare(folder: string, fleet: FleetData): Job;
}

/** Whether a system is this library, from this checkout or another. */
export function isOwn({ id }: Pick<System, 'id'>): boolean {
  return /^(ours|base)/.test(id);
}

/** A system's program for one fleet, ready to run. */
export interface Job {
  /** Processes to run in order. */
  readonly commands: readonly Command[];
  /** Output folder. It is empty when the commands start. */
  readonly out: string;
  /** Folder that a run leaves for the next. It is removed before a first run. @default - none */
  readonly cache?: string;
  /** The program's files, as users would write and keep them, without data shared by all systems. */
  readonly source: readonly string[];
}

/** A fleet's clusters, each with its environment. */
export function clustersOf({ environments }: FleetData) {
  return environments.flatMap((environment) => environment.clusters.map((cluster) => ({ cluster, environment })));
}

/** Copies a program to the folder it runs in; returns its files. */
export function copyProgram(name: string, folder: string, files: readonly string[]): string[] {
  for (const file of files) cpSync(join(PROGRAMS, name, file), join(folder, file), { recursive: true });
  return files.map((file) => join(PROGRAMS, name, file));
}

/** Writes data as JSON, which every system reads, also those with a YAML reader. */
export function writeJson(file: string, data: unknown): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, JSON.stringify(data));
}
