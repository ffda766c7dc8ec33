import { App, Decryption, Secret, Tenant, TenantProps } from '../../../src';
import { git, Loose, problemsOf } from '../../support/fleets';
import { AgePair } from './sops-writer';
import { admin, age, problemsHere, shopKey, tenantWorld, webKey } from './tenant-world';

const { world, sops } = tenantWorld();

test.each<[string, () => Partial<TenantProps<Loose>>, RegExp]>([
  [
    'a file without a way to open it',
    () => ({ secrets: [sops()] }),
    /^\[dev\/eu-1\/web\] secret file "secret\.yaml" cannot be opened here: give a decryption, with the recipients of its key$/,
  ],
  [
    'a file for others',
    () => ({ decryption: age('web', admin), secrets: [sops()] }),
    /^\[dev\/eu-1\/web\] secret file "secret\.yaml" is encrypted to age1\w+, but not to age1\w+, which Flux has the key of: add that in \.sops\.yaml and run sops updatekeys$/,
  ],
  [
    'a file for strangers too',
    () => ({
      decryption: Decryption.age({ secretName: 'k', recipients: [webKey.recipient], editors: [] }),
      secrets: [sops({ to: [webKey, admin] })],
    }),
    /is encrypted to age1\w+, which is not among the editors: name it there, or take it out with sops updatekeys$/,
  ],
  [
    'a file of another namespace',
    () => ({ decryption: age('web', webKey), secrets: [sops({ namespace: 'prod-web' })] }),
    /is for namespace "prod-web", but this one is "dev-web": write that into it or none, with sops edit$/,
  ],
  [
    'two of a name',
    () => ({ decryption: age('web', webKey), secrets: [sops(), sops()] }),
    /^\[dev\/eu-1\/web\] secret "db" is given twice and differs: leave one out$/,
  ],
  [
    'a broken file',
    () => ({ secrets: [Secret.sops('nowhere/secret.yaml')] }),
    /^\[dev\/eu-1\/web\] secret file "secret\.yaml" cannot be read \(ENOENT\): give its path from the working directory$/,
  ],
  [
    'something else',
    () => ({ secrets: ['db'] as unknown as Secret[] }),
    /^\[dev\/eu-1\/web\] the program failed while making its secrets, with "secrets is not a list of Secrets": mend it there$/,
  ],
  [
    'another decryption',
    () => ({ decryption: 'age' as unknown as Decryption }),
    /the program failed while making its decryption, with "\\"age\\" is not a Decryption": mend it there$/,
  ],
  ['a bad decryption', () => ({ decryption: age('web') }), /^\[dev\/eu-1\/web\] decryption has no recipients: /],
])('%s is refused', (_, props, message) => {
  expect(problemsHere(world(props()).fleet)).toEqual([expect.stringMatching(message)]);
});

test('editors may open files as well', () => {
  const decryption = Decryption.age({ secretName: 'k', recipients: [webKey.recipient], editors: [admin.recipient] });
  expect(problemsHere(world({ decryption, secrets: [sops({ to: [webKey, admin] })] }).fleet)).toEqual([]);
});

describe('tenants apart', () => {
  function two(web: Partial<TenantProps<Loose>>, shop: Partial<TenantProps<Loose>>): string[] {
    const { fleet } = world(web);
    new Tenant(fleet, 'shop', { source: git, ...shop });
    return problemsHere(fleet);
  }

  test('their own keys, and their own files', () => {
    expect(two({ decryption: age('web', webKey), secrets: [sops()] }, { decryption: age('shop', shopKey) })).toEqual(
      [],
    );
  });

  test('share no recipient', () => {
    expect(two({ decryption: age('web', webKey) }, { decryption: age('shop', webKey) })).toEqual([
      `[dev/eu-1/web] recipient ${webKey.recipient} is tenant "shop"'s as well: make a key pair for each`,
    ]);
  });

  test('encrypt nothing to each other', () => {
    const secrets = [sops({ to: [webKey, shopKey] })];
    expect(two({ decryption: age('web', webKey), secrets }, { decryption: age('shop', shopKey) })).toEqual([
      `[dev/eu-1/web] secret file "secret.yaml" is encrypted to ${shopKey.recipient}, which is tenant "shop"'s: take it out of .sops.yaml, run sops updatekeys, and give the secret a new value`,
    ]);
  });

  test('share no Secret or account that holds the key', () => {
    const key = (pair: AgePair) => Decryption.age({ secretName: 'sops', recipients: [pair.recipient] });
    expect(two({ decryption: key(webKey) }, { decryption: key(shopKey) })).toEqual([
      `[dev/eu-1/web] decryption secretName "sops" is tenant "shop"'s as well: give each its own`,
    ]);
    const kms = (name: string) => Decryption.kms({ serviceAccountName: 'sops', keys: [name] });
    expect(two({ decryption: kms('a') }, { decryption: kms('b') })).toEqual([
      `[dev/eu-1/web] decryption serviceAccountName "sops" is tenant "shop"'s as well: give each its own`,
    ]);
  });

  test("share no key of an app's", () => {
    const { fleet, web } = world();
    const shop = new Tenant(fleet, 'shop', { source: git });
    // In the tenants' namespaces Secrets of one name are two; in the control namespace of a remote cluster they are one.
    for (const [tenant, pair] of [
      [web, webKey],
      [shop, shopKey],
    ] as const) {
      new App(tenant, 'a', { path: './a', decryption: age('app', pair) });
    }
    expect(problemsOf(fleet)).toEqual([
      `[dev/store/web/a] decryption secretName "app-age" is tenant "shop"'s as well: give each its own`,
    ]);
  });
});
