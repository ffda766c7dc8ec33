import { defined } from '../../core/defined';
import { byName } from '../../core/order';
import { ProblemCollector } from '../../core/problem';
import { formatLocation, SourceLocation } from '../../core/source-location';
import type { TagFilter, TagPolicy } from '../../flux/select-tag';
import { quote } from '../../kubernetes/names';
import { sourceAddress } from '../../plan/tree/source-key';
import { FleetScope } from '../fleet';
import type { DeclaredAutomation, DeclaredUpdate, ImageRegistry } from './declared';
import { updatesOf } from './objects';

/** Checks the image updates of a fleet together: one writer per branch, an entry per update, one access per image. */
export function checkImageUpdates<C extends object>(
  fleet: FleetScope<C>,
  registry: ImageRegistry,
  problems: ProblemCollector,
  warnings: ProblemCollector,
): void {
  checkDeclarations(fleet, registry, problems);
  for (const automation of registry.automations) {
    checkEntries(automation, updatesOf(automation, registry), problems, warnings);
  }
}

/** Checks what the program declares, whatever the versions files hold. */
function checkDeclarations<C extends object>(
  fleet: FleetScope<C>,
  registry: ImageRegistry,
  problems: ProblemCollector,
): void {
  const { updates, automations } = registry;
  for (const message of writerProblems(automations)) problems.add('image', fleet.name, message);
  for (const update of updates) {
    if (update.automation !== undefined || automations.length === 1) continue;
    problems.add(
      'image',
      update.at,
      automations.length === 0
        ? `image ${quote(update.image)} is updated, but nothing commits its tags: call fleet.imageAutomation once, with the cluster that does`
        : `image ${quote(update.image)} is updated, but there are ${automations.length} automations: name one of them as automation`,
    );
  }
  checkNames(updates, problems);
  for (const automation of automations) checkAccess(updatesOf(automation, registry), problems);
}

/** An image that Flux updates, as the command is told it. */
export interface ImageReport {
  /** Name of its policy. */
  readonly name: string;
  /** Address of the app or component. */
  readonly at: string;
  readonly image: string;
  readonly policy: TagPolicy;
  readonly filterTags?: TagFilter;
  readonly initial?: string;
  readonly hasDigest: boolean;
  /** Tag in the versions file; undefined for none. */
  readonly tag?: string;
  /** The versions file. */
  readonly file: string;
  /** Namespace of the automation, for the markers of the file. */
  readonly namespace: string;
}

/** The images that a fleet's automations update, by automation and name. */
export function imageReports<C extends object>(fleet: FleetScope<C>, registry: ImageRegistry): ImageReport[] {
  checkDeclarations(fleet, registry, fleet.problems);
  return byName(registry.automations).flatMap((automation) =>
    byName(updatesOf(automation, registry)).map(
      ({ name, at, image, policy, filterTags, initial, digestReflectionPolicy: digest = 'Never' }): ImageReport => ({
        name,
        at,
        image,
        policy,
        hasDigest: digest !== 'Never',
        file: automation.file,
        namespace: automation.name,
        ...defined({ filterTags, initial, tag: automation.entries.get(name)?.tag }),
      }),
    ),
  );
}

/** Two automations of one branch would race, and each would start the other's branch anew. */
function writerProblems(automations: readonly DeclaredAutomation[]): string[] {
  const writers = new Map<string, DeclaredAutomation>();
  return automations.flatMap((automation) => {
    const branch = `${sourceAddress(automation.url)}#${automation.pushBranch}`;
    const other = writers.get(branch);
    writers.set(branch, other ?? automation);
    if (other === undefined) return [];
    return [
      `branch ${quote(automation.pushBranch)} of ${automation.url} has two writers, ${told(other)} and ${told(automation)}: leave one of them out, or give it another pushBranch`,
    ];
  });
}

function told({ name, cluster, location }: DeclaredAutomation): string {
  return `${quote(name)} on cluster ${quote(cluster)}${placeOf(location)}`;
}

function placeOf(location: SourceLocation | undefined): string {
  return location === undefined ? '' : ` (${formatLocation(location)})`;
}

function checkNames(updates: readonly DeclaredUpdate[], problems: ProblemCollector): void {
  const names = new Map<string, DeclaredUpdate>();
  for (const update of updates) {
    const other = names.get(update.name);
    names.set(update.name, other ?? update);
    if (other === undefined) continue;
    const also = `${other.at}${placeOf(other.statement.location)}`;
    const message = `the policy of image ${quote(update.image)} is named ${quote(update.name)}, as that of ${also}: write another key, with the image as "image"`;
    problems.add('image', update.at, message);
  }
}

function checkEntries(
  automation: DeclaredAutomation,
  updates: readonly DeclaredUpdate[],
  problems: ProblemCollector,
  warnings: ProblemCollector,
): void {
  const { file, entries, wanted } = automation;
  if (!automation.isReadable) return;
  for (const { name, at, image } of updates) {
    if (entries.has(name)) continue;
    const message = `image ${quote(image)} has no entry ${quote(name)} in ${file}: run flux-fleet images --write, which adds it`;
    problems.add('image', at, message);
  }
  const known = new Set(updates.map(({ name }) => name));
  for (const name of wanted) {
    if (known.has(name)) continue;
    const message = `the program asks for the tag of ${quote(name)}, which no updateImages declares: use one of ${[...known].map(quote).join(', ')}`;
    problems.add('image', file, message);
  }
  for (const name of entries.keys()) {
    if (known.has(name)) continue;
    warnings.add(
      'image-entry-unused',
      file,
      `the entry ${quote(name)} belongs to no image that is updated: take it out of the file`,
    );
  }
}

/** One ImageRepository scans an image for all its policies. */
function checkAccess(updates: readonly DeclaredUpdate[], problems: ProblemCollector): void {
  const images = new Map<string, DeclaredUpdate>();
  for (const update of updates) {
    const other = images.get(update.image);
    images.set(update.image, other ?? update);
    if (other === undefined || accessOf(other) === accessOf(update)) continue;
    const message = `image ${quote(update.image)} is scanned once for all its policies, but ${other.at} gives another secretName, provider or interval: give the same in both`;
    problems.add('image', update.at, message);
  }
}

function accessOf({ secretName, provider, interval }: DeclaredUpdate): string {
  return JSON.stringify([secretName, provider, interval?.toMilliseconds({ integral: false })]);
}
