import { totalmem } from 'node:os';
import { compareObjects } from './check/same';
import { Clock } from './clock';
import { fleetData, Shape } from './fleet-data';
import { growthOf } from './growth';
import { Options } from './options';
import { diskFigures, gitFigures, ownFigures } from './own-figures';
import { machine, Results, Row, ShapeResult } from './report/results';
import { climb } from './run/climb';
import { measure, Measured, Plan, secondsOf } from './run/measure';
import { messageOf } from './run/message';
import { Workspace } from './run/workspace';
import { describeShape, SHAPES } from './shapes';
import { isOwn, System } from './systems/system';

/** Number of objects above which a peer approaches a fleet in steps. */
const LARGE = 50_000;

/** Share of the machine's memory that the processes of one system may use. */
const MEMORY = 0.6;

/** Systems that `--only` cannot exclude, because goals refer to them. */
const ALWAYS = ['ours', 'ours-unchecked', 'base'];

/** Systems that run on a small M, to tell whether the goal for M is within reach. */
const IN_SMALL_M = ['ours', 'base', 'cdk8s'];

/** Systems that a quick run skips: variants of those it measures. */
const NOT_QUICK = ['ours-tsx', 'cdk8s-split', 'go-jsonnet'];

/** Seconds for all rounds of a peer on a fleet that is not large. */
const SHARE = 60;

/** The environment of a run: its inputs, progress and results. */
export interface Surroundings {
  readonly workspace: Workspace;
  /** Reports progress. */
  say(line: string): void;
  /** Saves the results so far; called after every step, because a run may be interrupted. */
  save(results: Results): void;
  /** The fleets by name. */
  readonly shapes?: Readonly<Record<string, Shape>>;
  /** How a process is run. @default - {@link runProcess} */
  readonly run?: Plan['run'];
}

/**
 * Measures systems on fleets. A failing peer is reported and never ends the run.
 *
 * @throws Error when this library cannot be installed or fails on the fleet used to compare objects
 */
export async function bench(all: readonly System[], options: Options, around: Surroundings): Promise<Results> {
  return new Bench(all, options, around).run();
}

class Bench {
  private readonly clock: Clock;
  private readonly plan: Plan;
  private readonly fleets: Readonly<Record<string, Shape>>;
  private readonly results: Results;

  constructor(
    private readonly all: readonly System[],
    private readonly options: Options,
    private readonly around: Surroundings,
  ) {
    const { workspace, shapes = SHAPES, run } = around;
    this.clock = new Clock(options.minutes * 60);
    this.fleets = shapes;
    this.plan = {
      workspace,
      rounds: options.rounds,
      seconds: options.limit,
      megabytes: (MEMORY * totalmem()) / 1024 ** 2,
      budget: options.quick ? 1.2 : options.limit,
      share: options.quick ? 3 : SHARE,
      run,
    };
    const date = new Date().toISOString().slice(0, 10);
    const about = { date, machine: machine(workspace.inMemory), versions: {}, same: {} };
    this.results = { ...about, leftOut: {}, failures: [], shapes: [] };
  }

  public async run(): Promise<Results> {
    const { results, options, around } = this;
    const systems = await this.comparable(await this.install());
    const [ours] = systems;
    const shapes = options.shapes.map((name) => ({ shape: this.fleets[name]!, result: resultOf(this.fleets[name]!) }));
    for (const { shape, result } of shapes) {
      around.say(`${result.name}: ${result.description}`);
      results.shapes.push(result);
      await this.measureTogether(systems, shape, result);
      await this.measureOwn(ours!, shape, result);
    }
    if (options.growth) {
      around.say('growth');
      await this.ownStep('growth', async () => {
        results.growth = await growthOf(ours!, { ...this.plan, rounds: Math.min(3, this.plan.rounds) });
      });
    }
    const peers = shapes.flatMap(({ shape, result }) =>
      this.climbing(systems, shape).map((peer) => ({ ...peer, result })),
    );
    for (const [index, { system, shape, result }] of peers.entries()) {
      const allowance = this.clock.share(peers.slice(index).map(({ weight }) => weight));
      await this.climb(system, shape, result, allowance);
    }
    return results;
  }

  /** Installs the systems. A peer that cannot be installed is skipped and reported. */
  private async install(): Promise<System[]> {
    const { only, quick } = this.options;
    const systems: System[] = [];
    for (const system of this.all) {
      if (!ALWAYS.includes(system.id) && (only ? !only.includes(system.id) : quick && NOT_QUICK.includes(system.id)))
        continue;
      try {
        this.results.versions[system.id] = await system.install();
        systems.push(system);
      } catch (error) {
        if (system.id === 'ours') throw error;
        this.leaveOut(system, `cannot be installed: ${messageOf(error)}`);
      }
    }
    return systems;
  }

