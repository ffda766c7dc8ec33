import { Edit, EDITS, Folder } from './edits';
import { MORE_EDITS } from './more-edits';
import { KINDS, Made, makeObject, Names, namesFor } from './objects';
import { Random } from './random';
import { Writer } from './writer';

/** A random tree with the Kustomization that builds a folder of it. */
export interface RandomTree {
  readonly seed: number;
  readonly files: ReadonlyMap<string, string>;
  readonly path: string;
  readonly spec: Record<string, unknown>;
  /** Whether a variable that is not set fails the build. */
  readonly strict: boolean;
  /** ConfigMaps that `postBuild.substituteFrom` names. */
  readonly configMaps: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** The features that it uses. */
  readonly features: readonly string[];
}

const ALL: Readonly<Record<string, Edit>> = { ...EDITS, ...MORE_EDITS };

/** Features that make other features fail when they are used on every level. */
const RENAMING = ['namePrefix', 'nameSuffix', 'patchRename', 'transformers'];

const RARE = [
  ...['vars', 'generatorBehavior', 'replacements', 'generators', 'patchInline', 'patchesJson6902'],
  ...['vars', 'images', 'generatorBehavior', 'commonLabels', 'replacements', 'patchMany', 'patchRename', 'validators'],
  ...['configMapGenerator', 'generatorOptions', 'transformers', 'patchJson', 'namespace', 'patchesStrategicMerge'],
  ...['patchDelete', 'replicas', 'openapi', 'secretGenerator', 'sortOptions', 'buildMetadata'],
];

/** The tree of a seed. */
export function randomTree(seed: number): RandomTree {
  return new TreeMaker(seed).make();
}

class TreeMaker {
  private readonly random: Random;
  private readonly writer: Writer;
  private readonly files = new Map<string, string>();
  private readonly features = new Set<string>();
  private readonly generated = new Set<string>();
  private readonly wanted: string[];

  constructor(private readonly seed: number) {
    this.random = new Random(seed);
    this.writer = new Writer(this.random);
    // Features that only some trees can use are asked for more often.
    const rare = [this.random.pick(RARE), this.random.pick(RARE)];
    this.wanted = Object.keys(ALL).filter((feature) => rare.includes(feature) || this.random.chance(0.155));
  }

  public make(): RandomTree {
    const { random } = this;
    const names = Array.from({ length: random.int(1, 2) }, (_none, at) => namesFor(random, at));
    const base = this.folder('base', this.objects(names), names, [], false, false);
    const layers = [base];
    if (random.chance(0.4)) layers.push(this.layer('layers/mid', layers, names, false));
    const path = this.top(layers, names);
    const { spec, strict, configMaps } = this.flux(layers.at(-1)!);
    const { seed, files } = this;
    return { seed, files, path, spec, strict, configMaps, features: [...this.features].sort() };
  }

  private objects(names: readonly Names[]): Made[] {
    const { random } = this;
    const made = new Map<string, Made>();
    for (const own of names) {
      for (const kind of random.shuffled(KINDS).slice(0, random.int(3, 8))) {
        const object = makeObject(random, kind, own);
        if (random.chance(0.06))
          object.metadata.annotations = { ...(object.metadata.annotations as object), ...this.mark() };
        made.set(`${object.apiVersion} ${object.kind} ${object.metadata.name}`, object);
      }
    }
    return [...made.values()];
  }

  private mark(): Record<string, string> {
    const mark = this.random.pick(['local', 'disabled']);
    this.features.add(mark === 'local' ? 'localConfig' : 'substituteDisabled');
    return mark === 'local'
      ? { 'config.kubernetes.io/local-config': 'true' }
      : { 'kustomize.toolkit.fluxcd.io/substitute': 'disabled' };
  }

