/** The input of admission policies beside an object: who applies it, and the namespace that it goes to. */
export interface Admission {
  /** The user name of the account that applies the object, and its groups. */
  readonly user: { readonly name: string; readonly groups: readonly string[] };
  /** Whether the account is the platform's, which policies trust with the platform's own matters. @default false */
  readonly isPlatform?: boolean;
  /** The object's namespace, with the labels and annotations that policies read. */
  readonly namespace: {
    readonly name: string;
    readonly labels: Readonly<Record<string, string>>;
    readonly annotations: Readonly<Record<string, string>>;
  };
}