  /** The systems with objects to compare. */
  private async comparable(systems: readonly System[]): Promise<System[]> {
    const { around, plan } = this;
    const { same, failed } = await compareObjects(systems, around.workspace, plan, (line) => around.say(line));
    Object.assign(this.results.same, same);
    for (const system of systems) {
      const reason = failed[system.id];
      if (reason === undefined) continue;
      this.leaveOut(system, reason);
      if (isOwn(system)) this.results.failures.push(`${system.title} ${reason}`);
    }
    return systems.filter(({ id }) => !(id in failed));
  }

  /** Measures this library, and the peers on a fleet that is not large, in rounds of one run each. */
  private async measureTogether(systems: readonly System[], shape: Shape, result: ShapeResult): Promise<void> {
    const here = systems.filter(({ id }) => shape.name !== 'm' || IN_SMALL_M.includes(id));
    // The time to run TypeScript is the same for every fleet, so a small one is enough to measure it.
    const together = isLarge(shape) ? here.filter((system) => isOwn(system) && system.id !== 'ours-tsx') : here;
    for (const measured of await measure(together, fleetData(shape), this.plan)) {
      if (measured.failure !== undefined && isOwn(measured.system)) {
        this.results.failures.push(`${result.name}: ${measured.system.title} ${measured.failure}`);
      }
      result.rows.push({ measured });
    }
    this.around.save(this.results);
    const failed = result.rows.filter(({ measured }) => measured.runs.length === 0 && !isOwn(measured.system));
    for (const { measured } of failed) await this.climb(measured.system, shape, result, SHARE, measured);
  }

  private async measureOwn(ours: System, shape: Shape, result: ShapeResult): Promise<void> {
    // The goal relative to the floor exists only for a thousand clusters.
    if (!shape.name.startsWith('L')) return;
    await this.ownStep(result.name, async () => {
      result.own = await ownFigures(ours, shape, this.plan);
    });
    const { own } = result;
    if (!own) return;
    await this.ownStep(`${result.name} in Git`, async () => {
      own.git = await gitFigures(ours, shape, this.plan);
    });
    if (!this.options.disk) return;
    await this.ownStep(`${result.name} on disk`, async () => {
      own.disk = await diskFigures(ours, shape);
    });
  }

  /** A failure of this library fails the run, after all other measurements. */
  private async ownStep(what: string, step: () => Promise<void>): Promise<void> {
    try {
      await step();
    } catch (error) {
      this.results.failures.push(`${what}: ${messageOf(error)}`);
    }
    this.around.save(this.results);
  }

  /** The peers that approach a fleet in steps, fastest on other fleets first. */
  private climbing(systems: readonly System[], shape: Shape) {
    // The values of clusters make no difference to the peers, so they run one L only.
    if (!isLarge(shape) || shape.name === 'L-equal') return [];
    return systems
      .filter((system) => !isOwn(system))
      .map((system) => ({ system, shape, weight: weightOf(system, shape), pace: this.paceOf(system) }))
      .sort((a, b) => b.weight - a.weight || a.pace - b.pace);
  }

  private paceOf(system: System): number {
    const rows = this.results.shapes.flatMap((shape) => shape.rows);
    const row = rows.find(({ measured }) => measured.system === system && measured.runs.length > 0);
    return row ? secondsOf(row.measured).median : 0;
  }

  private async climb(system: System, shape: Shape, result: ShapeResult, share: number, refused?: Measured) {
    const allowance = Math.min(share, this.options.limit);
    this.around.say(`${result.name}: ${system.title}, for up to ${allowance.toFixed(0)} s`);
    const climbed = await climb(system, shape, { ...this.plan, allowance }, refused);
    const row: Row = { measured: climbed.reached, climb: climbed };
    const others = result.rows.filter(({ measured }) => measured.system !== system);
    const place = (one: Row) => this.all.indexOf(one.measured.system);
    result.rows.splice(0, Infinity, ...[...others, row].sort((a, b) => place(a) - place(b)));
    this.around.save(this.results);
  }

  private leaveOut({ id, title }: System, reason: string): void {
    this.around.say(`without ${title}: ${reason}`);
    this.results.leftOut[id] = reason;
  }
}

function resultOf(shape: Shape): ShapeResult {
  return { name: shape.name, description: describeShape(shape), rows: [] };
}

function isLarge({ clusters, tenants, apps }: Shape): boolean {
  return clusters * tenants * (9 + apps) > LARGE;
}

/** A peer's share of the time on a large fleet: the goal refers to cdk8s on M, and most others finish M. */
function weightOf({ id }: System, { name }: Shape): number {
  if (name !== 'M') return 1;
  return id === 'cdk8s' ? 5 : 0.75;
}
