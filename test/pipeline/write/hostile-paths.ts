/** Names that no file or folder of a tree may have. */
export const HOSTILE_NAMES: readonly string[] = [
  ...['', '.', '..', '...', '. ', '.. ', 'a.', 'a..', 'a ', 'a. .', ' '],
  ...['\0', 'a\0b', '\n', 'a\nb', 'a\r', '\t', 'a\u0001b', '\u001b[31mred', 'a\u007f', 'a\u0085b', 'a\u009bb'],
  ...['a\u200bb', 'a\u200db', '\u202egpj.exe', 'a\u2028b', 'a\u2029b', '\ufeffa', 'a\u00adb', 'a\ufffdb'],
  ...['\ud800', 'a\udfffb', '\udc00\ud800'],
  ...[
    'a\\b',
    '\\',
    '..\\..\\x',
    '\\\\host\\share',
    'C:',
    'c:x',
    'C:\\x',
    'a:stream',
    'a<b',
    'a>b',
    'a"b',
    'a|b',
    'a?',
    '*',
  ],
  ...['con', 'CON', 'Con.yaml', 'prn', 'prn.txt', 'aux', 'aux.yaml', 'AUX.tar.gz', 'nul', 'nul.', 'NUL .txt', 'clock$'],
  ...['com0', 'com1', 'COM9.yaml', 'com\u00b9', 'lpt1', 'lpt9.yaml', 'LPT\u00b3', 'conin$', 'CONOUT$', 'com1 .x'],
  ...['.git', '.GIT', '.Git', 'git~1', 'GIT~2'],
  ...['x'.repeat(256), 'ä'.repeat(128), '\u{1f600}'.repeat(64)],
];

/** Paths that are hostile as a whole. */
export const HOSTILE_PATHS: readonly string[] = [
  ...[
    '/',
    '/etc/passwd',
    '//x',
    '/x.yaml',
    'a/',
    'a//',
    './x',
    '../x',
    '../../x',
    '../dist/../x',
    'a/../../x',
    'a/./x',
  ],
  ...['.flux-fleet', '.flux-fleet/x', '.flux-fleet/journal.json', '.flux-fleet/new/0', '.FLUX-FLEET/x'],
  ...['.flux-fleet.x', '.flux-fleet.lock/x', '.Flux-Fleet.d/x', '.git/hooks/pre-commit', 'a/.git/config'],
];

/** Every hostile path from these names, with the name at the beginning, in the middle and at the end. */
export function hostilePaths(): string[] {
  const made = HOSTILE_NAMES.flatMap((name) => [name, `${name}/x.yaml`, `a/${name}/x.yaml`, `a/${name}`]);
  return [...new Set([...HOSTILE_PATHS, ...made])];
}
