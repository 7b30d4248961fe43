/**
 * Encodes and decodes packets with the package `dns-packet`.
 *
 * @module
 */
import { Buffer } from "node:buffer";
import { DiscoveryError } from "./discovery_error.ts";
import type { Packet, Question, ResourceRecord } from "./packet.ts";
import { type PacketScan, scanPacket } from "./packet_scan.ts";

/** A codec for packets. */
export interface Codec {
  /** Encodes a packet. The labels of its names must have at most 63 bytes, and contain no dots. */
  encode(packet: Packet): Uint8Array;
  /**
   * Decodes a packet. Returns `undefined` if the bytes are not a packet.
   *
   * @param scan What {@linkcode scanPacket} found in the bytes, if the caller has called it.
   */
  decode(bytes: Uint8Array, scan?: PacketScan): Packet | undefined;
}

/** The parts of the package's types that are used here. */
interface DnsPacket {
  id: number;
  type: "query" | "response";
  flags?: number;
  questions: DnsQuestion[];
  answers: DnsRecord[];
  authorities: DnsRecord[];
  additionals: DnsRecord[];
}

interface DnsQuestion {
  name: string;
  type: string;
  class: string;
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
  readonly question: { decode(bytes: Buffer, at: number): DnsQuestion };
  readonly answer: { decode(bytes: Buffer, at: number): DnsRecord };
  encode(packet: DnsPacket): Uint8Array;
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
    return {
      encode: (packet) => encode(dns, packet),
      decode: (bytes, scan = scanPacket(bytes)) => scan && decode(dns, bytes, scan),
    };
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

/** Decodes the parts that a scan has found to be sound. */
function decode(
  dns: DnsPacketModule,
  { buffer, byteOffset, length }: Uint8Array,
  scan: PacketScan,
): Packet | undefined {
  const bytes = Buffer.from(buffer, byteOffset, length);
  const records = (places: readonly number[]) =>
    places.flatMap((at) => fromDnsRecord(dns.answer.decode(bytes, at)));
  try {
    return {
      id: bytes.readUInt16BE(0),
      isResponse: scan.isResponse,
      questions: scan.questions.flatMap((at) => fromDnsQuestion(dns.question.decode(bytes, at))),
      answers: records(scan.answers),
      authorities: records(scan.authorities),
      additionals: records(scan.additionals),
    };
  } catch {
    return undefined;
  }
}

/** Returns a list, empty for the classes that are not used here. */
function fromDnsQuestion({ name, type, class: kind }: DnsQuestion): Question[] {
  const isKnown = Object.hasOwn(QUESTION_CLASSES, kind);
  return isKnown ? [{ name, type, ...QUESTION_CLASSES[kind] }] : [];
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
