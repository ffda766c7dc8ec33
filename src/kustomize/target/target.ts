import { defined } from '../../core/defined';
import { TransformerConfig } from '../data/field-specs';
import { generate, Generator, mergeOptions } from '../generate/generators';
import { groupAndVersion } from '../resource/ids';
import { Resource } from '../resource/resource';
import { Resources } from '../resource/resources';
import { Schemas } from '../resource/schemas';
import { noteVariables, Variable } from '../transform/variables';
import { UnsupportedError } from '../unknown/unknowns';
import { BuildError, located } from '../yaml/node';
import { DEFAULT_CONFIG, mergeConfigs, parseConfiguration } from './config';
import { BuildContext } from './context';
import { configOfCrds } from './crds';
import { STRICT } from './decode';
import { checkKustomization, completed, GeneratorEntry, Kustomization, parseKustomization } from './kustomization';
import { noteOrigin, noteTransformation, Origin } from './origin';
import { externalGenerators, externalTransformers, inlineResources, PluginResource } from './plugins';
import { hideLogin, isRemote } from './remote';
import { Transformer, transformersOf } from './transformers';
import { checkValidators } from './validators';

/** The objects that are collected so far, with the rules for them. */
export class Accumulator {
  public readonly resources: Resources;
  public config: TransformerConfig = DEFAULT_CONFIG;
  public readonly variables: Variable[] = [];

  public constructor(schemas: Schemas) {
    this.resources = new Resources(schemas);
  }

  /** @param known the identities of the objects so far, which those of the others are added to */
  public merge(other: Accumulator, known?: Set<string>): void {
    this.resources.hidden ||= other.resources.hidden;
    this.resources.appendAll(other.resources.all, known);
    this.config = mergeConfigs(this.config, other.config);
    this.addVariables(other.variables);
  }

  public addVariables(variables: readonly Variable[]): void {
    for (const variable of variables) {
      if (this.variables.some(({ name }) => name === variable.name))
        throw new BuildError(`vars: ${variable.name} is there twice`);
      this.variables.push(variable);
    }
  }
}

/** Context of a list from the one that lists it. */
interface Above {
  /** The folders that are being built, outermost first. */
  readonly open: readonly string[];
  /** Where the list is, relative to the outermost one; undefined when nobody asks for origins. */
  readonly origin: string | undefined;
}

/** A folder with its list. */
export class Target {
  private readonly open: readonly string[];

  public constructor(
    private readonly context: BuildContext,
    private readonly folder: string,
    private readonly list: string,
    private readonly file: Kustomization,
    private readonly above: Above,
  ) {
    this.open = [...above.open, folder];
  }

  /** Collects and transforms the objects of the list; those of a component are added to the given ones. */
  public accumulate(given = new Accumulator(this.context.schemas)): Accumulator {
    return located(this.list, () => this.collect(given));
  }

  private collect(given: Accumulator): Accumulator {
    let all = given;
    const { file, list } = this;
    this.addResources(all, file.resources ?? []);
    all.config = mergeConfigs(all.config, DEFAULT_CONFIG);
    for (const path of file.configurations ?? []) {
      all.config = mergeConfigs(all.config, parseConfiguration(this.context.needText(this.folder, path, list), path));
    }
    for (const path of file.crds ?? []) {
      all.config = mergeConfigs(all.config, configOfCrds(this.context.needText(this.folder, path, list), path));
    }
    this.runGenerators(all.resources);
    for (const path of file.components ?? []) all = this.addComponent(all, path);
    this.runTransformers(all);
    this.runValidators(all.resources);
    const variables = variablesOf(file);
    noteVariables(all.resources, variables);
    all.addVariables(variables);
    return all;
  }

  private get place() {
    return { context: this.context, folder: this.folder, list: this.list };
  }

  private addResources(all: Accumulator, paths: readonly string[]): void {
    const known = all.resources.identities();
    for (const path of paths) this.addResource(all, path, known);
  }

