import { configMap, manifest, Manifest, risks } from './fixture';

const controller = (...args: string[]) =>
  manifest('apps/v1', 'Deployment', {
    spec: { template: { spec: { containers: [{ name: 'manager', image: 'kustomize-controller:v1.9.5', args }] } } },
  });

describe('flags of a controller', () => {
  const said = (old: Manifest, next: Manifest) => risks(old, next).filter((one) => !one.includes(' restart'));
  test.each<[string, readonly string[], readonly string[], readonly string[]]>([
    [
      'another account for objects that name none',
      ['--default-service-account=default'],
      ['--default-service-account=kustomize-controller'],
      [
        'medium rights-widened: Deployment it has --default-service-account=kustomize-controller instead of default: objects that name no account act as that one',
      ],
    ],
    [
      'one namespace alone',
      ['--watch-all-namespaces'],
      ['--watch-all-namespaces=false'],
      [
        'high availability: Deployment it no longer watches all namespaces: nobody reconciles objects outside of its own',
      ],
    ],
    [
      'some objects alone',
      [],
      ['--watch-label-selector=!sharding.fluxcd.io/key'],
      [
        'medium availability: Deployment it watches objects with !sharding.fluxcd.io/key alone: the others need another controller',
      ],
    ],
    ['all objects again', ['--watch-label-selector=a=b', '--watch-all-namespaces=false'], [], []],
    ['an account where there was none', [], ['--default-service-account=default'], []],
    ['the same, spelt otherwise', ['--no-remote-bases'], ['--no-remote-bases=true'], []],
  ])('%s', (_, old, next, expected) => {
    expect(said(controller(...old), controller(...next))).toEqual(expected);
  });
});

describe('image automation', () => {
  const image = (kind: string, spec: object) => manifest('image.toolkit.fluxcd.io/v1', kind, { spec });
  const push = (branch?: string) => image('ImageUpdateAutomation', { git: branch ? { push: { branch } } : {} });
  const updates = (path?: string) => image('ImageUpdateAutomation', { update: { strategy: 'Setters', path } });
  test.each<[string, Manifest, Manifest, readonly string[]]>([
    [
      'pushes to another branch',
      push('updates'),
      push('main'),
      ['medium version: ImageUpdateAutomation it commits its updates to branch main instead of branch updates'],
    ],
    [
      'pushes to the branch of its source',
      push('updates'),
      push(),
      ["medium version: ImageUpdateAutomation it commits its updates to its source's branch instead of branch updates"],
    ],
    [
      'updates other files',
      updates('./apps'),
      updates('./'),
      ['medium version: ImageUpdateAutomation it updates files of ./ instead of ./apps'],
    ],
    ['updates the same files', updates('./apps'), updates('apps/'), []],
    [
      'selects other tags',
      image('ImagePolicy', { policy: { semver: { range: '1.x' } } }),
      image('ImagePolicy', { policy: { semver: { range: '*' } } }),
      ['medium version: ImagePolicy it selects other tags: automations commit them by themselves'],
    ],
    [
      'looks at another image',
      image('ImageRepository', { image: 'a/b' }),
      image('ImageRepository', { image: 'a/c' }),
      ['medium version: ImageRepository it finds other tags: automations commit them by themselves'],
    ],
    [
      'looks more often',
      image('ImageRepository', { image: 'a/b', interval: '5m' }),
      image('ImageRepository', { image: 'a/b', interval: '1m' }),
      [],
    ],
  ])('%s', (_, old, next, expected) => {
    expect(risks(old, next)).toEqual(expected);
  });
});

describe('webhooks', () => {
  const hooks = (failurePolicy?: string) =>
    manifest(
      'admissionregistration.k8s.io/v1',
      'ValidatingWebhookConfiguration',
      { webhooks: [{ name: 'a.example.com', ...(failurePolicy ? { failurePolicy } : {}) }] },
      { namespace: undefined },
    );
  const fails = 'ValidatingWebhookConfiguration it lets requests fail while a.example.com does not answer';
  test('that requests need from now on', () => {
    expect(risks(hooks('Ignore'), hooks())).toContain(`medium availability: ${fails}`);
    expect(risks(undefined, hooks('Fail'))).toContain(`low availability: ${fails}`);
    expect(risks(hooks(), hooks('Fail')).filter((one) => one.includes('availability'))).toEqual([]);
  });
});

test('the type of a claim template is written by the API server', () => {
  const set = (template: object) =>
    manifest('apps/v1', 'StatefulSet', {
      spec: { serviceName: 'a', volumeClaimTemplates: [{ ...template, metadata: { name: 'data' }, spec: {} }] },
    });
  expect(risks(set({}), set({ apiVersion: 'v1', kind: 'PersistentVolumeClaim' }))).toEqual([]);
  expect(risks(configMap('it', 'x'), configMap('it', 'x'))).toEqual([]);
});
