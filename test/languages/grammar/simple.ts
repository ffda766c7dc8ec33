import { Grammar } from './grammar';
import { Random } from './random';

const digits = (random: Random, most = 3): string => String(random.below(10 ** (1 + random.below(most))));

/** Ranges of semantic versions. */
export const semverRange: Grammar = {
  make: (random) =>
    random.chance(0.1)
      ? `${version(random)} - ${version(random)}`
      : random.some(1, 3, () => comparisons(random)).join(random.pick(['||', ' || ', '|| '])),
  pieces: [...'0123456789.xX*vV-+=<>!~^ ,|a', ' - ', '||', '01', 'latest', '18446744073709551616'],
};

function version(random: Random): string {
  const part = () => (random.chance(0.2) ? random.pick(['x', 'X', '*']) : digits(random, 2));
  const numbers = random.pick([1, 2, 3, 3, 3]);
  const identifier = () => random.pick(['alpha', 'rc1', '0', '12', 'x-y', 'A']);
  const prerelease = random.chance(0.25) ? `-${random.some(1, 3, identifier).join('.')}` : '';
  const build = random.chance(0.15) ? `+${random.some(1, 2, identifier).join('.')}` : '';
  return (random.chance(0.15) ? 'v' : '') + Array.from({ length: numbers }, part).join('.') + prerelease + build;
}

function comparisons(random: Random): string {
  const operator = () => random.pick(['', '', '=', '!=', '>', '<', '>=', '=>', '<=', '=<', '~', '~>', '^']);
  const one = () => operator() + random.pick(['', '', ' ']) + version(random);
  return random.some(1, 3, one).join(random.pick([' ', ', ', ',', '  ']));
}

/** Label selectors in one line. */
export const labelSelector: Grammar = {
  make: (random) => random.some(1, 4, () => requirement(random)).join(random.pick([',', ', ', ' ,'])),
  pieces: [...'ab09-_./=!<>(), ', ' in ', ' notin ', '==', '!=', 'in', '\t', '_', '9223372036854775808'],
};

function labelKey(random: Random): string {
  const name = random.pick(['app', 'tier', 'a.b', 'x_y', 'App-1', 'in', 'notin', '7']);
  if (name === 'in' || name === 'notin') return `x-${name}`;
  return (random.chance(0.3) ? random.pick(['example.com/', 'a.b-c.d/', 'app.kubernetes.io/']) : '') + name;
}

function requirement(random: Random): string {
  const key = labelKey(random);
  const value = () => random.pick(['web', 'a-b', '1.2', 'in', 'notin', '', 'X_y', '00']);
  const blank = random.pick(['', ' ']);
  switch (random.below(5)) {
    case 0:
      return key;
    case 1:
      return `!${blank}${key}`;
    case 2:
      return `${key}${blank}${random.pick(['=', '==', '!='])}${blank}${value()}`;
    case 3:
      return `${key} ${random.pick(['in', 'notin'])} (${random.some(1, 4, value).join(',')})`;
    default:
      return `${key}${blank}${random.pick(['<', '>'])}${blank}${random.pick(['1', '12', '0', '007'])}`;
  }
}

/** Schedules. */
export const cron: Grammar = {
  make: (random) => {
    if (random.chance(0.1)) return random.pick(['@yearly', '@annually', '@monthly', '@weekly', '@daily', '@hourly']);
    if (random.chance(0.08)) return `@every ${random.pick(['1h', '90s', '1h30m', '1.5h', '250ms', '2us'])}`;
    const fields = [cronField(0, 59), cronField(0, 23), cronField(1, 31), month, weekday];
    return fields.map((field) => field(random)).join(random.pick([' ', '  ', '\t']));
  },
  pieces: [...'0123456789*/-,? @LW#', '60', '24', '32', '13', '7', 'jan', 'SUN', '-0', '+1', '/0', '  '],
};

