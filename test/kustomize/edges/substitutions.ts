import { EdgeTree, manifest, treeOf } from './edge-tree';

const VARIABLES = { a: 'Hello World', empty: '', path: 'usr/local/bin', n: '3' };

const TEXTS = [
  ...['${a}', 'x${a}y${n}z', '${a,}', '${a,,}', '${a^}', '${a^^}', '${a,^}', '${#a}', '${#empty}', '${none}'],
  ...[
    '${a#Hel}',
    '${a#*l}',
    '${a##*l}',
    '${a#?}',
    '${a#x}',
    '${a#${n}}',
    '${a%l*}',
    '${a%%l*}',
    '${a%World}',
    '${a%x}',
  ],
  ...['${a:6}', '${a:0:5}', '${a: -5}', '${a:1:-1}', '${a:9:-9}', '${a:x}', '${a:1:x}', '${n:${n}}', '${a:+2}'],
  ...['${path/\\//-}', '${path//\\//-}', '${path//l/}', '${path/l/}', '${path/#l/}', '${path/%l/}', '${a/o/${n}}'],
  ...['${path/#usr/opt}', '${path/%bin/sbin}', '${path/#x/y}', '${path/%x/y}', '${path/$$/x}', '${a//o/0}', '${a/x/y}'],
  ...['${empty:-d}', '${empty-d}', '${empty:=d}', '${empty=d}', '${empty:?d}', '${empty:+d}', '${a:-d}', '${a=d}'],
  ...['${none:-a${n}b}', '${none:=${a,,}}', '${none:?d}', '${none=d}', '${empty#x}', '${empty/x/y}', '${empty:1}'],
  ...['$$a', '$${a}', '$$$a', '$$${a}', 'a$$', 'a$$$$b', '$', '$a', '${', '${}', '${a', '${a:}', '${a/}', '${a/x'],
  ...['${a#}', '${a%}', '${a:1:}', '${a:1::2}', '${a b}', '${#}', '${#a b}', '${a-}', '${1a}', '${a.b}', '${a:-}'],
  ...['${a:=}', '${a,x}', '${a^^^}', '${a###b}', '${a~}'],
];

const STRICT = ['${none}', '${none:-}', '${none:-d}', '${none:=d}', '${none,,}', '${none/x/y}', '${none:1}', '${a}'];

function substitutionTree(text: string, strict: boolean): EdgeTree {
  return {
    ...treeOf(`${strict ? 'strict ' : ''}substitution ${text}`, manifest('ConfigMap', 'one', { data: { text } })),
    spec: { postBuild: { substitute: VARIABLES } },
    strict,
  };
}

/** Each form of a variable in a manifest. */
export const SUBSTITUTIONS: readonly EdgeTree[] = [
  ...TEXTS.map((text) => substitutionTree(text, false)),
  ...STRICT.map((text) => substitutionTree(text, true)),
];
