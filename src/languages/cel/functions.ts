import { CelType, readType, readTypes } from './types';

/** One overload of a function. */
export interface Overload {
  readonly isMethod: boolean;
  /** Types of the arguments; the first of a method is the type of its target. */
  readonly parameters: readonly CelType[];
  readonly result: CelType;
}

/**
 * The functions of the environment that Flux makes for its expressions (fluxcd/pkg/runtime 0.110, `cel.NewExpression`):
 * CEL's own, optional types, and the extensions for strings, sets and encoders, as cel-go 0.26.1 declares them. The
 * oracle of the end-to-end tests prints this list.
 */
export const SIGNATURES = `
!_ function(bool): bool
-_ function(double): double
-_ function(int): int
@in function(<A>, list(<A>)): bool
@in function(<A>, map(<A>, <B>)): bool
@not_strictly_false function(bool): bool
_!=_ function(<A>, <A>): bool
_%_ function(int, int): int
_%_ function(uint, uint): uint
_&&_ function(bool, bool): bool
_*_ function(double, double): double
_*_ function(int, int): int
_*_ function(uint, uint): uint
_+_ function(bytes, bytes): bytes
_+_ function(double, double): double
_+_ function(google.protobuf.Duration, google.protobuf.Duration): google.protobuf.Duration
_+_ function(google.protobuf.Duration, google.protobuf.Timestamp): google.protobuf.Timestamp
_+_ function(google.protobuf.Timestamp, google.protobuf.Duration): google.protobuf.Timestamp
_+_ function(int, int): int
_+_ function(list(<A>), list(<A>)): list(<A>)
_+_ function(string, string): string
_+_ function(uint, uint): uint
_-_ function(double, double): double
_-_ function(google.protobuf.Duration, google.protobuf.Duration): google.protobuf.Duration
_-_ function(int, int): int
_-_ function(google.protobuf.Timestamp, google.protobuf.Duration): google.protobuf.Timestamp
_-_ function(google.protobuf.Timestamp, google.protobuf.Timestamp): google.protobuf.Duration
_-_ function(uint, uint): uint
_/_ function(double, double): double
_/_ function(int, int): int
_/_ function(uint, uint): uint
_<=_ function(bool, bool): bool
_<=_ function(int, int): bool
_<=_ function(int, double): bool
_<=_ function(int, uint): bool
_<=_ function(uint, uint): bool
_<=_ function(uint, double): bool
_<=_ function(uint, int): bool
_<=_ function(double, double): bool
_<=_ function(double, int): bool
_<=_ function(double, uint): bool
_<=_ function(string, string): bool
_<=_ function(bytes, bytes): bool
_<=_ function(google.protobuf.Timestamp, google.protobuf.Timestamp): bool
_<=_ function(google.protobuf.Duration, google.protobuf.Duration): bool
_<_ function(bool, bool): bool
_<_ function(int, int): bool
_<_ function(int, double): bool
_<_ function(int, uint): bool
_<_ function(uint, uint): bool
_<_ function(uint, double): bool
_<_ function(uint, int): bool
_<_ function(double, double): bool
_<_ function(double, int): bool
_<_ function(double, uint): bool
_<_ function(string, string): bool
_<_ function(bytes, bytes): bool
_<_ function(google.protobuf.Timestamp, google.protobuf.Timestamp): bool
_<_ function(google.protobuf.Duration, google.protobuf.Duration): bool
_==_ function(<A>, <A>): bool
_>=_ function(bool, bool): bool
_>=_ function(int, int): bool
_>=_ function(int, double): bool
_>=_ function(int, uint): bool
_>=_ function(uint, uint): bool
_>=_ function(uint, double): bool
_>=_ function(uint, int): bool
_>=_ function(double, double): bool
_>=_ function(double, int): bool
_>=_ function(double, uint): bool
_>=_ function(string, string): bool
_>=_ function(bytes, bytes): bool
_>=_ function(google.protobuf.Timestamp, google.protobuf.Timestamp): bool
_>=_ function(google.protobuf.Duration, google.protobuf.Duration): bool
_>_ function(bool, bool): bool
_>_ function(int, int): bool
_>_ function(int, double): bool
_>_ function(int, uint): bool
_>_ function(uint, uint): bool
_>_ function(uint, double): bool
_>_ function(uint, int): bool
_>_ function(double, double): bool
_>_ function(double, int): bool
_>_ function(double, uint): bool
_>_ function(string, string): bool
_>_ function(bytes, bytes): bool
_>_ function(google.protobuf.Timestamp, google.protobuf.Timestamp): bool
_>_ function(google.protobuf.Duration, google.protobuf.Duration): bool
_?._ function(dyn, string): optional_type(<V>)
_?_:_ function(bool, <A>, <A>): <A>
_[?_] function(list(<V>), int): optional_type(<V>)
_[?_] function(optional_type(list(<V>)), int): optional_type(<V>)
_[?_] function(map(<K>, <V>), <K>): optional_type(<V>)
_[?_] function(optional_type(map(<K>, <V>)), <K>): optional_type(<V>)
_[_] function(list(<A>), int): <A>
_[_] function(map(<A>, <B>), <A>): <B>
_[_] function(optional_type(list(<V>)), int): optional_type(<V>)
_[_] function(optional_type(map(<K>, <V>)), <K>): optional_type(<V>)
__not_strictly_false__ function(bool): bool
_in_ function(<A>, list(<A>)): bool
_in_ function(<A>, map(<A>, <B>)): bool
_||_ function(bool, bool): bool
base64.decode function(string): bytes
base64.encode function(bytes): string
bool function(bool): bool
bool function(string): bool
bytes function(bytes): bytes
bytes function(string): bytes
charAt method(string, int): string
contains method(string, string): bool
double function(double): double
double function(int): double
double function(string): double
double function(uint): double
duration function(google.protobuf.Duration): google.protobuf.Duration
duration function(int): google.protobuf.Duration
duration function(string): google.protobuf.Duration
dyn function(<A>): dyn
endsWith method(string, string): bool
first method(list(<V>)): optional_type(<V>)
format method(string, list(dyn)): string
getDate method(google.protobuf.Timestamp): int
getDate method(google.protobuf.Timestamp, string): int
getDayOfMonth method(google.protobuf.Timestamp): int
getDayOfMonth method(google.protobuf.Timestamp, string): int
getDayOfWeek method(google.protobuf.Timestamp): int
getDayOfWeek method(google.protobuf.Timestamp, string): int
getDayOfYear method(google.protobuf.Timestamp): int
getDayOfYear method(google.protobuf.Timestamp, string): int
getFullYear method(google.protobuf.Timestamp): int
getFullYear method(google.protobuf.Timestamp, string): int
getHours method(google.protobuf.Timestamp): int
getHours method(google.protobuf.Timestamp, string): int
getHours method(google.protobuf.Duration): int
getMilliseconds method(google.protobuf.Timestamp): int
getMilliseconds method(google.protobuf.Timestamp, string): int
getMilliseconds method(google.protobuf.Duration): int
getMinutes method(google.protobuf.Timestamp): int
getMinutes method(google.protobuf.Timestamp, string): int
getMinutes method(google.protobuf.Duration): int
getMonth method(google.protobuf.Timestamp): int
getMonth method(google.protobuf.Timestamp, string): int
getSeconds method(google.protobuf.Timestamp): int
getSeconds method(google.protobuf.Timestamp, string): int
getSeconds method(google.protobuf.Duration): int
hasValue method(optional_type(<V>)): bool
in function(<A>, list(<A>)): bool
in function(<A>, map(<A>, <B>)): bool
indexOf method(string, string): int
indexOf method(string, string, int): int
int function(int): int
int function(double): int
int function(google.protobuf.Duration): int
int function(string): int
int function(google.protobuf.Timestamp): int
int function(uint): int
join method(list(string)): string
join method(list(string), string): string
last method(list(<V>)): optional_type(<V>)
lastIndexOf method(string, string): int
lastIndexOf method(string, string, int): int
lowerAscii method(string): string
matches function(string, string): bool
matches method(string, string): bool
optional.none function(): optional_type(<V>)
optional.of function(<V>): optional_type(<V>)
optional.ofNonZeroValue function(<V>): optional_type(<V>)
optional.unwrap function(list(optional_type(<V>))): list(<V>)
or method(optional_type(<V>), optional_type(<V>)): optional_type(<V>)
orValue method(optional_type(<V>), <V>): <V>
replace method(string, string, string): string
replace method(string, string, string, int): string
reverse method(string): string
sets.contains function(list(<T>), list(<T>)): bool
sets.equivalent function(list(<T>), list(<T>)): bool
sets.intersects function(list(<T>), list(<T>)): bool
size function(bytes): int
size method(bytes): int
size function(list(<A>)): int
size method(list(<A>)): int
size function(map(<A>, <B>)): int
size method(map(<A>, <B>)): int
size function(string): int
size method(string): int
split method(string, string): list(string)
split method(string, string, int): list(string)
startsWith method(string, string): bool
string function(string): string
string function(bool): string
string function(bytes): string
string function(double): string
string function(google.protobuf.Duration): string
string function(int): string
string function(google.protobuf.Timestamp): string
string function(uint): string
strings.quote function(string): string
substring method(string, int): string
substring method(string, int, int): string
timestamp function(google.protobuf.Timestamp): google.protobuf.Timestamp
timestamp function(int): google.protobuf.Timestamp
timestamp function(string): google.protobuf.Timestamp
trim method(string): string
type function(<A>): type(<A>)
uint function(uint): uint
uint function(double): uint
uint function(int): uint
uint function(string): uint
unwrapOpt method(list(optional_type(<V>))): list(<V>)
upperAscii method(string): string
value method(optional_type(<V>)): <V>
`;

/** Functions by name, each with its overloads in the order of their declaration. */
export const FUNCTIONS: ReadonlyMap<string, readonly Overload[]> = readSignatures();

function readSignatures(): Map<string, Overload[]> {
  const functions = new Map<string, Overload[]>();
  for (const line of SIGNATURES.trim().split('\n')) {
    const [, name = '', style, parameters = '', result = ''] = /^(\S+) (\w+)\((.*)\): (.*)$/.exec(line) ?? [];
    const overload = { isMethod: style === 'method', parameters: readTypes(parameters)[0], result: readType(result) };
    functions.set(name, [...(functions.get(name) ?? []), overload]);
  }
  return functions;
}
