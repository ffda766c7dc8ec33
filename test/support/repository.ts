import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { scratchRoot } from './folder';

/** Who commits; and that no commit starts the processes that tidy up. */
const SETTINGS = [
  'user.name=Test',
  'user.email=test@example.com',
  'commit.gpgsign=false',
  'maintenance.auto=false',
].flatMap((setting) => ['-c', setting]);

/** A Git repository for a test, with nothing committed. */
export class Repository {
  public readonly directory = fs.realpathSync(fs.mkdtempSync(path.join(scratchRoot, 'flux-fleet-repository-')));

  constructor() {
    // What `git init` makes, without a process.
    for (const folder of ['objects', 'refs']) fs.mkdirSync(this.path('.git', folder), { recursive: true });
    fs.writeFileSync(this.path('.git', 'HEAD'), 'ref: refs/heads/main\n');
    fs.writeFileSync(this.path('.git', 'config'), '[core]\n\trepositoryformatversion = 0\n');
  }

  public git(...args: readonly string[]): string {
    return execFileSync('git', ['-C', this.directory, ...SETTINGS, ...args], { encoding: 'utf8' });
  }

  /** Commits all that is in the working directory. */
  public commit(): void {
    const git = `git ${SETTINGS.join(' ')}`;
    // One process of this one's size less.
    const script = `${git} add --all && ${git} commit --quiet --allow-empty --message 'a change'`;
    execFileSync('sh', ['-c', script], { cwd: this.directory, encoding: 'utf8' });
  }

  public path(...parts: readonly string[]): string {
    return path.join(this.directory, ...parts);
  }

  public remove(): void {
    fs.rmSync(this.directory, { recursive: true, force: true });
  }
}