function cronField(minimum: number, maximum: number, names: readonly string[] = []) {
  const value = (random: Random, from: number): [string, number] => {
    const number = from + random.below(maximum - from + 1);
    const name = names[number - minimum];
    return [name !== undefined && random.chance(0.4) ? name : String(number), number];
  };
  const range = (random: Random): string => {
    const step = () => (random.chance(0.4) ? `/${1 + random.below(9)}` : '');
    if (random.chance(0.4)) return random.pick(['*', '*', '?']) + step();
    const [low, number] = value(random, minimum);
    return (random.chance(0.4) ? `${low}-${value(random, number)[0]}` : low) + step();
  };
  return (random: Random): string => random.some(1, 3, () => range(random)).join(',');
}

const month = cronField(1, 12, 'jan feb mar apr MAY jun jul Aug sep oct nov dec'.split(' '));
const weekday = cronField(0, 6, 'sun mon tue WED thu fri sat'.split(' '));

/** JSON pointers. */
export const jsonPointer: Grammar = {
  make: (random) =>
    random
      .some(0, 5, () => `/${random.pick(['spec', 'a~1b', 'm~0n', '0', '-', 'x.y', '', 'ü', 'data', '12', 'a b'])}`)
      .join(''),
  pieces: [...'/~01-.$ab*[]', '//', '~1', '~0', '~2', '"'],
};

/** Paths into Helm values. */
export const targetPath: Grammar = {
  make: (random) => {
    const name = () => random.pick(['image', 'tag', 'a-b', 'x_1', String.raw`a\.b`, 'annotations', '0']);
    const part = () => name() + random.some(0, 2, () => `[${random.below(40)}]`).join('');
    return random.some(1, 4, part).join('.');
  },
  pieces: [...'ab.[]\\-_0/', '[0]', '[65536]', '[65537]', '[100000]', '..', '\\.', '[x]', '.a'.repeat(30)],
};

/** Texts with variables. */
export const envsubst: Grammar = {
  make: (random) => random.some(1, 4, () => substitutionText(random, 2)).join(''),
  pieces: [...'${}:=-+?#%/,^\\ab_0 ', '${', '$${', '}', '${x}', ':=', '//', '##', 'ü'],
};

function substitutionText(random: Random, depth: number): string {
  const plain = random.pick(['name: ', 'x', ' a-b ', '$$', '$${literal}', '$5', '\\', '{', '}', '\n', ' é']);
  return random.chance(0.5) ? plain : substitution(random, depth);
}

function substitution(random: Random, depth: number): string {
  const name = random.pick(['name', 'A_1', '_x', 'ü', '1']);
  const word = () =>
    depth > 0 && random.chance(0.3) ? substitution(random, depth - 1) : random.pick(['a', 'b-c', '0']);
  switch (random.below(9)) {
    case 0:
      return '${#' + name + '}';
    case 1:
      return '${' + name + random.pick([':=', ':-', ':?', ':+', '=']) + random.some(0, 3, word).join('') + '}';
    case 2:
      return '${' + name + ':' + word() + (random.chance(0.5) ? ':' + word() : '') + '}';
    case 3:
      return '${' + name + random.pick([',', ',,', '^', '^^']) + '}';
    case 4:
      return '${' + name + random.pick(['#', '##', '%', '%%']) + word() + '}';
    case 5:
      return (
        '${' + name + random.pick(['/', '//', '/#', '/%']) + word() + '/' + (random.chance(0.8) ? word() : '') + '}'
      );
    default:
      return '${' + name + '}';
  }
}

/** Patterns for paths. */
export const glob: Grammar = {
  make: (random) => {
    const piece = () =>
      random.pick([
        '*',
        '**',
        '?',
        'apps',
        '.yaml',
        '[a-z]',
        '[!x]',
        '[^a-c]',
        '{a,b}',
        '{x,{y,z}}',
        '\\*',
        '-',
        'ü',
        '[\\]]',
      ]);
    return random.some(1, 4, () => random.some(1, 3, piece).join('')).join('/');
  },
  pieces: [...'*?[]{}\\/!^-,ab', '**', '[]', '{', '}', '\\', '[^'],
};
