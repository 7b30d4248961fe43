/** The port at which all who take part send and listen. Who sends from another one only asks. */
export const PORT = 5353;

/** Where a packet comes from, or has to go. */
export interface Peer {
  readonly address: string;
  readonly port: number;
}

/** A question of a packet. */
export interface Question {
  readonly name: string;
  /** Such as `PTR`; `ANY` asks for all types. */
  readonly type: string;
  /** Whether who asks would rather have the answer for itself than for all. */
  readonly isUnicast?: boolean;
}

/** What records of each type hold. Those of other types are left out of what is heard. */
interface RecordData {
  readonly PTR: string;
  readonly SRV: { readonly target: string; readonly port: number };
  readonly TXT: readonly string[];
  /** An IPv4 address. */
  readonly A: string;
}

/** A record: what is said of a name. */
export type ResourceRecord<Type extends keyof RecordData = keyof RecordData> = {
  [T in Type]: {
    readonly type: T;
    readonly name: string;
    /** For how long it holds, in seconds; with 0 it holds no longer. */
    readonly ttl: number;
    /** Whether it takes the place of all others of that name and type. */
    readonly isUnique: boolean;
    readonly data: RecordData[T];
  };
}[Type];

/** A packet of DNS, as far as DNS-SD needs it. */
export interface Packet {
  readonly id?: number;
  readonly isResponse: boolean;
  readonly questions?: readonly Question[];
  readonly answers?: readonly ResourceRecord[];
  readonly authorities?: readonly ResourceRecord[];
  readonly additionals?: readonly ResourceRecord[];
}

/** All records of a packet that say something, whichever section they are in. */
export function recordsOf({ answers = [], additionals = [] }: Packet): ResourceRecord[] {
  return [...answers, ...additionals];
}

/** Whether two names are the same: in DNS the case of letters does not count. */
export function isSameName(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}
