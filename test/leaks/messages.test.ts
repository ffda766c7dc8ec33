import { ApiObject } from 'cdk8s';
import * as fc from 'fast-check';
import { App, Cluster, Component, Environment, Fleet, FleetError, HelmChart, Tenant } from '../../src';
import { LeakRedactor } from '../../src/leaks/redactor';
import { scratchFolder } from '../features/secret/folder';
import { runsOf } from '../support/deep';
import { git, Loose, newFleet, problemsOf } from '../support/fleets';
import { base64, formats, PASSWORDS, random } from './planted';

const { at } = scratchFolder();
const token = formats().find(({ id }) => id === 'github-token')!.text;

/** A fleet with one ConfigMap. */
function settings(data: Record<string, unknown>): Fleet<Loose> {
  const fleet = newFleet({ outdir: at('dist') });
  new Cluster(fleet, 'eu-1');
  new Component(fleet, 'shop', {
    manifests: (chart) => void new ApiObject(chart, 'settings', { apiVersion: 'v1', kind: 'ConfigMap', data }),
  });
  return fleet;
}

describe('a leak', () => {
  test('keeps everything from being written', () => {
    const fleet = settings({ a: token });
    expect(() => fleet.synth()).toThrow(FleetError);
    expect(problemsOf(fleet)).toEqual([
      expect.stringMatching(
        /^\[eu-1\/shop\] ConfigMap shop\/settings has a GitHub token in data\.a \(fingerprint [0-9a-f]{8}\): make it/,
      ),
    ]);
  });

  test('is found in values, substitutions, and what code makes', () => {
    const fleet = newFleet();
    const clusters = [new Cluster(fleet, 'eu-1')];
    new Environment(fleet, 'dev', { clusters });
    new Component(fleet, 'nginx', {
      chart: HelmChart.oci({ url: 'oci://r.example.com/nginx', version: '1.0.0' }),
      values: { auth: { password: PASSWORDS[0] } },
    });
    const web = new Tenant(fleet, 'web', { source: git });
    new App(web, 'shop', { path: './shop', substitutions: { DB_PASSWORD: PASSWORDS[0]! } });
    expect(problemsOf(fleet)).toEqual([
      expect.stringMatching(
        /^\[dev\/eu-1\/web\] Kustomization dev-web\/shop has a literal under the name of a credential in spec\.postBuild\.substitute\.DB_PASSWORD: /,
      ),
      expect.stringMatching(
        /^\[eu-1\/nginx\] HelmRelease flux-system\/nginx has a literal .* in spec\.values\.auth\.password: /,
      ),
    ]);
  });

  test('an open Secret in code is one', () => {
    const fleet = newFleet();
    new Cluster(fleet, 'eu-1');
    new Component(fleet, 'shop', {
      manifests: (chart) =>
        void new ApiObject(chart, 's', { apiVersion: 'v1', kind: 'Secret', stringData: { note: 'hello' } }),
    });
    expect(problemsOf(fleet)).toEqual([
      expect.stringMatching(
        /^\[eu-1\/shop\] Secret shop\/s has a value in plain text in stringData\.note: make it a Secret with Secret\.sops/,
      ),
    ]);
  });
});

describe('an acknowledgement', () => {
  const leak = {
    id: 'github-token',
    object: 'ConfigMap shop/settings',
    field: 'data.a',
    reason: 'revoked, kept as an example',
  };

  test('silences one finding of one field of one object', () => {
    const fleet = settings({ a: token });
    fleet.acknowledgeLeak(leak);
    expect(problemsOf(fleet)).toEqual([]);
    expect(fleet.synthesize().warnings).toEqual([]);
    expect(fleet.acknowledgedLeaks).toEqual([leak]);
  });

  test.each([{ id: 'jwt' }, { object: 'ConfigMap shop/other' }, { field: 'data.b' }])(
    'of another place silences nothing: %j',
    (other) => {
      const fleet = settings({ a: token });
      fleet.acknowledgeLeak({ ...leak, ...other });
      expect(problemsOf(fleet)).toEqual([expect.stringContaining('has a GitHub token in data.a')]);
    },
  );

  test('that fits nothing is a warning', () => {
    const fleet = settings({ a: 'nothing' });
    fleet.acknowledgeLeak(leak);
    expect(fleet.synthesize().warnings).toEqual([
      {
        id: 'unused-acknowledgement',
        at: 'acme',
        message: 'acknowledgeLeak "github-token" for ConfigMap shop/settings, data.a fits nothing: take it out',
      },
    ]);
  });

  test('needs a reason, and the place', () => {
    const fleet = settings({ a: token });
    fleet.acknowledgeLeak({ ...leak, reason: ' ' });
    fleet.acknowledgeLeak({ ...leak, field: '' });
    expect(problemsOf(fleet)).toEqual([
      '[acme] acknowledgeLeak needs id, object and field: take them from the message that it answers',
      '[acme] leak "github-token" in data.a of ConfigMap shop/settings is silenced without a reason: say why it is no secret',
    ]);
  });
});

/** A value that is one of its kind, so that no message can hold it by chance. */
const secrets = fc
  .tuple(fc.nat(), fc.constantFrom('', ' ', '"', '\\', '%', '&', 'ü'))
  .map(([seed, odd]) => `Q${random(6, `${seed}`)}7${odd}${random(9, `${seed} more`)}`);

