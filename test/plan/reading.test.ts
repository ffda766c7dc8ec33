import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { asProblem } from '../../src/plan/guard/finding';
import {
  diffObjects,
  formatJson,
  formatMarkdown,
  formatText,
  PlanReport,
  planReport,
  readGitTree,
} from '../../src/plan-entry';
import { fitting } from '../support/plan-schema';
import { Repository } from '../support/repository';
import { claim, configMap, deployment, guarded, Manifest, tree, UnitFixture } from './fixture';

/* What people read: short, without secrets, and without characters that change what a terminal or a browser shows. */

const unit = (...objects: readonly Manifest[]): UnitFixture => ({ name: 'unit', objects });
const reportOf = (old: readonly UnitFixture[], next: readonly UnitFixture[]): PlanReport => {
  const { comparison, findings } = guarded(tree({ eu: old }), tree({ eu: next }));
  return fitting(planReport(comparison, findings));
};
const data = (count: number, value: string) =>
  Object.fromEntries(Array.from({ length: count }, (_, at) => [`k${String(at).padStart(2, '0')}`, value]));

describe('without details', () => {
  test('a change with many fields ends in their number', () => {
    const report = reportOf([unit(configMap('a', 'x', data(12, '1')))], [unit(configMap('a', 'x', data(12, '2')))]);
    expect(formatText(report)).toContain(`      data.k07: 1 -> 2\n      … 4 more fields (--details lists them)\n`);
    expect(formatText(report)).not.toContain('data.k08');
    expect(formatText(report, { details: true })).toContain('      data.k11: 1 -> 2\n');
  });

  test('many changes without a risk end in their number; one with a risk is always there', () => {
    const objects = (value: string, image: string) => [
      ...Array.from({ length: 14 }, (_, at) => configMap(`c${String(at).padStart(2, '0')}`, 'x', { value })),
      deployment('web', 'x', { image }),
    ];
    const report = reportOf([unit(...objects('1', 'web:1'))], [unit(...objects('2', 'web:2'))]);
    const text = formatText(report);
    expect(text.match(/~ ConfigMap/g)).toHaveLength(10);
    expect(text).toContain('~ Deployment x/web');
    expect(text).toContain('  … 4 more changes without a risk (--details lists them)\n');
    expect(formatText(report, { details: true }).match(/~ ConfigMap/g)).toHaveLength(14);
  });

  test('what is not known is one line', () => {
    const chart = {
      apiVersion: 'helm.toolkit.fluxcd.io/v2',
      kind: 'HelmRelease',
      metadata: { name: 'r', namespace: 'x' },
    };
    const release = (version: string) =>
      unit({
        ...chart,
        spec: { chart: { spec: { chart: 'nginx', version, sourceRef: { kind: 'HelmRepository', name: 'r' } } } },
      });
    const report = reportOf([release('1')], [release('2')]);
    expect(formatText(report)).toMatch(
      /\n1 of 2 Kustomizations fully known; 1 depends on what the trees do not tell, and it may have changed: (?:chart nginx|2 charts).* \(--details lists it\)\n$/,
    );
    expect(formatText(report, { details: true })).toMatch(/1 depends on\n {2}chart nginx 2|1 depends on\n {2}.*charts/);
  });
});

describe('characters that nobody sees', () => {
  const bad = '\u001b[31mred\u0007\u202eevil\u2066\u200b\u009b1m\ufeff\u{e0041}';

  const UNSEEN =
    // eslint-disable-next-line no-control-regex
    /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u061c\u200c-\u200f\u2028-\u202e\u2060-\u206f\ufeff]|[\u{e0000}-\u{e007f}]/u;
  const report = () =>
    reportOf(
      [unit(configMap('a', 'x', { key: 'old', [`k${bad}`]: '1' }), claim(`data${bad}`, 'x'), configMap('n', 'x'))],
      [unit(configMap('a', 'x', { key: bad, [`k${bad}`]: '2' }), configMap('n', 'x'))],
    );

  test.each([
    ['text', (one: PlanReport) => formatText(one)],
    ['Markdown', (one: PlanReport) => formatMarkdown(one)],
    ['JSON', formatJson],
  ])('are escapes in %s', (_name, format) => {
    const text = format(report());
    expect(UNSEEN.exec(text)).toBeNull();
    expect(text.toLowerCase()).toMatch(/\\u\{?202e/);
  });

  test('JSON has them as they were', () => {
    const [change] = (JSON.parse(formatJson(report())) as PlanReport).entries.filter(
      ({ object }) => object.name === 'a',
    );
    expect(change!.fields.map(({ to }) => to)).toContain(bad);
  });

  test('messages of a refused synthesis have none', () => {
    const { findings } = guarded(
      tree({ eu: [unit(claim(`d${bad}`, 'x'), configMap('n', 'x'))] }),
      tree({ eu: [unit(configMap('n', 'x'))] }),
    );
    expect(findings).toHaveLength(1);
    const { message } = asProblem(findings[0]!);
    expect([UNSEEN.exec(message), message]).toEqual([
      null,
      expect.stringContaining('d\\u{1b}[31mred\\u{7}\\u{202e}evil'),
    ]);
  });
});

