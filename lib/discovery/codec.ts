/**
 * Packets to bytes and back, by the package `dns-packet`.
 *
 * @module
 */
import { Buffer } from "node:buffer";
import { DiscoveryError } from "./discovery_error.ts";
import type { Packet, Question, ResourceRecord } from "./packet.ts";

/** Writes and reads packets. */
export interface Codec {
  /** The bytes of a packet. Labels of its names have at most 63 bytes, and hold no dots. */
  encode(packet: Packet): Uint8Array;
  /** What bytes hold; `undefined` when that is no packet. */
  decode(bytes: Uint8Array): Packet | undefined;
}

/** What the package reads and writes, as far as it is used here. */
interface DnsPacket {
  id: number;
  type: "query" | "response";
  flags?: number;
  questions: { name: string; type: string; class: string }[];
  answers: DnsRecord[];
  authorities: DnsRecord[];
  additionals: DnsRecord[];
}

interface DnsRecord {
  name: string;
  type: string;
  class: string;
  ttl: number;
  flush: boolean;
  data: unknown;
}

interface DnsPacketModule {
  readonly AUTHORITATIVE_ANSWER: number;
  encode(packet: DnsPacket): Uint8Array;
  decode(bytes: Buffer): DnsPacket;
}

/** The classes of questions, as the package calls those that ask for an answer by unicast. */
const CLASSES: Readonly<Record<string, Pick<Question, "isUnicast">>> = {
  IN: {},
  ANY: {},
  UNKNOWN_32769: { isUnicast: true },
  UNKNOWN_33023: { isUnicast: true },
};

/**
 * Loads what packets are written and read with.
 *
 * @throws {DiscoveryError} when it is not on this machine, and cannot be fetched.
 */
export async function loadCodec(): Promise<Codec> {
  // Deno fetches before it starts what it can see that a program may import: it shall not see this.
  const name: string = "dns-packet";
  try {
    const { default: dns }: { default: DnsPacketModule } = await import(name);
    return { encode: (packet) => encode(dns, packet), decode: (bytes) => decode(dns, bytes) };
  } catch (error) {
    throw new DiscoveryError(
      `The package "${name}" is not on this machine, and could not be fetched: ` +
        `run "deno install" in the folder of Parley while there is a way to the internet`,
      { cause: error },
    );
  }
}

function encode(dns: DnsPacketModule, packet: Packet): Uint8Array {
  const { id = 0, isResponse, questions = [], answers, authorities, additionals } = packet;
  return dns.encode({
    id,
    type: isResponse ? "response" : "query",
    flags: isResponse ? dns.AUTHORITATIVE_ANSWER : 0,
    questions: questions.map(({ name, type }) => ({ name, type, class: "IN" })),
    answers: written(answers),
    authorities: written(authorities),
    additionals: written(additionals),
  });
}

function written(records: readonly ResourceRecord[] = []): DnsRecord[] {
  return records.map(({ name, type, ttl, isUnique, data }) => {
    // The package changes lists that it is given.
    const copy = Array.isArray(data) ? [...data] : data;
    return { name, type, class: "IN", ttl, flush: isUnique, data: copy };
  });
}

function decode(dns: DnsPacketModule, bytes: Uint8Array): Packet | undefined {
  const { buffer, byteOffset, length } = bytes;
  try {
    const packet = dns.decode(Buffer.from(buffer, byteOffset, length));
    return {
      id: packet.id,
      isResponse: packet.type === "response",
      questions: packet.questions.flatMap(({ name, type, class: kind }) =>
        Object.hasOwn(CLASSES, kind) ? [{ name, type, ...CLASSES[kind] }] : []
      ),
      answers: packet.answers.flatMap(read),
      authorities: packet.authorities.flatMap(read),
      additionals: packet.additionals.flatMap(read),
    };
  } catch {
    return undefined;
  }
}

function read({ name, type, class: kind, ttl, flush, data }: DnsRecord): ResourceRecord[] {
  if (kind !== "IN") return [];
  const head = { name, ttl, isUnique: flush };
  switch (type) {
    case "PTR":
    case "A":
      return typeof data === "string" ? [{ ...head, type, data }] : [];
    case "SRV": {
      const { target, port } = data as { target: string; port: number };
      return [{ ...head, type, data: { target, port } }];
    }
    case "TXT": {
      const decoder = new TextDecoder();
      return [{ ...head, type, data: (data as Uint8Array[]).map((text) => decoder.decode(text)) }];
    }
    default:
      return [];
  }
}
