import {
  MDNS_PORT,
  type Packet,
  type Peer,
  type ResourceRecord,
} from "../../lib/discovery/packet.ts";
import { type Outgoing, Responder } from "../../lib/discovery/responder.ts";
import { recordsFor, type Service } from "../../lib/discovery/service.ts";

/** The service of the tested responder. */
export const PANDA: Service = {
  kind: "server",
  name: "panda",
  host: "parley-1.local",
  port: 55_555,
  address: "10.9.0.1",
};

/** A service with the same name on another host. */
export const RIVAL: Service = { ...PANDA, host: "parley-2.local", address: "10.9.0.2" };

/** The other host. */
export const PEER: Peer = { address: "10.9.0.2", port: MDNS_PORT };

/** Returns a response with all records of a service. */
export function responseOf(service: Service, ...text: string[]): Packet {
  return { isResponse: true, answers: recordsFor(service, text) };
}

/** Returns a packet with one question. */
export function question(name: string, type: string, more: Partial<Packet> = {}): Packet {
  return { isResponse: false, questions: [{ name, type }], ...more };
}

/** A packet and the time at which it was sent. */
export interface Sent extends Outgoing {
  readonly at: number;
}

/** A responder with a simulated clock. */
export class TimedResponder {
  now = 0;
  users = 0;
  readonly responder: Responder;

  constructor(service: Service = PANDA, random: () => number = () => 0) {
    const text = () => [`users=${this.users}`];
    this.responder = new Responder({ service, text, random }, this.now);
  }

  /** Returns a responder that has announced its service and been silent for some seconds. */
  static announced(service?: Service): TimedResponder {
    const timed = new TimedResponder(service);
    timed.advance(5000);
    return timed;
  }

  /** Advances the clock, and returns the packets that are sent meanwhile. */
  advance(milliseconds: number): Sent[] {
    const end = this.now + milliseconds;
    const sent: Sent[] = [];
    while (this.responder.wakeAt <= end) {
      this.now = Math.max(this.now, this.responder.wakeAt);
      sent.push(...this.responder.wake(this.now).map((one) => ({ ...one, at: this.now })));
    }
    this.now = end;
    return sent;
  }

  /** Passes a packet to the responder, and returns the packets that it sends at once. */
  receive(packet: Packet, from: Peer = PEER): Outgoing[] {
    return this.responder.receive(packet, from, this.now);
  }
}

/** Returns records as short texts. */
export function texts(records: readonly ResourceRecord[] = []): string[] {
  return records.map(({ type, name, data }) => {
    const value = type === "SRV" ? `${data.target}:${data.port}` : data;
    return `${name} ${type} ${value}`;
  });
}
