import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';

/** A Git repository for a test, with nothing committed. */
export class Repository {
  public readonly directory = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'flux-fleet-repository-')));

  constructor() {
    this.git('init', '--quiet', '--initial-branch=main');
  }

  public git(...args: readonly string[]): string {
    const who = ['-c', 'user.name=Test', '-c', 'user.email=test@example.com', '-c', 'commit.gpgsign=false'];
    return execFileSync('git', ['-C', this.directory, ...who, ...args], { encoding: 'utf8' });
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