test('long values are cut where they do not differ', () => {
  const long = 'a'.repeat(300);
  const report = reportOf(
    [unit(configMap('a', 'x', { gone: `${long}end`, same: `${long}x${long}` }))],
    [unit(configMap('a', 'x', { same: `${long}y${long}` }))],
  );
  const text = formatText(report);
  const [, from, to] = /data\.same: (\S+) -> (\S+)/.exec(text)!;
  expect([from!.length <= 120, to!.length <= 120]).toEqual([true, true]);
  expect([from!.includes('x'), to!.includes('y')]).toEqual([true, true]);
  expect(/data\.gone: - (a+…a+end)\n/.exec(text)![1]!.length).toBe(120);
});

describe('secrets by their names', () => {
  const field = (name: string, from: unknown, to: unknown) => {
    const object = (value: unknown) =>
      ({
        apiVersion: 'example.com/v1',
        kind: 'Thing',
        metadata: { name: 'a' },
        spec: { settings: { [name]: value } },
      }) as never;
    const [change] = diffObjects(object(from), object(to));
    return change!.to;
  };
  test.each(['pw', 'DB_PW', 'dbPw', 'DSN', 'SENTRY_DSN', 'pin', 'cardPin', 'creds', 'DB_CRED', 'token', 'apiToken'])(
    '%s is hidden',
    (name) => {
      expect(field(name, 'q1w2e3', 'q1w2e4')).toBe('(hidden)');
      expect(field(name, 1234, 5678)).toBe('(hidden)');
    },
  );
  test.each(['max_tokens', 'MAX_TOKEN', 'tokenLimit', 'tokens_per_minute', 'minTokens', 'spin', 'pinned', 'passes'])(
    'the number of %s is not',
    (name) => expect(field(name, 1234, 5678)).toBe(5678),
  );
  test('a text with the name of a counter is', () => {
    expect(field('max_tokens', 'q1w2e3', 'q1w2e4')).toBe('(hidden)');
  });

  const args = (...list: readonly string[]) => {
    const object = (value: unknown) => deployment('a', 'x', { args: value }) as never;
    const [change] = diffObjects(object([]), object(list)).filter(({ path: where }) => where.endsWith('args'));
    return change!.to;
  };
  test.each([
    [
      ['tool', '-pq1w2e3'],
      ['tool', '(hidden)'],
    ],
    [
      ['tool', '-p', 'q1w2e3'],
      ['tool', '-p', '(hidden)'],
    ],
    [
      ['tool', '--pin=12345'],
      ['tool', '(hidden)'],
    ],
    [
      ['tool', '--db-pw', 'q1w2e3'],
      ['tool', '--db-pw', '(hidden)'],
    ],
    [
      ['tool', '-p', '8080'],
      ['tool', '-p', '8080'],
    ],
    [
      ['tool', '-p8080:80', '-port', '-prefix=a', '-p./x'],
      ['tool', '-p8080:80', '-port', '-prefix=a', '-p./x'],
    ],
    [
      ['tool', '--max-tokens=4096'],
      ['tool', '--max-tokens=4096'],
    ],
  ])('the arguments %j', (given, shown) => expect(args(...given)).toEqual(shown));
});

