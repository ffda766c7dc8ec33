import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkUpToDate, compareReleases, newestOfEachMinor, releasesIn } from '../../scripts/schemas/find-releases';
import { checkComplete, Crd, crdsByRelease } from '../../scripts/schemas/flux';
import { ModuleFiles } from '../../scripts/schemas/go-module';
import { specsIn } from '../../scripts/schemas/kubernetes';
import { ASSEMBLED, KUBERNETES, OLDEST } from '../../scripts/schemas/releases';
import { versionFiles, versionsModule } from '../../scripts/schemas/versions';
import {
  DEFAULT_FLUX_VERSION,
  DEFAULT_KUBERNETES_VERSION,
  fluxVersions,
  kubernetesVersions,
  Validator,
} from '../../src/schema';
import { fluxCatalog, kubernetesCatalog } from '../../src/schema/catalog';

const root = join(__dirname, '..', '..');

/** A CRD that serves nothing. */
function crd(kind: string): Crd {
  return {
    kind: 'CustomResourceDefinition',
    spec: { group: 'a', scope: 'Cluster', names: { kind, plural: '' }, versions: [] },
  };
}

/** Files of a module: the content is the kind of the CRD in the file. */
function moduleOf(files: Readonly<Record<string, string>>): ModuleFiles {
  return {
    names: Object.keys(files),
    text: (name) => JSON.stringify(crd(files[name] ?? '')),
    close: () => undefined,
  };
}

const kindsOf = (crds: readonly Crd[] | undefined) => crds?.map(({ spec }) => spec.names.kind);

describe('the folders of releases', () => {
  const names = (...folders: string[]) => folders.map((folder) => `flux/${folder}/crds.yaml`);

  test('are found regardless of version number, oldest first', () => {
    const found = releasesIn(
      [...names('v2.10.0', 'v2.9.5', 'v3.0.0', 'v2.6.0', 'v2.11.12'), 'other/v1/a'],
      'flux/',
      '2.6.0',
    );
    expect(found).toEqual(['2.6.0', '2.9.5', '2.10.0', '2.11.12', '3.0.0']);
  });

  test('older than the oldest supported release are ignored', () => {
    expect(releasesIn(names('v1.9.9', 'v2.5.1', 'v2.6.0', 'v2.10.0'), 'flux/', '2.6.0')).toEqual(['2.6.0', '2.10.0']);
    expect(() => releasesIn(names('v2.5.1'), 'flux/', '2.6.0')).toThrow('flux/ holds no release from 2.6.0 on');
    expect(() => releasesIn([], 'flux/', '2.6.0')).toThrow('flux/ holds no release from 2.6.0 on');
  });

  test.each(['v2.11', 'v2.11.0-rc.1', '2.11.0', 'latest', 'v2.x.0'])(
    '%s cannot be parsed and is not ignored',
    (folder) => {
      expect(() => releasesIn(names('v2.6.0', folder), 'flux/', '2.6.0')).toThrow(
        `flux/${folder}/ is not the folder of a release: teach releasesIn what it is`,
      );
    },
  );

  test('contain nothing else', () => {
    expect(() => releasesIn([...names('v2.6.0'), 'flux/v2.11.0.tgz'], 'flux/', '2.6.0')).toThrow(
      'flux/v2.11.0.tgz is not the folder of a release',
    );
  });
});

describe('a newer release that is served', () => {
  const [path, sum] = ['example.com/a', ''];
  const modules = ['v1.9.2', 'v1.10.0'].map((version) => ({ path, version, sum }));

  test('is the newest of its minor version, pre-releases excluded', () => {
    const tags = ['v1.8.9', 'v1.9.0', 'v1.9.10', 'v1.9.2', 'v1.10.0-rc.1', 'v1.10.0', 'v1.11.0-beta.0'];
    expect(newestOfEachMinor(tags, '1.9.0')).toEqual(['1.9.10', '1.10.0']);
    expect(() => newestOfEachMinor(['v1.9'], '1.9.0')).toThrow('version v1.9 cannot be read');
  });

  test.each([
    [['v1.9.2', 'v1.10.0', 'v1.11.3', 'v1.12.0'], 'v1.11.3, v1.12.0 too: put them into releases.ts'],
    [['v1.9.2', 'v1.10.1'], 'v1.10.1 too: put it into releases.ts'],
    [['v2.0.0'], 'v2.0.0 too: put it into releases.ts'],
  ])('%s is reported as missing', (served, message) => {
    expect(() => checkUpToDate(modules, served, '1.9.0')).toThrow(`example.com/a is served as ${message}`);
  });

  test('is not one already listed, older, or a pre-release', () => {
    const served = ['v1.8.9', 'v1.9.1', 'v1.9.2', 'v1.10.0', 'v1.11.0-rc.0'];
    expect(() => checkUpToDate(modules, served, '1.9.0')).not.toThrow();
  });
});

