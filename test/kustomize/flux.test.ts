import { hasMarker, showMarkers } from '../../src/kustomize';
import { build, configMap, DEPLOYMENT, list, objectsOf } from './fixture';

const FILES = {
  'app/kustomization.yaml': list({ resources: ['web.yaml', 'map.yaml'] }),
  'app/web.yaml': DEPLOYMENT,
  'app/map.yaml': configMap('settings'),
};

describe('fields of a Kustomization', () => {
  it('win over those of the list', () => {
    const files = {
      ...FILES,
      'app/kustomization.yaml': list({ resources: ['map.yaml'], namespace: 'own', namePrefix: 'own-' }),
    };
    const [map] = objectsOf(files, { spec: { targetNamespace: 'apps', namePrefix: 'flux-', nameSuffix: '-1' } });
    expect(map!.metadata).toEqual({ name: 'flux-settings-1', namespace: 'apps' });
  });

  it('rename what refers to a renamed object', () => {
    const [web] = objectsOf(FILES, { spec: { namePrefix: 'a-' } });
    expect(web!.spec.template.spec.containers[0]!.envFrom).toEqual([{ configMapRef: { name: 'a-settings' } }]);
  });

  it('merge images with those of the list', () => {
    const files = {
      ...FILES,
      'app/kustomization.yaml': list({
        resources: ['web.yaml'],
        images: [{ name: 'nginx', newName: 'mirror/nginx', digest: 'sha256:0' }],
      }),
    };
    const [web] = objectsOf(files, { spec: { images: [{ name: 'nginx', newTag: '2' }] } });
    expect(web!.spec.template.spec.containers[0]!.image).toBe('mirror/nginx:2');
  });

  it('patch, and set metadata last', () => {
    const spec = {
      patches: [{ patch: '[{"op":"replace","path":"/spec/replicas","value":3}]', target: { kind: 'Deployment' } }],
      commonMetadata: { labels: { team: 'a' }, annotations: { note: 'b' } },
    };
    const [web, map] = objectsOf(FILES, { spec });
    expect(web!.spec.replicas).toBe(3);
    expect(map!.metadata).toEqual({ name: 'settings', labels: { team: 'a' }, annotations: { note: 'b' } });
  });

  it('leave out components that are missing', () => {
    const spec = { components: ['../gone'] };
    expect(build(FILES, { spec }).error).toMatch(/lists "\.\.\/gone", which is missing$/);
    expect(build(FILES, { spec: { ...spec, ignoreMissingComponents: true } }).objects).toHaveLength(2);
  });
});

describe('a folder without a list', () => {
  it('holds what is in it, with folders that have a list built', () => {
    const { objects, unlisted, lists } = build({
      'app/b.yml': configMap('b'),
      'app/.hidden.yaml': configMap('hidden'),
      'app/data.json': configMap('json'),
      'app/a/kustomization.yaml': list({ resources: ['x.yaml'], namePrefix: 'a-' }),
      'app/a/x.yaml': configMap('x'),
      'app/a/not-listed.yaml': configMap('not-listed'),
    });
    expect(objects.map(({ object, file, index }) => [object.metadata.name, file, index])).toEqual([
      ['hidden', 'app/.hidden.yaml', 0],
      ['a-x', 'app/a/x.yaml', 0],
      ['b', 'app/b.yml', 0],
    ]);
    expect({ unlisted, lists }).toEqual({ unlisted: ['app'], lists: ['app/a/kustomization.yaml'] });
  });
});

describe('substitution', () => {
  const spec = { postBuild: { substitute: { A: 'one', N: '7', T: 'true', V: '1.10' } } };
  const data = (text: string, options = {}) =>
    objectsOf({ 'app/one.yaml': configMap('one', { text }) }, { spec, ...options })[0]!.data.text;

  it.each([
    ['${A}', 'one'],
    ['${N}', 7],
    ['${T}', true],
    ['${V}', 1.1],
    ['x-${N}', 'x-7'],
    ['${A^^}-${A:1:1}-${#A}', 'ONE-n-3'],
    ['${A/n/N}${A%e}${A#o}', 'oNeonne'],
    ['${B:-none}', 'none'],
    ['${B:=none}', 'none'],
    ['${B:+empty}', 'empty'],
    ['${A:+empty}', 'one'],
    ['$${A}', '${A}'],
    ['$A', '$A'],
    ['two\n${N}\n', 'two\n7\n'],
  ])('makes %j into %j', (text, value) => {
    expect(data(text)).toEqual(value);
  });

  it('leaves objects alone that say so', () => {
    const text = configMap('one', { text: '${A}' }).replace(
      '"name":"one"',
      '"name":"one","labels":{"kustomize.toolkit.fluxcd.io/substitute":"disabled"}',
    );
    expect(objectsOf({ 'app/one.yaml': text }, { spec })[0]!.data.text).toBe('${A}');
  });

  it('takes nothing for a variable that is not set before Flux 2.9', () => {
    expect(data('x${B}', { flux: '2.8' })).toBe('x');
  });

  it('prefers later sources, and values of its own', () => {
    const from = {
      substituteFrom: [
        { kind: 'ConfigMap', name: 'one' },
        { kind: 'ConfigMap', name: 'two' },
      ],
    };
    const maps: Record<string, Array<[string, string]>> = {
      one: [
        ['X', '1'],
        ['Y', '1'],
      ],
      two: [
        ['Y', '2'],
        ['A', '2'],
      ],
    };
    const options = {
      spec: { postBuild: { ...spec.postBuild, ...from } },
      variables: ({ name }: { name: string }) => new Map(maps[name]),
    };
    expect(data('${X}-${Y}-${A}', options)).toBe('1-2-one');
  });

  it('keeps a value that is not known as a mark, and says which field holds it', () => {
    const postBuild = { substitute: { A: 'one' }, substituteFrom: [{ kind: 'Secret', name: 'cluster' }] };
    const { objects, unknowns } = build(
      { 'app/one.yaml': configMap('one', { known: '${A}', text: 'a ${REGION:-x}' }) },
      { spec: { postBuild } },
    );
    const [{ object, unknownFields }] = objects as [(typeof objects)[number]];
    const { known, text } = object.data as { known: string; text: string };
    expect([known, hasMarker(text), showMarkers(text)]).toEqual(['one', true, 'a ${REGION:-x}']);
    const why = {
      kind: 'variable',
      what: 'Secret cluster',
      where: 'spec.postBuild',
      hidesObjects: false,
      touchesAll: false,
    };
    expect(unknownFields).toEqual([{ path: ['data', 'text'], why }]);
    expect(unknowns).toEqual([why]);
  });
});

