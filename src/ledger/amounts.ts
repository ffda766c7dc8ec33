import { formatQuantity, NANO } from '../kubernetes/quantity';

/** An amount in nano-units that may vary: what is there at least, and at most. */
export interface Span {
  readonly least: bigint;
  readonly most: bigint;
}

/** Spans by resource: `cpu`, `memory`, `pods`, `storage/fast`. */
export type Spans = ReadonlyMap<string, Span>;

/** Spans that grow. */
export class SpanSum {
  private readonly spans = new Map<string, Span>();

  /** Adds an amount, at least `least` and at most `most` times. */
  public add(resource: string, amount: bigint, least = 1, most = least): void {
    const { least: from, most: to } = this.spans.get(resource) ?? { least: 0n, most: 0n };
    this.spans.set(resource, { least: from + amount * BigInt(least), most: to + amount * BigInt(most) });
  }

  /** Adds all of other spans. */
  public addAll(others: Spans): void {
    for (const [resource, { least, most }] of others) {
      const known = this.spans.get(resource) ?? { least: 0n, most: 0n };
      this.spans.set(resource, { least: known.least + least, most: known.most + most });
    }
  }

  /** The sums by resource, without those that are zero. */
  public get sorted(): Spans {
    const given = [...this.spans].filter(([, { most }]) => most > 0n);
    return new Map(given.sort(([a], [b]) => (a < b ? -1 : 1)));
  }
}

/** Resources that are counted in bytes. */
const BYTES = /(?:^|[./])(?:memory|storage|ephemeral-storage)(?:\/.*)?$|^hugepages-/;

/** Whether a resource is counted in bytes: prices of such are by the GiB. */
export function isInBytes(resource: string): boolean {
  return BYTES.test(resource);
}

/** An amount as Kubernetes writes it, without rounding. */
export function amountText(resource: string, amount: bigint): string {
  return formatQuantity(amount, isInBytes(resource));
}

/** An amount in the unit of its price, as a number: cores, GiB, or pieces. */
export function units(resource: string, amount: bigint): number {
  return Number(amount) / Number(NANO) / (isInBytes(resource) ? 2 ** 30 : 1);
}
