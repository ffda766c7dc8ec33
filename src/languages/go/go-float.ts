const DIGITS = '[0-9]+(?:_[0-9]+)*';
const DECIMAL = new RegExp(`^[+-]?(?:${DIGITS}(?:\\.(?:${DIGITS})?)?|\\.${DIGITS})(?:[eE][+-]?${DIGITS})?$`);
const HEX = '[0-9a-fA-F]+(?:_[0-9a-fA-F]+)*';
const HEXADECIMAL = new RegExp(`^([+-]?)0[xX]_?(?:(${HEX})(?:\\.((?:${HEX})?))?|\\.(${HEX}))[pP]([+-]?${DIGITS})$`);

/** A number as Go's `strconv.ParseFloat` reads it; undefined for what it refuses. */
export function parseGoFloat(text: string): number | undefined {
  const word = /^([+-]?)(?:inf(?:inity)?|(nan))$/i.exec(text);
  if (word !== null) {
    if (word[2] !== undefined) return word[1] === '' ? Number.NaN : undefined;
    return word[1] === '-' ? -Infinity : Infinity;
  }
  const number = DECIMAL.test(text) ? Number(text.replaceAll('_', '')) : hexadecimal(text);
  return number === undefined || !Number.isFinite(number) ? undefined : number;
}

function hexadecimal(text: string): number | undefined {
  const [, sign, whole, fraction = '', alone, exponent] = HEXADECIMAL.exec(text) ?? [];
  if (exponent === undefined) return undefined;
  const behind = (alone ?? fraction).replaceAll('_', '');
  const digits = (whole ?? '').replaceAll('_', '') + behind;
  const power = Number(exponent.replaceAll('_', '')) - 4 * behind.length;
  const number = Number(BigInt(`0x${digits}`)) * 2 ** power;
  return sign === '-' ? -number : number;
}
