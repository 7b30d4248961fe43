import assert from "node:assert/strict";
import { Channel } from "../../lib/chat/channel.ts";
import type { ChatEvent } from "../../lib/chat/event.ts";
import { Hub } from "../../lib/chat/hub.ts";
import { User } from "../../lib/chat/user.ts";
import type { Dialect } from "../../lib/dialects/dialect.ts";
import { Counters } from "../../lib/net/counters.ts";
import { FlushPass } from "../../lib/net/flush_pass.ts";
import { InternalErrors } from "../../lib/net/internal_errors.ts";
import { Outbox } from "../../lib/net/outbox.ts";
import { DEFAULT_LIMITS } from "../../lib/net/limits.ts";
import { lagLimits, SlowConsumers } from "../../lib/net/slow_consumers.ts";
import { FanOut } from "../../lib/serving/fan_out.ts";
import { GuardedSink } from "../../lib/serving/guarded_sink.ts";
import { ManualClock } from "../support/manual_clock.ts";
import { NO_BUGS } from "../support/no_bugs.ts";

/** A dialect without the rule of one channel, which counts how often it encodes. */
export class TestDialect implements Dialect {
  encoded = 0;

  constructor(readonly name: string) {}

  encode(event: ChatEvent): Uint8Array | undefined {
    this.encoded++;
    const text = describe(event);
    return text === undefined ? undefined : new TextEncoder().encode(`${text}\n`);
  }

  open(): never {
    throw new Error("No test opens a session");
  }
}

function describe(event: ChatEvent): string | undefined {
  switch (event.type) {
    case "joined":
    case "left":
      return `${event.user.name} ${event.type} ${event.channel.name}`;
    case "message":
      return `${event.from.name} in ${event.channel.name}: ${event.text}`;
    case "private":
      return `${event.from.name} to you: ${event.text}`;
    case "topic":
      return `${event.from.name} changes the topic of ${event.channel.name}`;
    case "closed":
      return `${event.from.name} closes ${event.channel.name}: ${event.text}`;
    case "broadcast":
      // A dialect may have no form of an event.
      return String(event.text) === "unspeakable" ? undefined : `${event.from.name}: ${event.text}`;
  }
}

/** A hub whose events reach the outboxes of its users. */
export class Chat {
  readonly counters = new Counters();
  readonly fanOut: FanOut;
  readonly hub: Hub;

  constructor(readonly errors: Pick<InternalErrors, "report" | "count"> = NO_BUGS) {
    this.fanOut = new FanOut({
      internalErrors: errors,
      flushPass: new FlushPass(errors),
      slowConsumers: new SlowConsumers(lagLimits(DEFAULT_LIMITS), new ManualClock()),
      counters: this.counters,
    });
    this.hub = new Hub({ sinks: [new GuardedSink(this.fanOut, errors)], now: () => 0 });
  }

  login(name: string, dialect: Dialect = new TestDialect("test")): Member {
    const user = this.hub.login(name);
    assert(user instanceof User);
    const outbox = new Outbox({ flush: () => void member.flushes++ });
    const member: Member = { user, outbox, charged: 0, flushes: 0 };
    const charge = (bytes: number) => void (member.charged += bytes);
    this.fanOut.add(user, { dialect, connection: { outbox, charge } });
    return member;
  }

  channel(name: string): Channel {
    const channel = this.hub.createChannel(name);
    assert(channel instanceof Channel);
    return channel;
  }

  logout({ user }: Member): void {
    this.hub.logout(user);
    this.fanOut.remove(user);
  }
}

export interface Member {
  readonly user: User;
  readonly outbox: Outbox;
  /** The bytes that count towards the user's rate, besides those received. */
  charged: number;
  /** How often something was written to the user's client. */
  flushes: number;
}

/** Returns the lines that a user has received since the last call. */
export function read({ outbox }: Member): string[] {
  let text = "";
  while (outbox.backlog > 0) {
    const bytes = outbox.peek();
    text += new TextDecoder().decode(bytes);
    outbox.written(bytes.length);
  }
  return text.split("\n").slice(0, -1);
}