  /** A folder with objects of its own, and edits. */
  private folder(
    path: string,
    objects: readonly Made[],
    names: readonly Names[],
    listed: readonly string[],
    isRenamed: boolean,
    isTop: boolean,
    below: readonly Made[] = [],
  ): Folder {
    const { random } = this;
    const resources = [...listed];
    const files = new Map<string, string>();
    const rest = [...objects];
    while (rest.length > 0) {
      const some = rest.splice(0, random.int(1, 4));
      const name = `${some[0]!.kind.toLowerCase()}-${files.size}.yaml`;
      files.set(name, this.writer.file(some));
      resources.push(random.chance(0.2) ? `./${name}` : name);
    }
    const field = random.chance(0.12) && resources.length > 0 ? 'bases' : 'resources';
    if (field === 'bases') this.features.add('bases');
    const list: Record<string, unknown> = {
      ...(random.chance(0.8) ? { apiVersion: 'kustomize.config.k8s.io/v1beta1', kind: 'Kustomization' } : {}),
      ...(resources.length > 0 ? { [field]: resources } : {}),
    };
    const all = [...below, ...objects].filter(
      ({ metadata }) =>
        !Object.keys((metadata.annotations as object | undefined) ?? {}).includes('config.kubernetes.io/local-config'),
    );
    return { path, list, files, objects: all, names, generated: this.generated, isRenamed, isTop };
  }

  private layer(path: string, layers: Folder[], names: readonly Names[], isTop: boolean): Folder {
    const { random } = this;
    const below = layers.at(-1)!;
    const renames = this.edit(below, layers.length > 1 ? 0.35 : 0.5);
    this.finish(below);
    const depth = path.split('/').length;
    const listed = [`${'../'.repeat(depth)}${below.path}`];
    const extra = random.chance(0.4)
      ? [makeObject(random, 'ConfigMap', { ...names[0]!, config: `own-${layers.length}` })]
      : [];
    this.features.add('folders');
    return this.folder(path, extra, names, listed, below.isRenamed || renames, isTop, below.objects);
  }

  /** Uses some of the wanted features in a folder; tells whether identities change. */
  private edit(folder: Folder, share: number): boolean {
    const { random } = this;
    let renames = false;
    for (const feature of this.wanted) {
      if (!random.chance(share) || (folder.isRenamed && RENAMING.includes(feature) && random.chance(0.5))) continue;
      if (!ALL[feature]!(random, folder, (value) => this.writer.document(value))) continue;
      this.features.add(feature);
      renames ||= RENAMING.includes(feature) || feature === 'namespace' || feature === 'patchDelete';
    }
    return renames;
  }

  private finish(folder: Folder): void {
    const name = this.random.pick(['kustomization.yaml', 'kustomization.yaml', 'kustomization.yml', 'Kustomization']);
    this.files.set(`${folder.path}/${name}`, this.writer.document(folder.list));
    for (const [file, content] of folder.files) this.files.set(`${folder.path}/${file}`, content);
  }

  private top(layers: Folder[], names: readonly Names[]): string {
    const { random } = this;
    if (random.chance(0.15)) return this.unlisted(layers.at(-1)!);
    const top = this.layer('clusters/prod', layers, names, true);
    layers.push(top);
    if (random.chance(0.25)) this.components(top, names);
    this.edit(top, 0.8);
    this.finish(top);
    return top.path;
  }

  /** A folder without a list: Flux takes what is in it. */
  private unlisted(base: Folder): string {
    this.features.add('unlisted');
    this.edit(base, 0.5);
    this.finish(base);
    for (const [path, content] of [...this.files]) {
      this.files.delete(path);
      this.files.set(`apps/${path}`, content);
    }
    this.files.set(
      'apps/.hidden.yaml',
      this.writer.file([makeObject(this.random, 'Namespace', namesFor(this.random, 5))]),
    );
    this.files.set(
      'apps/deep/er/extra.yml',
      this.writer.file([makeObject(this.random, 'Service', namesFor(this.random, 6))]),
    );
    this.files.set('apps/README.md', 'not a manifest\n');
    return 'apps';
  }