describe('what is not known', () => {
  it('is told of a remote base, and patches for its objects are left out', () => {
    const { objects, unknowns, error } = build({
      'app/kustomization.yaml': list({
        resources: ['https://user:secret@example.com/org/base//path?ref=v1', 'one.yaml'],
        patches: [{ patch: configMap('theirs') }],
        replicas: [{ name: 'theirs', count: 2 }],
      }),
      'app/one.yaml': configMap('one'),
    });
    expect(error).toBeUndefined();
    expect(objects).toHaveLength(1);
    expect(unknowns).toEqual([
      {
        kind: 'remote',
        what: 'https://example.com/org/base//path?ref=v1',
        where: 'app/kustomization.yaml',
        hidesObjects: true,
        touchesAll: false,
      },
    ]);
  });

  it('is the content of a file that a generator fetches, and nothing else', () => {
    const files = {
      'app/kustomization.yaml': list({
        resources: ['one.yaml'],
        configMapGenerator: [{ name: 'boards', files: ['a.json=https://example.com/a.json', 'b.json'] }],
        generatorOptions: { disableNameSuffixHash: true },
      }),
      'app/one.yaml': configMap('one'),
      'app/b.json': '{}',
    };
    const { objects, unknowns, error } = build(files);
    expect(error).toBeUndefined();
    const why = {
      kind: 'remote',
      what: 'https://example.com/a.json',
      where: 'app/kustomization.yaml',
      hidesObjects: false,
      touchesAll: false,
    };
    expect(objects.map(({ object, unknownFields }) => [object.metadata.name, unknownFields])).toEqual([
      ['one', []],
      ['boards', [{ path: ['data', 'a.json'], why }]],
    ]);
    expect(unknowns).toEqual([why]);
  });

  it('is told of Secrets that are generated from encrypted files, with names that refer to them', () => {
    const files = {
      'app/kustomization.yaml': list({
        resources: ['web.yaml'],
        secretGenerator: [{ name: 'keys', envs: ['keys.env'] }],
      }),
      'app/web.yaml': DEPLOYMENT.replace('configMapRef: { name: settings }', 'secretRef: { name: keys }'),
      'app/keys.env': 'PASS=ENC[AES256_GCM,data:x]\nsops_mac=ENC[AES256_GCM,data:y]\n',
    };
    const [web, secret] = build(files, { spec: { decryption: { provider: 'sops' } } }).objects;
    expect(Object.keys((secret!.object as { data?: object }).data!)).toEqual(['PASS']);
    expect(secret!.unknownFields.map(({ path }) => path)).toEqual([
      ['metadata', 'name'],
      ['data', 'PASS'],
    ]);
    expect(web!.unknownFields.map(({ path, why }) => [path.at(-1), why.kind])).toEqual([['name', 'secret']]);
    expect(JSON.stringify(web!.object)).toContain(secret!.object.metadata.name);
  });

  it('is told of encrypted values, whose keys are known', () => {
    const secret =
      'apiVersion: v1\nkind: Secret\nmetadata: { name: s }\nstringData: { pass: "ENC[AES256_GCM,data:x]", empty: "" }\nsops: { mac: x }\n';
    const { objects } = build({ 'app/s.yaml': secret }, { spec: { decryption: { provider: 'sops' } } });
    const [{ object, unknownFields }] = objects as [(typeof objects)[number]];
    expect(Object.keys(object)).toEqual(['apiVersion', 'kind', 'metadata', 'stringData']);
    expect(unknownFields.map(({ path, why }) => [path, why.kind])).toEqual([[['stringData', 'pass'], 'secret']]);
  });
});
