import { App } from 'cdk8s';
import { Construct } from 'constructs';
import { checkSourcePath } from '../flux/rules';
import { checkDnsLabel } from '../kubernetes/names';
import { checkConfig, ConfigLayer, PartialConfig } from './config';
import { ProblemCollector } from './problem';
import { Source, SourceSpec } from './source';

/** Props of a fleet. */
export interface FleetProps<C extends object> {
  /** The fleet's name, a DNS label. */
  readonly name: string;

  /** The repository or artifact that the generated folder is committed or pushed to, and that Flux reads. */
  readonly source: Source;

  /**
   * The generated folder's path within the source.
   *
   * @default ./dist
   */
  readonly path?: string;

  /**
   * Directory that is written, relative to the working directory.
   *
   * @default - $CDK8S_OUTDIR, which the cdk8s command sets, else `dist`
   */
  readonly outdir?: string;

  /**
   * Configuration of every cluster, the weakest layer: the place for defaults.
   *
   * @default - none
   */
  readonly config?: PartialConfig<C>;
}

/** The root that the constructs of a fleet are put in. Programs use its subclass `Fleet`. */
export abstract class FleetScope<C extends object> extends App {
  /** The fleet's name. */
  public readonly name: string;

  /** Where Flux reads the generated folder from. */
  public readonly source: SourceSpec;

  /** The generated folder's path within the source, without a slash at the end. */
  public readonly path: string;

  /** The fleet's layer of configuration. */
  public readonly config: PartialConfig<C>;

  /** What is wrong with the program so far. */
  public readonly problems = new ProblemCollector();

  protected constructor(props: FleetProps<C>) {
    super({ ...(props.outdir === undefined ? {} : { outdir: props.outdir }) });
    this.name = props.name;
    this.source = props.source.spec;
    this.path = (props.path ?? './dist').replace(/\/+$/, '');
    this.config = props.config ?? {};
    this.problems.add('name', props.name, checkDnsLabel('fleet name', props.name));
    this.problems.add('source', props.name, ...props.source.problems);
    this.problems.add('path', props.name, checkSourcePath('path', this.path));
    this.problems.add('config', props.name, ...checkConfig(this.config));
  }

  /** The fleet's layer of configuration, named. */
  public get layer(): ConfigLayer {
    return { name: 'fleet', values: this.config };
  }
}

/**
 * Base of everything in a fleet that has a name. A second one of the same name is recorded as a problem instead of
 * being thrown, so that a run can report everything that is wrong at once.
 */
export abstract class FleetElement extends Construct {
  /** The element's name. */
  public readonly name: string;

  /**
   * @param kind what it is, as messages call it
   * @param at where it is, as messages say it
   */
  protected constructor(scope: Construct, problems: ProblemCollector, kind: string, name: string, at: string) {
    super(scope, freeId(scope, problems, kind, name, at));
    this.name = name;
    problems.add('name', at, checkDnsLabel(`${kind} name`, name));
  }
}

function freeId(scope: Construct, problems: ProblemCollector, kind: string, name: string, at: string): string {
  const id = `${kind}:${name}`;
  if (scope.node.tryFindChild(id) === undefined) return id;
  problems.add(
    'duplicate',
    at,
    `${kind} ${JSON.stringify(name)} exists already: give it another name or leave one out`,
  );
  let suffix = 2;
  while (scope.node.tryFindChild(`${id}#${suffix}`) !== undefined) suffix++;
  return `${id}#${suffix}`;
}
