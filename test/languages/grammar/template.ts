import { Grammar } from './grammar';
import { Random } from './random';

/** The inputs that templates of resources use. */
export const INPUTS = {
  id: 'i1',
  name: 'n1',
  tenant: 't1',
  count: 3,
  enabled: true,
  tags: ['a', 'b'],
  labels: { team: 'x' },
  provider: { apiVersion: 'v1', kind: 'k', name: 'p', namespace: 'ns' },
};

interface Style {
  readonly left: string;
  readonly right: string;
  /** Texts, lists and maps that templates find. */
  readonly texts: readonly string[];
  readonly lists: readonly string[];
  readonly maps: readonly string[];
  /** Fields of the items of lists. */
  readonly fields: readonly string[];
}

const MESSAGE: Style = {
  left: '{{',
  right: '}}',
  texts: ['.AutomationObject.Name', '.AutomationObject.Namespace', '.Values.cluster', '$.AutomationObject.String'],
  lists: ['.Changed.Changes', '$.Changed.Changes'],
  maps: ['.Changed.Objects', '$.Changed.Objects', '.Values'],
  fields: ['.OldValue', '.NewValue', '.Setter'],
};

const RESOURCE: Style = {
  left: '<<',
  right: '>>',
  texts: [
    'inputs.name',
    'inputs.tenant',
    'inputs.id',
    '(inputs.name)',
    'inputs.provider.namespace',
    'inputs.labels.team',
  ],
  lists: ['inputs.tags', '(inputs.tags)'],
  maps: ['inputs.labels', 'inputs.provider'],
  fields: [''],
};

class Maker {
  private variables: string[] = [];

  constructor(
    private readonly random: Random,
    private readonly style: Style,
  ) {}

  public body(depth: number): string {
    return this.random.some(1, 3, () => (this.random.chance(0.4) ? this.plain() : this.node(depth))).join('');
  }

  private plain(): string {
    return this.random.pick(['name: ', 'x', '\n  ', 'a-b', ' { } ', '< >', 'é']);
  }

  private action(content: string): string {
    const { left, right } = this.style;
    const before = this.random.pick(['', ' ', '- ', ' ']);
    return `${left}${before}${content}${this.random.pick(['', ' ', ' -', ' '])}${right}`;
  }

  private node(depth: number): string {
    const { random } = this;
    const kind = random.below(depth > 0 ? 12 : 7);
    if (kind < 4) return this.action(this.pipeline(2));
    if (kind === 4) return `${this.style.left}/* note */${this.style.right}`;
    if (kind === 5) return this.declaration();
    if (kind === 6) return this.action(`printf "%s-%d" ${this.argument(1)} ${random.below(9)}`);
    const known = this.variables.length;
    const made = this.control(depth - 1, kind);
    this.variables = this.variables.slice(0, known);
    return made;
  }

  private declaration(): string {
    const name = `$v${this.random.below(5)}`;
    const made = this.action(`${name} := ${this.pipeline(1)}`);
    this.variables.push(name);
    return made;
  }

  private control(depth: number, kind: number): string {
    const { random, style } = this;
    const end = this.action('end');
    if (kind < 9) {
      const otherwise = random.chance(0.3) ? this.action('else') + this.plain() : '';
      const condition = random.pick(['true', `eq 1 1`, `not false`, `"x"`, `and true 1`, `ne "a" "b"`]);
      return this.action(`if ${condition}`) + this.body(depth) + otherwise + end;
    }
    if (kind === 9) {
      const field = random.pick(style.fields);
      const item = field === '' ? this.action('.') : this.action(random.pick([field, `${field} | upper`]));
      return this.action(`range ${random.pick(style.lists)}`) + item + this.jump() + end;
    }
    if (kind === 10) {
      const body = this.action(random.pick(['$i', '$e', 'printf "%v" $e', 'print $i $e']));
      return this.action(`range $i, $e := ${random.pick([...style.lists, ...style.maps])}`) + body + end;
    }
    return this.action(`with ${this.texts()}`) + this.action(random.pick(['.', 'upper .', '. | quote'])) + end;
  }

  private jump(): string {
    return this.random.chance(0.2) ? this.action(this.random.pick(['break', 'continue'])) : '';
  }

  private texts(): string {
    return this.random.pick(this.style.texts);
  }

  private argument(depth: number): string {
    const { random } = this;
    if (depth > 0 && random.chance(0.3)) return `(${this.pipeline(depth - 1)})`;
    if (this.variables.length > 0 && random.chance(0.2)) return random.pick(this.variables);
    return random.pick([this.texts(), this.texts(), '"text"', '`raw`', String.raw`"a\n\x41\u00e9"`]);
  }

  private pipeline(depth: number): string {
    const { random } = this;
    const text = this.argument(depth);
    switch (random.below(8)) {
      case 0:
        return `${random.pick(['upper', 'lower', 'quote', 'trim', 'squote'])} ${text}`;
      case 1:
        return `${text} | ${random.pick(['upper', 'trunc 5', 'default "x"', 'replace "a" "b"', 'nindent 2'])}`;
      case 2:
        return `${text} | lower | printf "%s"`;
      case 3:
        return `print ${text} ${random.pick(['1', '0x1F', '-2', '1.5', "'a'", 'true', '1e3', '1_000'])}`;
      case 4:
        return `len (list ${text} "b")`;
      case 5:
        return `join "," (list ${text} ${this.argument(0)})`;
      case 6:
        return `ternary ${text} "no" true`;
      default:
        return text;
    }
  }
}

function grammar(style: Style): Grammar {
  return {
    make: (random) => new Maker(random, style).body(2),
    pieces: [
      ...'{}<>()|.,:="`\'$-_ ab01\n\\/*',
      ...[
        style.left,
        style.right,
        ' | ',
        ':=',
        'end',
        'else',
        'if ',
        'range ',
        'nil',
        '.Updated',
        'inputs.',
        '$x',
        'upper',
      ],
    ],
  };
}

/** Templates of commit messages. */
export const messageTemplate = grammar(MESSAGE);

/** Templates of resources. */
export const resourceTemplate = grammar(RESOURCE);
