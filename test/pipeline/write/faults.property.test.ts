import * as fs from 'node:fs';
import { join } from 'node:path';
import { FleetError } from '../../../src/core/problem';
import { LeftoversError } from '../../../src/pipeline/write/errors';
import { nodeFileSystem } from '../../../src/pipeline/write/file-system';
import { machineProcesses } from '../../../src/pipeline/write/processes';
import { recoverOn, writeOn, WriteSettings } from '../../../src/pipeline/write/run';
import { Tree } from '../../../src/pipeline/write/tree';
import { DEEP } from '../../support/deep';
import { Folder } from '../../support/folder';
import { Fault, FaultyFiles } from './faulty-files';
import { isWorkName, snapshot, treeOf } from './snapshot';

const machine = { files: nodeFileSystem, processes: machineProcesses };
const refuse: WriteSettings = { onEdited: 'refuse', wait: 0 };

let folder: Folder;
beforeEach(() => (folder = new Folder()));
afterEach(() => folder.delete());

const old = treeOf({
  'clusters/a/kustomization.yaml': 'a\n',
  'clusters/a/dev/one.yaml': 'one\n',
  'clusters/a/dev/two.yaml': 'two\n',
  'clusters/b/kustomization.yaml': 'b\n',
  'clusters/b/dev/x/deep.yaml': 'deep\n',
});

interface Run {
  /** The tree before the run; none for a missing directory. */
  readonly before?: Tree;
  /** Edits by hand. */
  readonly change?: (outdir: string) => void;
  readonly tree: Tree;
  readonly settings?: WriteSettings;
}

function verbatim(bytes: string): Tree {
  const tree = treeOf({ 'a/kustomization.yaml': 'a\n', 'b/kustomization.yaml': 'b\n' });
  tree.addVerbatim('a/secret.sops.yaml', Buffer.from(bytes));
  return tree;
}

const runs: Record<string, Run> = {
  'the first of all': { tree: old },
  'changes, additions and removals': {
    before: old,
    change: (outdir) => fs.writeFileSync(join(outdir, 'clusters/a/notes.md'), 'mine\n'),
    tree: treeOf({
      'clusters/a/kustomization.yaml': 'changed\n',
      'clusters/a/dev/two.yaml': 'two\n',
      'clusters/a/dev/three.yaml': 'three\n',
      'clusters/b/kustomization.yaml': 'changed\n',
      'clusters/b/prod/y/deep.yaml': 'deep\n',
      'clusters/c/kustomization.yaml': 'c\n',
    }),
  },
  'the removal of whole folders': {
    before: old,
    change: (outdir) => fs.mkdirSync(join(outdir, 'clusters/b/dev/empty')),
    tree: treeOf({ 'clusters/a/kustomization.yaml': 'a\n' }),
  },
  'files where folders were, and the reverse': {
    before: old,
    tree: treeOf({
      'clusters/a/kustomization.yaml/one.yaml': 'one\n',
      'clusters/a/dev': 'dev\n',
      'clusters/b/dev/x': 'x\n',
    }),
  },
  'a name spelled otherwise': {
    before: treeOf({ 'a/Name.yaml': 'a\n', 'B/x.yaml': 'b\n' }),
    tree: treeOf({ 'a/name.yaml': 'a\n', 'b/x.yaml': 'b\n' }),
  },
  'edited files discarded': {
    before: old,
    change: (outdir) => {
      fs.appendFileSync(join(outdir, 'clusters/a/dev/one.yaml'), 'more\n');
      fs.appendFileSync(join(outdir, 'clusters/b/kustomization.yaml'), 'more\n');
    },
    tree: treeOf({ 'clusters/a/dev/one.yaml': 'one\n' }),
    settings: { onEdited: 'discard', wait: 0 },
  },
  'edited files adopted': {
    before: old,
    change: (outdir) => fs.appendFileSync(join(outdir, 'clusters/a/dev/one.yaml'), 'more\n'),
    tree: treeOf({ 'clusters/a/dev/one.yaml': 'changed\n' }),
    settings: { onEdited: 'adopt', wait: 0 },
  },
  'files that are written byte for byte': { before: verbatim('old'), tree: verbatim('new') },
};

/** The output directory without the writer's own files, as one string, because there are many comparisons. */
function output(): string {
  return JSON.stringify(snapshot(folder.at('dist'), isWorkName), undefined, 1);
}

function prepare({ before, change }: Run): void {
  fs.rmSync(folder.at('dist'), { recursive: true, force: true });
  if (before !== undefined) writeOn(machine, before, folder.at('dist'), refuse);
  change?.(folder.at('dist'));
}

function write({ tree, settings = refuse }: Run, faulty?: FaultyFiles): void {
  writeOn({ ...machine, ...(faulty && { files: faulty.files }) }, tree, folder.at('dist'), settings);
}

/** The error of a run with a fault. */
function thrown(run: Run, faulty: FaultyFiles): unknown {
  try {
    write(run, faulty);
    return undefined;
  } catch (error) {
    return error;
  }
}

