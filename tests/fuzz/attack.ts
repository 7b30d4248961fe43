import { concat } from "../../lib/framing/bytes.ts";
import { COSTLY_STREAMS, type CostlyStream, costlyStream } from "./costly_stream.ts";
import { MAKERS } from "./makers.ts";
import { MUTATIONS } from "./mutations.ts";
import { anyProxyHeader } from "./proxy_header.ts";
import type { Random } from "./random.ts";
import { strangerStream } from "./stranger_stream.ts";
import { type Protocol, validStream } from "./valid_stream.ts";

/** The actions of one client. The same random numbers give the same attack. */
export interface Attack {
  readonly protocol: Protocol;
  /** The names of the mutations of a valid stream, in order, or the kind of another stream. */
  readonly mutations: readonly string[];
  /** The bytes before all others, which tell a server behind a proxy who the client is. */
  readonly header: Uint8Array;
  readonly bytes: Uint8Array;
  /** How many connections do the same at once. */
  readonly connections: number;
  /** Whether the client speaks TLS. The header comes before it. */
  readonly isEncrypted: boolean;
  /** Whether the bytes go to the port of the metrics. */
  readonly isForMetrics: boolean;
  /** The size of each write, in bytes. */
  readonly pieceSize: number;
  /** The pause between two writes. */
  readonly pauseMs: number;
  readonly reads: "all" | "nothing";
  /** How the connection ends. With `silence` it first stays open for a while. */
  readonly end: "close" | "half-close" | "reset" | "silence";
}

/** The ways into a program. */
export interface Doors {
  readonly protocols: readonly Protocol[];
  /** Whether each connection starts with a header of the PROXY protocol. */
  readonly isProxied: boolean;
  readonly hasTls: boolean;
  /** What clients need to log in, if anything. */
  readonly password?: string;
}

/** What a client sends. */
interface Stream {
  readonly mutations: readonly string[];
  readonly bytes: Uint8Array;
  readonly connections: number;
}

/** One attack in so many is a costly stream, and one in so many of the others a stranger's. */
const COSTLY_STREAM_INTERVAL = 3;
const STRANGER_INTERVAL = 3;

const MAX_COSTLY_CONNECTIONS = 8;

const NOTHING = new Uint8Array(0);

/** Plans a random attack. */
export function planAttack(random: Random, doors: Doors): Attack {
  const { protocols, isProxied, hasTls } = doors;
  const protocol = random.pick(protocols);
  const stream = planStream(random, protocol, doors);
  const isHttp = stream.mutations.includes("HTTP request");
  return {
    protocol,
    ...stream,
    header: isProxied ? anyProxyHeader(random) : NOTHING,
    isEncrypted: hasTls && random.once(3),
    isForMetrics: random.once(isHttp ? 3 : 40),
    ...behaviour(random, stream.bytes),
  };
}

function planStream(random: Random, protocol: Protocol, { protocols, password }: Doors): Stream {
  const isCostly = random.once(COSTLY_STREAM_INTERVAL);
  if (!isCostly && random.once(STRANGER_INTERVAL)) {
    const { kind, ...stream } = strangerStream(random, protocol, protocols);
    return { mutations: [kind], ...stream };
  }
  const stream = isCostly ? planCostly(random, protocol) : planMutation(random, protocol);
  if (password === undefined || random.once(4)) return stream;
  const login = MAKERS[protocol].login(`insider-${random.below(1000)}`, password);
  return { ...stream, bytes: concat([new TextEncoder().encode(login), stream.bytes]) };
}

function planCostly(random: Random, protocol: Protocol): Stream {
  const kind = random.pick(Object.keys(COSTLY_STREAMS) as CostlyStream[]);
  const bytes = costlyStream(random, protocol, kind);
  const connections = random.once(8) ? random.between(2, MAX_COSTLY_CONNECTIONS) : 1;
  return { mutations: [kind], bytes, connections };
}

/** Plans an attack that starts from a valid stream. */
function planMutation(random: Random, protocol: Protocol): Stream {
  let bytes = validStream(random, protocol);
  const mutations = Array.from({ length: random.between(1, 3) }, () => {
    const mutation = random.pick(Object.keys(MUTATIONS));
    bytes = MUTATIONS[mutation]!(random, bytes, protocol);
    return mutation;
  });
  return { mutations, bytes, connections: 1 };
}

/** Chooses how a client sends its bytes, what it reads and how it leaves. */
function behaviour(
  random: Random,
  bytes: Uint8Array,
): Pick<Attack, "pieceSize" | "pauseMs" | "reads" | "end"> {
  const isShort = bytes.length < 500;
  return {
    pieceSize: isShort && random.once(3)
      ? 1
      : random.between(1, 64 * 1024) + Math.ceil(bytes.length / 200),
    pauseMs: random.once(4) ? 1 : 0,
    reads: random.once(4) ? "nothing" : "all",
    end: random.pick(["close", "close", "half-close", "reset", "silence"]),
  };
}