test('no value is in any message, whatever else is wrong with it', () => {
  fc.assert(
    fc.property(secrets, (secret) => {
      const fleet = newFleet({ config: { db: { password: secret } } });
      const cluster = new Cluster(fleet, 'eu-1');
      new Environment(fleet, 'dev', { clusters: [cluster] });
      const put = (name: string, object: object) =>
        new Component(fleet, name, {
          manifests: (chart) => void new ApiObject(chart, 'x', { apiVersion: 'v1', kind: 'ConfigMap', ...object }),
        });
      put('data', { data: { password: secret } });
      put('base64', { binaryData: { password: base64(secret) } });
      put('file', { data: { 'app.yaml': `a: 1\npassword: ${JSON.stringify(secret)}\n` } });
      put('url', { data: { url: `postgres://shop:${encodeURIComponent(secret)}@db/shop` } });
      put('annotation', { metadata: { annotations: { password: secret } } });
      // What other rules refuse, and quote.
      put('enum', { apiVersion: 'v1', kind: 'Service', spec: { type: secret, password: secret } });
      put('type', { apiVersion: 'apps/v1', kind: 'Deployment', spec: { replicas: secret, password: secret } });
      put('secret', { apiVersion: 'v1', kind: 'Secret', stringData: { password: secret }, immutable: secret });
      const problems = problemsOf(fleet);
      expect(problems.length).toBeGreaterThan(8);
      expectSilence(problems, secret);
    }),
    { numRuns: runsOf(4, 300) },
  );
});

test('nor when it is met before anything is rendered', () => {
  fc.assert(
    fc.property(secrets, (secret) => {
      const fleet = newFleet({ config: { db: { password: secret } } });
      const clusters = [new Cluster(fleet, 'eu-1')];
      new Environment(fleet, 'dev', { clusters });
      new Component(fleet, 'throws', {
        manifests: () => {
          throw new Error(
            `cannot connect to postgres://shop:${encodeURIComponent(secret)}@db with ${JSON.stringify({ password: secret })}`,
          );
        },
      });
      new Component(fleet, 'chart', { chart: { auth: { password: secret } } as unknown as HelmChart });
      const web = new Tenant(fleet, 'web', { source: git });
      new App(web, 'shop', { path: './shop', substitutions: { A: { password: secret } as unknown as string } });
      const problems = problemsOf(fleet);
      expect(problems).toHaveLength(3);
      expectSilence(problems, secret);
    }),
    { numRuns: runsOf(4, 300) },
  );
});

function expectSilence(problems: readonly string[], secret: string): void {
  const messages = problems.join('\n');
  for (const form of [secret, base64(secret), encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1)]) {
    expect(messages).not.toContain(form);
    expect(messages).not.toContain(form.slice(0, 12));
  }
}

describe('the redactor', () => {
  const redacted = (message: string, ...hidden: string[]) => {
    const redactor = new LeakRedactor();
    redactor.hide(hidden);
    return redactor.redact(message);
  };

  test.each<[string, string[], string]>([
    ['a hunter22 b', ['hunter22'], 'a *** b'],
    ['hunter22hunter22', ['hunter22'], '******'],
    ['cut "0123456789abcdefghi...', ['0123456789abcdefghijklmnop'], 'cut "***...'],
    [
      'a://u:correct-horse1@b instead of a://u:correct-horse22@b',
      ['a://u:correct-horse1@b', 'a://u:correct-horse22@b'],
      '*** instead of ***',
    ],
    ['the longer one: hunter2222', ['hunter22', 'hunter2222'], 'the longer one: ***'],
    ['quoted "a\\"b\\nc9"', ['a"b\nc9'], 'quoted "***"'],
    ['short abc', ['abc'], 'short abc'],
    ['{"password":"hunter22","user":"bob"}', [], '{"password":"***","user":"bob"}'],
    ['{"password":12345}', [], '{"password":***}'],
    ['{"apiKey":"web-key"}', [], '{"apiKey":"web-key"}'],
    ['see postgres://a:hunter22@b', [], 'see postgres://a:***@b'],
    ['it failed: token=Xk29fjQm7pLw3zR8 is old', [], 'it failed: token=*** is old'],
    ['cannot log in with password "Xk29fjQm7pLw3zR8"', [], 'cannot log in with password "***"'],
    ['secret name "Xk29fjQm7pLw3zR8" is not valid', [], 'secret name "***" is not valid'],
    ['secret name "Web-Shop" is not valid: name a Secret', [], 'secret name "Web-Shop" is not valid: name a Secret'],
    ['nothing to hide: name "web" is not a valid name', [], 'nothing to hide: name "web" is not a valid name'],
  ])('%s', (message, hidden, expected) => {
    expect(redacted(message, ...hidden)).toBe(expected);
  });

  test('takes tokens out that nobody told it of', () => {
    for (const { text, secret } of formats().filter((one) => !one.text.includes('\n') && one.id !== 'htpasswd')) {
      expect(redacted(`the program failed with "${text}"`)).not.toContain(secret);
    }
  });

  test('changes places as well', () => {
    expect(new LeakRedactor().problems([{ id: 'name', at: token, message: 'a' }])).toEqual([
      { id: 'name', at: '***', message: 'a' },
    ]);
  });
});
