/** The UDP port of multicast DNS. A program that sends from another port can only ask. */
export const MDNS_PORT = 5353;

/** The source or destination of a packet. */
export interface Peer {
  readonly address: string;
  readonly port: number;
}

/** A question of a packet. */
export interface Question {
  readonly name: string;
  /** A record type such as `PTR`, or `ANY` for all types. */
  readonly type: string;
  /** Whether the sender prefers a unicast answer. */
  readonly isUnicast?: boolean;
}

/** The data of each record type. Records of other types are ignored. */
interface RecordData {
  readonly PTR: string;
  readonly SRV: { readonly target: string; readonly port: number };
  readonly TXT: readonly string[];
  /** An IPv4 address. */
  readonly A: string;
}

/** A resource record. */
export type ResourceRecord<Type extends keyof RecordData = keyof RecordData> = {
  [T in Type]: {
    readonly type: T;
    readonly name: string;
    /** How long the record is valid, in seconds; 0 withdraws it. */
    readonly ttl: number;
    /** Whether the record replaces all others with its name and type. */
    readonly isUnique: boolean;
    readonly data: RecordData[T];
  };
}[Type];

/** The parts of a DNS packet that DNS-SD uses. */
export interface Packet {
  readonly id?: number;
  readonly isResponse: boolean;
  readonly questions?: readonly Question[];
  readonly answers?: readonly ResourceRecord[];
  readonly authorities?: readonly ResourceRecord[];
  readonly additionals?: readonly ResourceRecord[];
}

/** Returns the answers and the additional records of a packet, which mean the same to a receiver. */
export function recordsOf({ answers = [], additionals = [] }: Packet): ResourceRecord[] {
  return [...answers, ...additionals];
}

/** Reports whether two names are the same. DNS ignores the case of letters. */
export function isSameName(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}
