/** Repeats work until it ends or fails, as a controller does that looks at its objects again and again. */
export class Poll {
  private stopped = false;
  private failure: unknown;
  private round: Promise<void>;
  private timer: NodeJS.Timeout | undefined;

  /**
   * @param name what works, for the error
   * @param intervalMs pause between two rounds
   * @param work one round
   */
  constructor(
    private readonly name: string,
    private readonly intervalMs: number,
    private readonly work: () => Promise<void>,
  ) {
    this.round = this.next();
  }

  /** Ends it, after the round under way. @throws when a round had failed, with the reason. */
  async stop(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.timer);
    await this.round;
    if (this.failure !== undefined) throw new Error(`${this.name} failed`, { cause: this.failure });
  }

  private async next(): Promise<void> {
    try {
      await this.work();
    } catch (error) {
      this.failure = error;
      return;
    }
    if (!this.stopped) this.timer = setTimeout(() => void (this.round = this.next()), this.intervalMs).unref();
  }
}
