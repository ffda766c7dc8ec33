/** A type of CEL. Equal types have equal keys. */
export interface CelType {
  readonly kind: 'bool' | 'bytes' | 'double' | 'int' | 'string' | 'uint' | 'null' | 'dyn' | 'error' | Composite;
  /** The name as written, without parameters. */
  readonly name: string;
  readonly parameters: readonly CelType[];
  /** The type as written. */
  readonly key: string;
}

type Composite = 'list' | 'map' | 'type' | 'parameter' | 'opaque' | 'duration' | 'timestamp';

type Kind = CelType['kind'];

/** Kinds of the names that do not stand for themselves. */
const KINDS: Readonly<Record<string, Kind>> = {
  null_type: 'null',
  'google.protobuf.Duration': 'duration',
  'google.protobuf.Timestamp': 'timestamp',
  optional_type: 'opaque',
  function: 'opaque',
  ...Object.fromEntries(
    (['bool', 'bytes', 'double', 'int', 'string', 'uint', 'dyn', 'error', 'list', 'map', 'type'] as const).map(
      (kind) => [kind, kind],
    ),
  ),
};

const known = new Map<string, CelType>();

/** A type by its name and parameters; a name such as `<A>` is a type parameter. */
export function celType(name: string, ...parameters: readonly CelType[]): CelType {
  const key = parameters.length === 0 ? name : `${name}(${parameters.map((parameter) => parameter.key).join(', ')})`;
  const type = known.get(key) ?? { kind: KINDS[name] ?? 'parameter', name, parameters, key };
  // Variables of the checker are as many as the expressions.
  if (type.kind !== 'parameter') known.set(key, type);
  return type;
}

/** Reads a type such as `map(<K>, list(string))`. */
export function readType(text: string): CelType {
  const [type, rest] = readTypes(text);
  if (type.length !== 1 || rest !== '') throw new Error(`not a type of CEL: ${text}`);
  return type[0] as CelType;
}

/** Reads types that are separated by commas, up to the end or a closing parenthesis. */
export function readTypes(text: string): [types: CelType[], rest: string] {
  const types: CelType[] = [];
  let rest = text;
  while (rest !== '' && !rest.startsWith(')')) {
    const name = /^(?:<\w+>|[\w.]+)/.exec(rest)?.[0] ?? '';
    if (name === '') throw new Error(`not a type of CEL: ${text}`);
    rest = rest.slice(name.length);
    if (rest.startsWith('(')) {
      const [parameters, after] = readTypes(rest.slice(1));
      rest = after.slice(1);
      types.push(celType(name, ...parameters));
    } else types.push(celType(name));
    rest = rest.replace(/^, /, '');
  }
  return [types, rest];
}

export const BOOL = celType('bool');
export const INT = celType('int');
export const STRING = celType('string');
export const DYN = celType('dyn');
export const ERROR = celType('error');

export function listOf(element: CelType): CelType {
  return celType('list', element);
}

export function mapOf(key: CelType, value: CelType): CelType {
  return celType('map', key, value);
}

export function optionalOf(type: CelType): CelType {
  return celType('optional_type', type);
}

/** The type inside an optional; undefined for another type. */
export function insideOptional(type: CelType): CelType | undefined {
  return type.name === 'optional_type' ? type.parameters[0] : undefined;
}
