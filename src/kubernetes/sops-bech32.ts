/** Bech32 (BIP 173), the encoding of age keys: 5 bits per character with a checksum, in one case throughout. */

const CHARACTERS = 'qpzry9x8gf2tvdw0s3jn54khce6mua7l';
const GENERATOR = [0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3];
const CHECKSUM_LENGTH = 6;

function checksumOf(values: readonly number[]): number {
  let checksum = 1;
  for (const value of values) {
    const top = checksum >>> 25;
    checksum = ((checksum & 0x1ffffff) << 5) ^ value;
    GENERATOR.forEach((polynomial, bit) => (checksum ^= (top >>> bit) & 1 ? polynomial : 0));
  }
  return checksum;
}

function spread(prefix: string): number[] {
  const codes = [...prefix].map((character) => character.charCodeAt(0));
  return [...codes.map((code) => code >> 5), 0, ...codes.map((code) => code & 31)];
}

/** Regroups numbers of one bit width into another; undefined if the remaining bits are not zero. */
function regroup(values: Iterable<number>, from: number, to: number, pad: boolean): number[] | undefined {
  const result: number[] = [];
  let bits = 0;
  let rest = 0;
  for (const value of values) {
    rest = (rest << from) | value;
    bits += from;
    while (bits >= to) {
      bits -= to;
      result.push(rest >>> bits);
      rest &= (1 << bits) - 1;
    }
  }
  if (pad && bits > 0) result.push(rest << (to - bits));
  return pad || rest === 0 ? result : undefined;
}

/** The prefix in lower case and the bytes of a text; undefined if it is not Bech32. */
export function decodeBech32(text: string): { readonly prefix: string; readonly bytes: Buffer } | undefined {
  const lower = text.toLowerCase();
  if (lower !== text && text.toUpperCase() !== text) return undefined;
  const end = lower.lastIndexOf('1');
  const prefix = lower.slice(0, end);
  const values = [...lower.slice(end + 1)].map((character) => CHARACTERS.indexOf(character));
  if (end < 1 || values.length < CHECKSUM_LENGTH || values.includes(-1)) return undefined;
  if (checksumOf([...spread(prefix), ...values]) !== 1) return undefined;
  const bytes = regroup(values.slice(0, -CHECKSUM_LENGTH), 5, 8, false);
  return bytes && { prefix, bytes: Buffer.from(bytes) };
}

/** Encodes bytes with a prefix, in lower case. */
export function encodeBech32(prefix: string, bytes: Uint8Array): string {
  const values = regroup(bytes, 8, 5, true)!;
  const checksum = checksumOf([...spread(prefix), ...values, 0, 0, 0, 0, 0, 0]) ^ 1;
  const tail = [25, 20, 15, 10, 5, 0].map((shift) => (checksum >>> shift) & 31);
  return `${prefix}1${[...values, ...tail].map((value) => CHARACTERS[value]).join('')}`;
}
