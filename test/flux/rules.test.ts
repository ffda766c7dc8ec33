import { checkGitUrl, checkHelmUrl, checkOciUrl, checkSourcePath, checkVariable } from '../../src/flux/rules';

describe('URLs', () => {
  test.each([
    'https://github.com/acme/fleet',
    'http://git.example.com/x.git',
    'ssh://git@github.com/acme/fleet',
    'ssh://git@git.example.com:2222/acme/fleet',
    'https://git.example.com:8443/a@b',
    'https://[2001:db8::1]:8443/x',
    'https://[::1]/x',
  ])('Git %s is valid', (url) => {
    expect(checkGitUrl('Git URL', url)).toBeUndefined();
  });

  test.each(['file:///srv/x', 'github.com/x', 'HTTPS://x/y', '', 'oci://x/y', 'https:/x'])(
    'Git %j is invalid',
    (url) => {
      expect(checkGitUrl('Git URL', url)).toMatch(
        /^Git URL ".*" is not usable: begin it with https:\/\/ or ssh:\/\/ or http:\/\/$/,
      );
    },
  );

  test('the short form for SSH is invalid, and the message gives the full form', () => {
    expect(checkGitUrl('Git URL', 'git@github.com:acme/fleet.git')).toBe(
      'Git URL "***@github.com:acme/fleet.git" is not usable: begin it with https:// or ssh:// or http://, as in ssh://git@github.com/acme/fleet.git (with a Secret)',
    );
    expect(checkOciUrl('OCI URL', 'git@github.com:acme/fleet.git')).toMatch(/: begin it with oci:\/\/$/);
  });

  test.each(['https://x/a b', 'https://x/a\n', 'https://x\\y', 'https://x/\u0000', 'https://x/\t'])(
    '%j has a character that URLs may not have',
    (url) => {
      expect(checkGitUrl('Git URL', url)).toMatch(/^Git URL ".+" is not usable: /);
    },
  );

  test.each([undefined, null, 5, {}])('%j is invalid', (url) => {
    expect(checkGitUrl('Git URL', url as string)).toMatch(/^Git URL ".+" is not usable: /);
  });

  test.each([
    'https://user:hunter2@github.com/acme/fleet',
    'https://hunter2@github.com/acme/fleet',
    'ssh://git:hunter2@github.com/acme/fleet',
    'https://:hunter2@github.com/x',
  ])('the credentials in %s are rejected and not repeated', (url) => {
    const message = checkGitUrl('Git URL', url);
    expect(message).toMatch(
      /^Git URL "(https|ssh):\/\/\*\*\*@github\.com\/.+" carries credentials: name a Secret with/,
    );
    expect(message).not.toContain('hunter2');
  });

  test('credentials in an otherwise invalid URL are not repeated either', () => {
    const urls = [
      'ftp://user:hunter2@x/y',
      'https://user:hunter2@x/a b',
      'https://user:pass/hunter2@x/y',
      'oci://user:pass/hunter2@x/y',
      'user:hunter2@github.com:acme/fleet',
      'https://user:a@hunter2@x/y',
      'https://user\n:hunter2@x/y',
    ];
    for (const url of urls) {
      for (const check of [checkGitUrl, checkOciUrl, checkHelmUrl]) {
        expect(check('URL', url)).toMatch(/^URL ".*\*\*\*@.+" .+: .+$/);
        expect(check('URL', url)).not.toContain('hunter2');
      }
    }
  });

  test.each(['https://', 'https:///path', 'ssh://git@/x'])('%s has no host', (url) => {
    expect(checkGitUrl('Git URL', url)).toMatch(/^Git URL ".+" has no host: write (https|ssh):\/\/host\/path$/);
  });

  test.each(['https://x:port/y', 'ssh://git@x:/y', 'https://[::1]:x/y'])('the port of %s is not a number', (url) => {
    expect(checkGitUrl('Git URL', url)).toMatch(/^Git URL ".+" has a port that is not a number: write .+:\/\/host:443/);
  });

  test('keeps what may be a password out of what to write', () => {
    expect(checkGitUrl('Git URL', 'ssh://git@host:owner/name')).toMatch(/write ssh:\/\/git@host\/owner\/name$/);
    expect(checkGitUrl('Git URL', 'ssh://u:hunter/22@host/name')).not.toContain('hunter');
  });

  test('OCI accepts only oci://', () => {
    expect(checkOciUrl('OCI URL', 'oci://ghcr.io/acme/fleet')).toBeUndefined();
    expect(checkOciUrl('OCI URL', 'https://ghcr.io/acme')).toMatch(
      /^OCI URL ".+" is not usable: begin it with oci:\/\/$/,
    );
    expect(checkOciUrl('OCI URL', 'oci://me@ghcr.io/acme')).toMatch(/^OCI URL "oci:\/\/\*\*\*@ghcr.io\/acme" carries/);
  });

  test('Helm accepts https://, http:// and oci://', () => {
    for (const scheme of ['https', 'http', 'oci']) {
      expect(checkHelmUrl('URL', `${scheme}://charts.example.com/x`)).toBeUndefined();
    }
    expect(checkHelmUrl('URL', 'ssh://git@x/y')).toMatch(
      /is not usable: begin it with https:\/\/ or http:\/\/ or oci:\/\/$/,
    );
  });
});

describe('checkSourcePath', () => {
  test.each(['.', './', './apps', './apps/web-1', './a..b/c', './...'])('%s is valid', (path) => {
    expect(checkSourcePath('path', path)).toBeUndefined();
  });

  test.each(['', '/', '/etc/passwd', 'apps', '../x', '~/x', '..', undefined])('%j is not relative', (path) => {
    expect(checkSourcePath('path', path as string)).toMatch(
      /^path .+ is not relative to its source: begin it with "\.\/"$/,
    );
  });

  test.each(['./..', './../x', './a/../../b', './a/..'])('%s leaves the source', (path) => {
    expect(checkSourcePath('path', path)).toMatch(/^path ".+" leaves its source: leave out "\.\."$/);
  });

  test.each(['./a\\b', './a\u0000b', './a\n', './a\tb', './\u007f', './..\\..'])(
    '%j has a forbidden character',
    (path) => {
      expect(checkSourcePath('path', path)).toMatch(
        /^path ".+" has a backslash or a control character: use "\/" between folders$/,
      );
    },
  );
});

describe('checkVariable', () => {
  test.each(['a', '_', 'A_1', '__x'])('%s is valid', (name) => {
    expect(checkVariable('variable', name)).toBeUndefined();
  });

  test.each(['', '1a', 'a-b', 'a.b', 'ä', 'a\n', 'a b'])('%j is rejected', (name) => {
    expect(checkVariable('variable', name)).toMatch(/^variable ".*" is not a variable: use letters, digits and "_"/);
  });
});
