import { type Packet, type Peer, PORT, type ResourceRecord } from "../../lib/discovery/packet.ts";
import { type Outgoing, Responder } from "../../lib/discovery/responder.ts";
import { recordsFor, type Service } from "../../lib/discovery/service.ts";

/** A service of the tests. */
export const PANDA: Service = {
  kind: "server",
  name: "panda",
  host: "parley-1.local",
  port: 55_555,
  address: "10.9.0.1",
};

/** Another one that wants the same name. */
export const OTHER: Service = { ...PANDA, host: "parley-2.local", address: "10.9.0.2" };

/** Somebody else who takes part. */
export const PEER: Peer = { address: "10.9.0.2", port: PORT };

/** All records of the other service, as a response. */
export function responseOf(service: Service, ...text: string[]): Packet {
  return { isResponse: true, answers: recordsFor(service, text) };
}

/** A packet with one question. */
export function question(name: string, type: string, more: Partial<Packet> = {}): Packet {
  return { isResponse: false, questions: [{ name, type }], ...more };
}

/** What was sent, and when. */
export interface Sent extends Outgoing {
  readonly at: number;
}

/** A responder with a clock that the test moves. */
export class TimedResponder {
  now = 0;
  users = 0;
  readonly responder: Responder;

  constructor(service: Service = PANDA, random: () => number = () => 0) {
    const text = () => [`users=${this.users}`];
    this.responder = new Responder({ service, text, random }, this.now);
  }

  /** One that has announced itself, and has been silent for long. */
  static announced(service?: Service): TimedResponder {
    const timed = new TimedResponder(service);
    timed.pass(5000);
    return timed;
  }

  /** Lets time pass, and returns what was sent. */
  pass(milliseconds: number): Sent[] {
    const end = this.now + milliseconds;
    const sent: Sent[] = [];
    while (this.responder.wakeAt <= end) {
      this.now = Math.max(this.now, this.responder.wakeAt);
      sent.push(...this.responder.wake(this.now).map((one) => ({ ...one, at: this.now })));
    }
    this.now = end;
    return sent;
  }

  /** Gives it a packet, and returns what it sends at once. */
  receive(packet: Packet, from: Peer = PEER): Outgoing[] {
    return this.responder.receive(packet, from, this.now);
  }
}

/** The records of a response, as short texts. */
export function texts(records: readonly ResourceRecord[] = []): string[] {
  return records.map(({ type, name, data }) => {
    const said = type === "SRV" ? `${data.target}:${data.port}` : data;
    return `${name} ${type} ${said}`;
  });
}
