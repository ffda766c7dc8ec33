import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../run/workspace';
import { costOf, RunCost } from './cost';
import type { Build } from './repository';

/** The project of a user with a small fleet: the multicluster example, run by `npx tsx` as in its cdk8s.yaml. */
export class SmallProject {
  /** @param folder an empty folder */
  constructor(
    private readonly folder: string,
    private readonly build: Build,
  ) {
    const example = join(ROOT, 'examples', 'multicluster');
    for (const name of readdirSync(example)) {
      if (/^(?!compare).*\.ts$/.test(name)) cpSync(join(example, name), join(folder, name));
    }
    writeFileSync(join(folder, 'cdk8s.yaml'), 'language: typescript\napp: npx tsx fleet.ts\n');
    writeFileSync(join(folder, '.gitignore'), 'node_modules\n.stderr\n.times\n');
    // The package itself is a copy, because loaders treat what is outside of node_modules otherwise.
    const [from, to] = [join(ROOT, 'node_modules'), join(folder, 'node_modules')];
    mkdirSync(to);
    for (const name of readdirSync(from)) {
      if (name !== '.cache' && name !== 'cdk8s-flux-fleet') symlinkSync(join(from, name), join(to, name));
    }
    const own = join(to, 'cdk8s-flux-fleet');
    mkdirSync(own);
    cpSync(join(build.library, 'lib'), join(own, 'lib'), { recursive: true });
    cpSync(join(build.checkout, 'package.json'), join(own, 'package.json'));
  }

  /** A first run, whose files are then committed. */
  public async first(): Promise<RunCost> {
    for (const name of ['.git', 'dist', join('node_modules', '.cache')]) {
      rmSync(join(this.folder, name), { recursive: true, force: true });
    }
    const cost = await this.command('synth', '--first');
    const git = (...args: readonly string[]) =>
      execFileSync('git', [
        ...['-C', this.folder, '-c', 'user.name=bench', '-c', 'user.email=bench@example.com'],
        ...args,
      ]);
    git('init', '--quiet');
    git('add', '--all');
    git('commit', '--quiet', '--message', 'the fleet');
    return cost;
  }

  /** Runs the command in the project. */
  public command(...args: readonly string[]): Promise<RunCost> {
    const main = join(this.folder, 'node_modules', 'cdk8s-flux-fleet', 'lib', 'cli', 'main.js');
    return costOf({ args: [process.execPath, main, ...args], cwd: this.folder });
  }

  /** Runs a Node.js that does nothing. */
  public nothing(): Promise<RunCost> {
    return costOf({ args: [process.execPath, '-e', '0'], cwd: this.folder });
  }

  /** The build that it runs. */
  public get title(): string {
    return this.build.title;
  }
}
