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
    this.git('init', '--quiet', '--initial-branch=main', '--template=');
  }

  public git(...args: readonly string[]): string {
    return execFileSync('git', ['-C', this.directory, ...SETTINGS, ...args], { encoding: 'utf8' });
  }

  /** Commits all that is in the working directory. */
  public commit(): void {
    this.git('add', '--all');
    this.git('commit', '--quiet', '--allow-empty', '--message', 'a change');
  }

  public path(...parts: readonly string[]): string {
    return path.join(this.directory, ...parts);
  }

  public remove(): void {
    fs.rmSync(this.directory, { recursive: true, force: true });
  }
}