  private components(top: Folder, names: readonly Names[]): void {
    const { random } = this;
    const count = random.int(1, 2);
    for (let at = 0; at < count; at++) {
      const own = random.chance(0.5) ? [makeObject(random, 'Service', namesFor(random, 8 + at))] : [];
      const component = { ...this.folder(`components/c${at}`, own, names, [], top.isRenamed, false, top.objects) };
      Object.assign(component.list, { apiVersion: 'kustomize.config.k8s.io/v1alpha1', kind: 'Component' });
      this.edit({ ...component, isRenamed: true }, 0.5);
      if (Object.keys(component.list).length === 2) component.list.commonAnnotations = { component: 'yes' };
      this.finish(component);
      top.list.components = [...((top.list.components as string[] | undefined) ?? []), `../../${component.path}`];
    }
    this.features.add('components');
  }

  /** The fields of the Flux Kustomization. */
  private flux(top: Folder): Pick<RandomTree, 'configMaps' | 'spec' | 'strict'> {
    const { random } = this;
    const spec: Record<string, unknown> = {};
    const use = (feature: string, share: number, set: () => void) => {
      if (!random.chance(share)) return;
      set();
      this.features.add(feature);
    };
    use('specTargetNamespace', 0.14, () => (spec.targetNamespace = random.pick(['apps', 'prod'])));
    use('specNamePrefix', 0.12, () => (spec.namePrefix = 'flux-'));
    use('specNameSuffix', 0.13, () => (spec.nameSuffix = '-flux'));
    use('specPatches', 0.15, () => {
      const object = top.objects.length > 0 ? random.pick(top.objects) : undefined;
      const kind = object?.kind ?? 'Deployment';
      const patch = random.chance(0.5)
        ? JSON.stringify([{ op: 'add', path: '/metadata/labels', value: { flux: 'patched' } }])
        : this.writer.document({
            apiVersion: 'x/v1',
            kind,
            metadata: { name: 'all', annotations: { flux: 'patched' } },
          });
      spec.patches = [{ patch, target: { kind } }];
    });
    use(
      'specImages',
      0.12,
      () =>
        (spec.images = [
          { name: 'nginx', newTag: 'flux' },
          { name: 'redis', newName: 'mirror/redis', digest: 'sha256:1234' },
        ]),
    );
    use('specComponents', 0.13, () => {
      this.files.set(
        `${top.path}/flux-component/kustomization.yaml`,
        'apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\ncommonAnnotations:\n  from: flux\n',
      );
      spec.components = ['flux-component', ...(random.chance(0.4) ? ['missing'] : [])];
      if ((spec.components as string[]).length > 1) spec.ignoreMissingComponents = true;
    });
    use(
      'specBuildMetadata',
      0.09,
      () => (spec.buildMetadata = random.pick([['originAnnotations'], ['transformerAnnotations']])),
    );
    const configMaps: Record<string, Record<string, string>> = {};
    const strict = random.chance(0.5);
    use('postBuild', 0.4, () => {
      const substitute: Record<string, string> = random.pick<Record<string, string>>([
        { region: 'eu-1', app_name: 'shop' },
        {
          region: random.pick(['true', '1.10', '1e3', 'a: b', '"q"', '0123', 'x\ny', '', 'null', 'yes', '# c']),
          app_name: 'n',
        },
        { app_name: 'shop' },
      ]);
      spec.postBuild = { substitute, ...(random.chance(0.2) ? { substituteStrategy: 'Always' } : {}) };
      if (random.chance(0.4)) {
        configMaps['cluster-vars'] = { region: 'from-map', other: '1' };
        (spec.postBuild as Record<string, unknown>).substituteFrom = [
          { kind: 'ConfigMap', name: 'cluster-vars' },
          ...(random.chance(0.4) ? [{ kind: 'ConfigMap', name: 'absent', optional: true }] : []),
        ];
        this.features.add('substituteFrom');
      }
    });
    return { spec, strict, configMaps };
  }
}
