import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fleetData } from './fleet-data';
import { runProcess } from './run/process';
import { ROOT, Workspace } from './run/workspace';
import { describeShape, ShapeName, SHAPES } from './shapes';
import { ours } from './systems/ours';

/*
 * A CPU profile of this library on one fleet, by function.
 *
 * npx tsx bench/profile.ts [SHAPE] [LINES] [again]
 *
 * SHAPE defaults to L-own, LINES to 30. With `again`, profiles the second run, over the output of the first.
 */

/** A node of V8's call tree. */
interface ProfileNode {
  readonly id: number;
  readonly callFrame: { readonly functionName: string; readonly url: string; readonly lineNumber: number };
  readonly children?: readonly number[];
}

interface Profile {
  readonly nodes: readonly ProfileNode[];
  readonly samples: readonly number[];
  readonly timeDeltas: readonly number[];
}

const limits = { seconds: 600 };

async function main(name: ShapeName, lines: number, again: boolean): Promise<void> {
  const workspace = Workspace.memory();
  const system = ours('node');
  await system.install();
  const folder = workspace.folder('ours');
  const { commands, out } = system.prepare(folder, fleetData(SHAPES[name]));
  mkdirSync(out);
  const [command] = commands;
  if (again) await runProcess(command!, limits);
  const [node, ...args] = command!.args;
  const profiles = workspace.folder('profiles');
  await runProcess({ ...command!, args: [node, '--cpu-prof', `--cpu-prof-dir=${profiles}`, ...args] }, limits);
  const file = join(profiles, readdirSync(profiles)[0]!);
  console.log(`${name}: ${describeShape(SHAPES[name])}${again ? ', second run' : ''}\n`);
  console.log(summary(JSON.parse(readFileSync(file, 'utf8')) as Profile, lines));
}

/** The functions with the most self time, and their total time. */
function summary({ nodes, samples, timeDeltas }: Profile, lines: number): string {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const own = new Map<number, number>();
  samples.forEach((id, index) => own.set(id, (own.get(id) ?? 0) + timeDeltas[index]! / 1e6));

  const self = new Map<string, number>();
  const total = new Map<string, number>();
  const add = (map: Map<string, number>, key: string, seconds: number) => map.set(key, (map.get(key) ?? 0) + seconds);
  /** @param above the calling functions: a recursive one counts once */
  const visit = (node: ProfileNode, above: ReadonlySet<string>): number => {
    const name = nameOf(node);
    const inside = above.has(name) ? above : new Set([...above, name]);
    const children = (node.children ?? []).reduce((sum, id) => sum + visit(byId.get(id)!, inside), 0);
    const seconds = (own.get(node.id) ?? 0) + children;
    add(self, name, own.get(node.id) ?? 0);
    if (!above.has(name)) add(total, name, seconds);
    return seconds;
  };
  const all = visit(nodes[0]!, new Set());
  const rows = [...self].sort(([, a], [, b]) => b - a).slice(0, lines);
  const text = (seconds: number) =>
    `${seconds.toFixed(3).padStart(8)} ${((100 * seconds) / all).toFixed(1).padStart(5)} %`;
  return [
    '     own               with calls',
    ...rows.map(([name, seconds]) => `${text(seconds)}  ${text(total.get(name)!)}  ${name}`),
  ].join('\n');
}

function nameOf({ callFrame: { functionName, url, lineNumber } }: ProfileNode): string {
  const name = functionName === '' ? '(anonymous)' : functionName;
  if (url === '') return name;
  const path = relative(ROOT, url.replace(/^file:\/\//, '')).replace(/^\.cache\/bench\/library\//, '');
  return `${name}  ${path}:${lineNumber + 1}`;
}

const [name = 'L-own', lines = '30', again] = process.argv.slice(2);
if (!(name in SHAPES)) throw new Error(`there is no shape ${name}: use one of ${Object.keys(SHAPES).join(', ')}`);
main(name as ShapeName, Number(lines), again === 'again').catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