function leftovers(): string[] {
  return fs.readdirSync(folder.at('dist')).filter(isWorkName);
}

test('a journal that exists although its write failed is removed first', () => {
  const run = runs['changes, additions and removals']!;
  for (let after = 1; ; after++) {
    prepare(run);
    const before = output();
    // As over a network: the call succeeded but its answer was lost. Then the process dies.
    let calls = Infinity;
    const files = { ...nodeFileSystem };
    for (const [name, call] of Object.entries(
      nodeFileSystem as unknown as Record<string, (...args: unknown[]) => unknown>,
    )) {
      Object.assign(files, {
        [name]: (...args: unknown[]) => {
          if (--calls <= 0) throw new Error('killed');
          const result = call(...args);
          if (calls < Infinity || !String(args[1]).endsWith('journal.json')) return result;
          calls = after;
          throw Object.assign(new Error('EIO'), { code: 'EIO', syscall: 'rename', path: args[0] });
        },
      });
    }
    expect(() => writeOn({ ...machine, files }, run.tree, folder.at('dist'), refuse)).toThrow();
    equal(output(), before, `killed ${after} calls later`);
    recoverOn(machine, folder.at('dist'), 0);
    const recovered = output();
    write(run);
    const whole = recovered === before || recovered === output();
    expect({ after, whole }).toEqual({ after, whole: true });
    if (calls > 0) break;
  }
});

/** The writer does not distinguish error codes: all of them for the runs that cover every path, one for the others. */
const codes = (name: string) =>
  /^(?:changes|files where)/.test(name) || DEEP ? (['ENOSPC', 'EIO', 'EACCES'] as const) : (['ENOSPC'] as const);

describe.each(Object.entries(runs))('%s', (name, run) => {
  let before: string;
  let after: string;
  let calls: number;

  beforeEach(() => {
    prepare(run);
    before = output();
    const counting = new FaultyFiles();
    write(run, counting);
    after = output();
    calls = counting.calls;
    expect(after).not.toBe(before);
    expect(leftovers()).toEqual([]);
  });

  /** Injects a fault into each call of a run, then lets the next run recover. */
  function everyCall(fault: Fault, check: (error: unknown, context: string) => void): void {
    for (let at = 1; at <= calls; at++) {
      prepare(run);
      const faulty = new FaultyFiles(fault, at);
      const error = thrown(run, faulty);
      const context = `call ${at}, ${faulty.hit}`;
      check(error, context);
      write(run);
      equal(output(), after, context);
      if (leftovers().length > 0) throw new Error(`${context}: ${leftovers().join()} stayed behind`);
    }
  }

  /** Rolls forward or back without writing anything new. @returns whether forward */
  function recover(context: string): boolean {
    recoverOn(machine, folder.at('dist'), 0);
    const recovered = output();
    if (recovered === before) return false;
    equal(recovered, after, context);
    return true;
  }

  test.each(['kill', 'gone'] as const)('%s at every call leaves the old tree or the new one', (fault) => {
    const forward: boolean[] = [];
    everyCall(fault, (error, context) => {
      expect(error).toBeInstanceOf(Error);
      forward.push(recover(context));
    });
    // Forward from one call on, and not before; otherwise the test proves nothing.
    expect(forward.indexOf(true)).toBeGreaterThan(5);
    expect(forward.indexOf(true)).toBeLessThan(forward.length - 5);
    expect(forward.slice(forward.indexOf(true))).not.toContain(false);
  });

  test('a killed run followed by a killed recovery', () => {
    const step = DEEP ? 1 : 12;
    for (let at = step; at <= calls; at += step) {
      for (let second = 1; ; second += Math.ceil(step / 2)) {
        prepare(run);
        thrown(run, new FaultyFiles('kill', at));
        const faulty = new FaultyFiles('kill', second);
        try {
          recoverOn({ ...machine, files: faulty.files }, folder.at('dist'), 0);
        } catch {
          // Killed: the third run finds its leftovers.
        }
        if (faulty.hit === undefined) break;
        const context = `calls ${at} and ${second}, ${faulty.hit}`;
        recover(context);
        if (leftovers().length > 0) throw new Error(`${context}: ${leftovers().join()} stayed behind`);
      }
    }
  });

  test.each(codes(name))('%s at every call is rolled back by the same run', (fault) => {
    let taken = 0;
    everyCall(fault, (error, context) => {
      if (error instanceof LeftoversError) equal(output(), after, context);
      else {
        taken++;
        expect(error).toBeInstanceOf(FleetError);
        expect((error as FleetError).message).toMatch(new RegExp(`\\[.+\\] \\w+ failed with ${fault}: .+ run again`));
        equal(output(), before, context);
      }
    });
    expect(taken).toBeGreaterThan(calls / 2);
  });
});

function equal(actual: string, expected: string, context: string): void {
  // Comparing strings is cheap as long as they are equal.
  if (actual !== expected) expect(`${context}: ${actual}`).toBe(`${context}: ${expected}`);
}
