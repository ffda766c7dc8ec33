/** For how long to wait. A busy machine is slow but makes progress: as long as something new is seen, waiting goes on. */
export interface PatienceOptions {
  /** Time without progress after which waiting is in vain. @default 240000 */
  readonly stallMs?: number;
  /** Time after which waiting is in vain even with progress. @default 1200000 */
  readonly limitMs?: number;
}

/** Decides whether to go on waiting for something whose state is looked at again and again. */
export class Patience {
  private readonly stallMs: number;
  private readonly limitMs: number;
  private readonly seen = new Set<string>();
  private readonly start: number;
  private progressAt: number;

  /** @param clock time in milliseconds */
  constructor(
    { stallMs = 240_000, limitMs = 1_200_000 }: PatienceOptions = {},
    private readonly clock: () => number = () => performance.now(),
  ) {
    this.stallMs = stallMs;
    this.limitMs = limitMs;
    this.start = this.progressAt = clock();
  }

  /** Takes in the current state. One that was seen before is no progress: a failing retry repeats its states. */
  see(state: string): void {
    if (this.seen.has(state)) return;
    this.seen.add(state);
    this.progressAt = this.clock();
  }

  /** Why waiting is in vain; undefined as long as it is not. */
  exhausted(): string | undefined {
    const now = this.clock();
    if (now - this.progressAt >= this.stallMs) return `no progress for ${this.stallMs / 1000} s`;
    if (now - this.start >= this.limitMs) return `not done after ${this.limitMs / 1000} s`;
    return undefined;
  }
}