  private addResource(all: Accumulator, path: string, known: Set<string>): void {
    const resolved = this.context.resolve(this.folder, path);
    const objects = resolved === undefined ? undefined : this.context.objects(resolved);
    if (objects !== undefined) {
      if (this.above.origin !== undefined) {
        for (const object of objects) noteOrigin(object, { path: joined(this.above.origin, path) });
      }
      all.resources.appendAll(objects, known);
    } else if (isRemote(path)) {
      const what = hideLogin(path);
      this.context.unknown({ kind: 'remote', what, where: this.list, hidesObjects: true, touchesAll: false });
      all.resources.hidden = true;
    } else {
      all.merge(this.subTarget(path, resolved, false).accumulate(), known);
    }
  }

  private addComponent(all: Accumulator, path: string): Accumulator {
    if (isRemote(path)) {
      const what = hideLogin(path);
      this.context.unknown({ kind: 'remote', what, where: this.list, hidesObjects: true, touchesAll: true });
      all.resources.hidden = true;
      return all;
    }
    const component = this.subTarget(path, this.context.resolve(this.folder, path), true).accumulate(all);
    const result = new Accumulator(this.context.schemas);
    result.merge(component);
    return result;
  }

  private subTarget(path: string, folder: string | undefined, isComponent: boolean): Target {
    const { context, list } = this;
    if (folder === undefined || !context.isFolder(folder)) {
      throw new BuildError(`${list} lists ${JSON.stringify(path)}, which is missing`);
    }
    const inner = this.open.find((open) => open === folder || folder === '' || open.startsWith(`${folder}/`));
    if (inner !== undefined)
      throw new BuildError(`${list} lists ${JSON.stringify(path)}, which contains ${inner || '.'}`);
    const found = context.listIn(folder);
    if (found === undefined)
      throw new BuildError(`${list} lists ${JSON.stringify(path)}, which has no kustomization.yaml`);
    context.lists.push(found);
    const parsed = completed(parseKustomization(context.read(found) ?? '', STRICT, found));
    checkKustomization(parsed, found);
    context.schemas.set(parsed.openapi ?? {}, (path) => context.needText(folder, path, found));
    if (isComponent !== (parsed.kind === 'Component')) {
      throw new BuildError(
        `${found} is ${isComponent ? 'no' : 'a'} component, and ${list} lists it as ${isComponent ? 'one' : 'a resource'}`,
      );
    }
    const origin = this.above.origin === undefined ? undefined : joined(this.above.origin, path);
    const inherited = { ...parsed, ...defined({ buildMetadata: this.file.buildMetadata }) };
    return new Target(context, folder, found, inherited, { open: this.open, origin });
  }

  private runGenerators(resources: Resources): void {
    const { file, context, list } = this;
    const entries: Array<{ readonly generator: Generator; readonly origin: Origin | undefined }> = [];
    for (const [kind, own] of [
      ['ConfigMap', file.configMapGenerator],
      ['Secret', file.secretGenerator],
    ] as const) {
      for (const entry of own ?? []) {
        const generator = generatorOf(kind, entry, file);
        entries.push({ generator, origin: this.configured('builtin', `${kind}Generator`) });
      }
    }
    if (hasCharts(file)) throw new BuildError(`${list} has helmCharts, which Flux does not render`);
    for (const { config, generator } of externalGenerators(this.pluginResources(file.generators ?? []), this.place)) {
      entries.push({ generator, origin: this.pluginOrigin(config) });
    }
    const read = {
      content: (path: string) => context.remoteMark(path, list) ?? context.need(this.folder, path, list),
      mark: (path: string, content: Buffer | string) => context.markOf(joined(this.folder, path), content),
    };
    for (const { generator, origin } of entries) {
      const resource = generate(generator, read, context.made(list));
      if (origin !== undefined) noteOrigin(resource, origin);
      resources.absorb(resource);
    }
  }

  private runTransformers(all: Accumulator): void {
    const builtin = transformersOf(this.file, all.config, this.place);
    this.run(
      all.resources,
      builtin.map((transformer) => ({ transformer, origin: this.configured('builtin', transformer.kind) })),
    );
    const external = externalTransformers(this.pluginResources(this.file.transformers ?? []), this.place);
    this.run(
      all.resources,
      external.map(({ config, transformer }) => ({ transformer, origin: this.pluginOrigin(config) })),
    );
  }

