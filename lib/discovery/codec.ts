/**
 * Encodes and decodes packets with the package `dns-packet`.
 *
 * @module
 */
import { Buffer } from "node:buffer";
import { DiscoveryError } from "./discovery_error.ts";
import type { Packet, Question, ResourceRecord } from "./packet.ts";

/** A codec for packets. */
export interface Codec {
  /** Encodes a packet. The labels of its names must have at most 63 bytes, and contain no dots. */
  encode(packet: Packet): Uint8Array;
  /** Decodes a packet. Returns `undefined` if the bytes are not a packet. */
  decode(bytes: Uint8Array): Packet | undefined;
}

/** The parts of the package's types that are used here. */
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

/**
 * The classes of questions. The package does not know the bit that asks for a unicast answer, and
 * reports an unknown class instead.
 */
const QUESTION_CLASSES: Readonly<Record<string, Pick<Question, "isUnicast">>> = {
  IN: {},
  ANY: {},
  UNKNOWN_32769: { isUnicast: true },
  UNKNOWN_33023: { isUnicast: true },
};

/**
 * Loads the package, and returns a codec that uses it.
 *
 * @throws {DiscoveryError} if the package is not on this machine and cannot be downloaded.
 */
export async function loadCodec(): Promise<Codec> {
  // The type hides the name from Deno, which would otherwise download the package before every start.
  const name: string = "dns-packet";
  try {
    const { default: dns }: { default: DnsPacketModule } = await import(name);
    return { encode: (packet) => encode(dns, packet), decode: (bytes) => decode(dns, bytes) };
  } catch (error) {
    throw new DiscoveryError(
      `Cannot load the package "${name}": it is not on this machine and could not be downloaded`,
      {
        cause: error,
        hint: `Run "deno install" in Parley's folder while this machine is online.`,
      },
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
    answers: toDnsRecords(answers),
    authorities: toDnsRecords(authorities),
    additionals: toDnsRecords(additionals),
  });
}

function toDnsRecords(records: readonly ResourceRecord[] = []): DnsRecord[] {
  return records.map(({ name, type, ttl, isUnique, data }) => {
    // The package modifies the arrays that it is given.
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
        Object.hasOwn(QUESTION_CLASSES, kind) ? [{ name, type, ...QUESTION_CLASSES[kind] }] : []
      ),
      answers: packet.answers.flatMap(fromDnsRecord),
      authorities: packet.authorities.flatMap(fromDnsRecord),
      additionals: packet.additionals.flatMap(fromDnsRecord),
    };
  } catch {
    return undefined;
  }
}

/** Returns a list, empty for the types and classes that are not used here. */
function fromDnsRecord(record: DnsRecord): ResourceRecord[] {
  const { name, type, class: kind, ttl, flush, data } = record;
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