test('Markdown fits whatever there is, and closes what it opens', () => {
  const many = Array.from({ length: 500 }, (_, at) => claim(`data-${at}-${'x'.repeat(80)}`, `n${at}`));
  const old = [unit(...many, configMap('a', 'x', { text: '`'.repeat(20_000), html: '</details>'.repeat(3_000) }))];
  const report = reportOf(old, [
    unit(configMap('a', 'x', { text: '```'.repeat(8_000), html: '<details>'.repeat(3_000) })),
  ]);
  const wide = {
    ...report,
    notCompared: Array.from({ length: 800 }, (_, at) => ({
      cluster: `c${at}`,
      directory: 'x'.repeat(90),
      reason: 'y'.repeat(9_000),
    })),
  };
  for (const [one, limit] of [
    [report, 65_536],
    [wide, 65_536],
    [wide, 5_000],
    [report, 900],
  ] as const) {
    const text = formatMarkdown(one, { limit });
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(limit);
    const lines = text.split('\n');
    expect(lines.filter((line) => line.startsWith('```')).length % 2).toBe(0);
    expect(lines.filter((line) => line.startsWith('<details')).length).toBe(
      lines.filter((line) => line === '</details>').length,
    );
    expect(text).toMatch(/\*\*Cut: \d+ more lines do not fit here\.\*\*/);
  }
});

function messageOf(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    return (error as Error).message;
  }
  return '';
}

describe('a clone without all of its history', () => {
  let repository: Repository;
  let clone: string;
  const cloned = (...options: readonly string[]) => {
    execFileSync('git', ['clone', '--quiet', '--bare', ...options, `file://${repository.directory}`, clone], {
      stdio: 'ignore',
    });
    // Nothing may go on in it when the test has ended.
    execFileSync('git', ['-C', clone, 'config', 'maintenance.auto', 'false']);
    return clone;
  };
  beforeEach(() => {
    repository = new Repository();
    clone = path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'flux-fleet-clone-')), 'clone');
    for (const text of ['1', '2']) {
      fs.writeFileSync(repository.path('a.yaml'), `a: ${text}\n`);
      fs.writeFileSync(repository.path('picture.bin'), text);
      repository.commit();
    }
  });
  afterEach(() => {
    repository.remove();
    fs.rmSync(path.dirname(clone), { recursive: true, maxRetries: 10 });
  });

  test('with the last commit only: the message says what to set, which works', () => {
    const shallow = cloned('--depth', '1');
    expect(() => readGitTree(shallow, 'HEAD^')).toThrow(
      /^\[git\] "HEAD\^" cannot be read: give a commit, branch or tag that this repository has; this clone has the last commits only: fetch more of them \(fetch-depth: 0 of actions\/checkout, GIT_DEPTH: 0 of GitLab, or git fetch --unshallow\)$/,
    );
    execFileSync('git', ['-C', shallow, 'fetch', '--quiet', '--unshallow'], { stdio: 'ignore' });
    expect(readGitTree(shallow, 'HEAD^').text('a.yaml')).toBe('a: 1\n');
    expect(() => readGitTree(repository.directory, 'v1')).toThrow(/that this repository has$/);
  });

  test('without contents: only those that are needed are asked for', () => {
    repository.git('config', 'uploadpack.allowFilter', 'true');
    const filtered = cloned('--filter=blob:none');
    expect(() => readGitTree(filtered, 'HEAD')).toThrow(
      /^\[git\] the repository does not hold the contents of all files, as after a clone with a filter: fetch them, or clone without one \(leave out filter: blob:none of actions\/checkout, or run git fetch/,
    );
    execFileSync('git', ['-C', filtered, 'cat-file', '-p', 'HEAD:a.yaml']);
    const tree = readGitTree(filtered, 'HEAD');
    expect(tree.paths).toEqual(['a.yaml', 'picture.bin']);
    expect(tree.text('a.yaml')).toBe('a: 2\n');
    expect(() => tree.text('picture.bin')).toThrow(/does not hold the contents of all files/);
    const [, way] = /or run (git fetch [^)]*)\)$/.exec(messageOf(() => tree.text('picture.bin')))!;
    execFileSync(way!.split(' ')[0]!, ['-C', filtered, ...way!.split(' ').slice(1)], { stdio: 'ignore' });
    expect(readGitTree(filtered, 'HEAD').text('picture.bin')).toBe('2');
  });
});