  private run(
    resources: Resources,
    steps: ReadonlyArray<{ readonly transformer: Transformer; readonly origin: Origin | undefined }>,
  ): void {
    for (const { transformer, origin } of steps) {
      try {
        transformer.run(resources);
      } catch (error) {
        if (!(error instanceof UnsupportedError)) throw error;
        const unknown = { kind: 'unsupported', what: error.message, where: this.list } as const;
        this.context.unknown({ ...unknown, hidesObjects: false, touchesAll: true });
      }
      resources.dropDeleted();
      if (origin !== undefined) for (const resource of resources.all) noteTransformation(resource, origin);
    }
  }

  private runValidators(resources: Resources): void {
    const { validators = [] } = this.file;
    if (validators.length === 0) return;
    const transformers = externalTransformers(this.pluginResources(validators), this.place);
    checkValidators(
      resources,
      transformers.map(({ transformer }) => transformer),
      this.list,
    );
  }

  /** The configurations of generators, transformers or validators: texts, or paths of files and folders. */
  private pluginResources(entries: readonly string[]): PluginResource[] {
    const all = new Accumulator(this.context.schemas);
    const paths: string[] = [];
    for (const entry of entries) {
      const inline = inlineObjects(entry, this.list);
      if (inline === undefined) paths.push(entry);
      else {
        if (this.above.origin !== undefined) {
          const path = joined(this.above.origin, this.listName);
          for (const object of inline) noteOrigin(object, { path });
        }
        all.resources.appendAll(inline);
      }
    }
    this.addResources(all, paths);
    return all.resources.all.map((resource) => ({ resource, ...groupAndVersion(resource.apiVersion) }));
  }

  private get listName(): string {
    return this.list.slice(this.list.lastIndexOf('/') + 1);
  }

  private configured(apiVersion: string, kind: string): Origin | undefined {
    const { origin } = this.above;
    return origin === undefined ? undefined : { configuredIn: joined(origin, this.listName), by: { apiVersion, kind } };
  }

  private pluginOrigin(config: Resource): Origin | undefined {
    const path = /^path: (.*)$/m.exec(config.annotation('config.kubernetes.io/origin') ?? '')?.[1];
    if (path === undefined) return undefined;
    const { apiVersion, kind, name, namespace } = config;
    return { configuredIn: path, by: { apiVersion, kind, name, namespace } };
  }
}

function inlineObjects(text: string, list: string): Resource[] | undefined {
  try {
    return inlineResources(text, list);
  } catch (error) {
    if (error instanceof BuildError) return undefined;
    throw error;
  }
}

function joined(folder: string, path: string): string {
  const parts = folder === '' ? [] : folder.split('/');
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue;
    if (part === '..' && parts.length > 0 && parts.at(-1) !== '..') parts.pop();
    else parts.push(part);
  }
  return parts.join('/');
}

function hasCharts({ helmCharts, helmChartInflationGenerator }: Kustomization): boolean {
  return [helmCharts, helmChartInflationGenerator].some((charts) => Array.isArray(charts) && charts.length > 0);
}

function generatorOf(kind: Generator['kind'], { env, ...entry }: GeneratorEntry, file: Kustomization): Generator {
  const options = mergeOptions(entry.options, file.generatorOptions);
  const envs = env ? [...(entry.envs ?? []), env] : entry.envs;
  return { ...entry, kind, ...defined({ envs, options }) };
}

function variablesOf({ vars = [] }: Kustomization): Variable[] {
  return vars.map(({ name = '', objref = {}, fieldref }) => {
    const { group = '', version = '' } = objref.apiVersion ? groupAndVersion(objref.apiVersion) : objref;
    const { kind = '', name: named = '', namespace = '' } = objref;
    return {
      name,
      object: { group, version, kind, name: named, namespace },
      fieldPath: fieldref?.fieldPath || 'metadata.name',
    };
  });
}