describe('the releases of Flux', () => {
  const files = moduleOf({
    'config/data/flux/v2.5.1/a.yaml': 'Old',
    'config/data/flux/v2.9.5/a.yaml': 'Alert',
    'config/data/flux/v2.9.5/b.yaml': 'Bucket',
    'config/data/flux/v2.9.5/rbac.txt': 'Text',
    'config/data/flux/v2.11.0/a.yaml': 'Alert',
    'config/data/flux-images/VERSION': '',
  });

  test('are the shipped and the assembled ones', () => {
    const releases = crdsByRelease(files, [{ release: '2.10.0' }], ({ release }) => [crd(release)]);
    expect([...releases.keys()]).toEqual(['2.9.5', '2.10.0', '2.11.0']);
    expect([...releases.values()].map(kindsOf)).toEqual([['Alert', 'Bucket'], ['2.10.0'], ['Alert']]);
  });

  test('are not assembled once they are shipped', () => {
    expect(() => crdsByRelease(files, [{ release: '2.11.0' }], () => [])).toThrow(
      'Flux Operator carries Flux 2.11.0 now: take it out of releases.ts',
    );
  });

  test('each contain CRDs', () => {
    const empty = moduleOf({ 'config/data/flux/v2.11.0/notes.txt': '' });
    expect(() => crdsByRelease(empty, [], () => [])).toThrow('config/data/flux/v2.11.0/ holds no CRDs');
  });

  test('have every kind of the previous release', () => {
    const releases = crdsByRelease(files, [], () => []);
    expect(() => checkComplete(releases)).toThrow(
      'Flux 2.11.0 has no Bucket: put the module with the CRD into releases.ts',
    );
    const more = crdsByRelease(files, [{ release: '2.12.0' }], () => [crd('Alert'), crd('New')]);
    expect(() => checkComplete(new Map([...more].slice(1)))).not.toThrow();
  });
});

describe('the OpenAPI files of Kubernetes', () => {
  const spec = (name: string) => `api/openapi-spec/v3/${name}_openapi.json`;

  test('are selected by group and version', () => {
    const apis = [spec('api__v1'), spec('apis__apps__v1'), spec('apis__resource.k8s.io__v1alpha3')];
    const others = ['apis', 'api', 'apis__apps', 'logs', 'version', '.well-known__openid-configuration'].map(spec);
    expect(specsIn([...others, 'api/openapi-spec/swagger.json', ...apis])).toEqual(apis);
  });

  test('of an unknown name are not ignored', () => {
    expect(() => specsIn([spec('api__v1'), spec('groups__apps')])).toThrow(
      'api/openapi-spec/v3/groups__apps_openapi.json cannot be read: teach specsIn what it is',
    );
    expect(() => specsIn(['api/openapi-spec/swagger.json'])).toThrow('api/openapi-spec/v3/ holds no API');
  });
});

describe('the data', () => {
  const [flux, kubernetes] = [fluxCatalog().releases, kubernetesCatalog().releases];

  test('contains the releases of releases.ts: if not, run "npm run schemas"', () => {
    expect(kubernetes).toEqual(KUBERNETES.map(({ version }) => version.slice(1)));
    expect(flux).toEqual(expect.arrayContaining(ASSEMBLED.map(({ release }) => release)));
    expect([...flux].sort(compareReleases)).toEqual(flux);
    expect(flux[0]).toBe(OLDEST.flux);
    expect(kubernetes.every((release) => compareReleases(release, OLDEST.kubernetes) >= 0)).toBe(true);
  });

  test.each([
    ['Flux', fluxVersions],
    ['Kubernetes', kubernetesVersions],
  ])('skips no minor version of %s', (_, versions) => {
    const minors = versions.map((version) => Number(version.split('.')[1]));
    expect(minors).toEqual(minors.map((_one, at) => (minors[0] ?? 0) + at));
  });

  test.each([...versionFiles(flux, kubernetes)])(
    'matches the list in %s: if not, run "npm run schemas"',
    (path, text) => {
      expect(readFileSync(join(root, path), 'utf8')).toBe(text);
    },
  );

  test('contains the default versions', () => {
    expect(fluxVersions).toContain(DEFAULT_FLUX_VERSION);
    expect(kubernetesVersions).toContain(DEFAULT_KUBERNETES_VERSION);
    const object = { apiVersion: 'source.toolkit.fluxcd.io/v1beta2', kind: 'Bucket', metadata: { name: 'a' } };
    expect(new Validator().validate(object)).toEqual(
      new Validator({ flux: DEFAULT_FLUX_VERSION, kubernetes: DEFAULT_KUBERNETES_VERSION }).validate(object),
    );
  });
});

test('a list of versions wider than a line is split', () => {
  const releases = Array.from({ length: 14 }, (_, at) => `2.${at + 10}.0`);
  const lines = versionsModule('Flux', '', releases).split('\n');
  expect(lines.every((line) => line.length <= 120)).toBe(true);
  expect(lines).toEqual(expect.arrayContaining(["  | '2.10'", "  | '2.23';", "  '2.10',", "  '2.23',", '];']));
});
