/**
 * The time after which TCP gives up on a peer that no longer answers: by default two hours on a silent
 * connection. Deno can turn keep-alive on, but not set its times, so this calls the system itself.
 *
 * @module
 */
import { mayOpenLibc, openLibc } from "./libc.ts";

/** How long a peer may leave the system's probes or our bytes unacknowledged, in seconds. */
export const DEFAULT_PEER_TIMEOUT_S = 55;

/** How soon to give up on a peer. */
export interface PeerTimeout {
  /** By default {@linkcode DEFAULT_PEER_TIMEOUT_S}. */
  readonly seconds?: number | undefined;
  /**
   * Whether bytes that the peer does not take for as long count, too, although it may only be busy. By
   * default they do; otherwise the system retransmits them for some 15 minutes.
   */
  readonly whileSending?: boolean;
}

/** The numbers of socket options on a system. */
interface SocketOptions {
  /** The size of a socket address starts it on BSD. */
  readonly family: (address: Uint8Array) => number;
  /** The families of IPv4 and IPv6. */
  readonly families: readonly number[];
  /** The level, the option and the value of each option to set, for a timeout in seconds. */
  readonly silence: (timeoutS: number) => readonly Option[];
  /** The option for bytes on their way, which keep the system from probing. */
  readonly sending: (timeoutS: number) => Option;
}

/** The level, the option and its value. */
type Option = readonly [number, number, number];

const TCP = 6;

const LINUX: SocketOptions = {
  family: ([low = 0, high = 0]) => low | high << 8,
  families: [2, 10],
  silence: (timeoutS) => {
    const { idle, interval, probes } = probing(timeoutS);
    return [
      [1, 9, 1], // SO_KEEPALIVE
      [TCP, 4, idle], // TCP_KEEPIDLE
      [TCP, 5, interval], // TCP_KEEPINTVL
      [TCP, 6, probes], // TCP_KEEPCNT
    ];
  },
  sending: (timeoutS) => [TCP, 18, timeoutS * 1000], // TCP_USER_TIMEOUT
};

const DARWIN: SocketOptions = {
  family: ([, family = 0]) => family,
  families: [2, 30],
  silence: (timeoutS) => {
    const { idle, interval, probes } = probing(timeoutS);
    return [
      [0xffff, 8, 1], // SO_KEEPALIVE
      [TCP, 0x10, idle], // TCP_KEEPALIVE
      [TCP, 0x101, interval], // TCP_KEEPINTVL
      [TCP, 0x102, probes], // TCP_KEEPCNT
    ];
  },
  sending: (timeoutS) => [TCP, 0x80, timeoutS], // TCP_RXT_CONNDROPTIME
};

const SYSTEMS: Partial<Record<typeof Deno.build.os, SocketOptions>> = {
  linux: LINUX,
  darwin: DARWIN,
};

/** The open files among which sockets are looked for: a program has few when it starts. */
const MAX_DESCRIPTORS = 256;

const SOCKET_ADDRESS_BYTES = 128;

/**
 * Shortens the time after which the system gives up on unreachable peers, for all TCP sockets of this
 * process on a local port. Connections that a listener accepts later inherit it. Reports whether it
 * did: it needs Linux or macOS, and the permission to call foreign functions, which it gives back.
 */
export function setPeerTimeout(
  port: number,
  { seconds = DEFAULT_PEER_TIMEOUT_S, whileSending = true }: PeerTimeout = {},
): boolean {
  const options = SYSTEMS[Deno.build.os];
  if (!options) return false;
  // Without it, as with another C library, the system's own times stay.
  const system = openLibc();
  if (!system) return false;
  const { getsockname, setsockopt } = system;
  const values = [...options.silence(seconds), ...(whileSending ? [options.sending(seconds)] : [])];
  let found = false;
  const address = new Uint8Array(SOCKET_ADDRESS_BYTES);
  for (let descriptor = 3; descriptor < MAX_DESCRIPTORS; descriptor++) {
    const size = new Uint32Array([address.length]);
    if (getsockname(descriptor, address, size) !== 0) continue;
    if (!options.families.includes(options.family(address))) continue;
    if ((address[2]! << 8 | address[3]!) !== port) continue;
    for (const [level, option, value] of values) {
      const isSet = setsockopt(descriptor, level, option, new Int32Array([value]), 4) === 0;
      found ||= isSet;
    }
  }
  return found;
}

/** Returns when to probe a silent peer, in seconds, and how often. */
function probing(timeoutS: number): { idle: number; interval: number; probes: number } {
  const idle = Math.max(1, Math.floor(timeoutS / 3));
  const interval = Math.max(1, Math.floor(timeoutS / 12));
  return { idle, interval, probes: Math.max(1, Math.floor((timeoutS - idle) / interval)) };
}

/** Reports whether {@linkcode setPeerTimeout} may do anything. */
export function maySetPeerTimeout(): boolean {
  return mayOpenLibc();
}
