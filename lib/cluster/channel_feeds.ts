import type { Channel } from "../chat/channel.ts";
import type { Hub } from "../chat/hub.ts";
import type { Clock } from "../net/clock.ts";
import type { Ending } from "./bus.ts";
import type { ClusterHistory } from "./cluster_history.ts";
import type { ClusterIds } from "./cluster_ids.ts";
import { wholeEntries } from "./entry_order.ts";
import { Feed, type Orders } from "./feed.ts";
import type { SignalCodec, TextCodec } from "./outgoing.ts";
import type { Publisher } from "./publisher.ts";
import { readSignal } from "./read_wire.ts";
import type { RemoteUsers } from "./remote_users.ts";
import type { StreamMarks } from "./stream_marks.ts";
import { channelSubject, signalSubject } from "./subjects.ts";
import type { TrafficBus } from "./traffic_bus.ts";
import type { Entry } from "./wire.ts";

/** The parts that {@linkcode ChannelFeeds} work with. */
export interface ChannelFeedsParts {
  readonly bus: TrafficBus;
  readonly clock: Clock;
  readonly hub: Hub;
  readonly users: RemoteUsers;
  readonly history: Pick<ClusterHistory, "open" | "close" | "add">;
  readonly ids: ClusterIds;
  readonly marks: StreamMarks;
  readonly signals: SignalCodec;
  readonly texts: Pick<TextCodec, "decode">;
  readonly publisher: Pick<Publisher, "unsettled">;
  isOwn(boot: string): boolean;
  onMalformed(): void;
  report(error: unknown): void;
}

/** The messages of other servers to one channel. */
interface ChannelFeed {
  readonly feed: Feed;
  readonly signals: Ending;
  readonly subject: string;
  readonly orders: Orders;
}

/** How many channels are remembered that the last user of this server has left. */
const MAX_LEFT = 1000;

/** Hears other servers' messages to the channels that users of this server are in. */
export class ChannelFeeds {
  readonly #parts: ChannelFeedsParts;
  readonly #feeds = new Map<Channel, ChannelFeed>();
  /** How far channels had come, by their subjects: those that users have left last stand last. */
  readonly #heard = new Map<string, Orders>();

  constructor(parts: ChannelFeedsParts) {
    this.#parts = parts;
  }

  /** Starts or stops to listen, depending on whether users of this server are in a channel. */
  update(channel: Channel): void {
    const isOpen = this.#feeds.has(channel);
    if (channel.ownMembers > 0 && !isOpen) this.#open(channel);
    if (channel.ownMembers === 0 && isOpen) this.#close(channel);
  }

  /** Looks for entries that were missed with a connection. */
  async catchUp(): Promise<void> {
    const from = this.#parts.marks.safePlace("history");
    await Promise.all(Array.from(this.#feeds.values(), ({ feed }) => feed.catchUp(from)));
  }

  #open(channel: Channel): void {
    const { bus, clock, hub, users, history, ids, marks, signals, texts, publisher } = this.#parts;
    const { isOwn, onMalformed, report } = this.#parts;
    const { name } = channel;
    const subject = channelSubject(name);
    const keep = ({ id, time, name: sender, text }: Entry) => {
      ids.pass(id);
      history.add(name, { id, time, sender, text });
    };
    const orders = this.#heard.get(subject) ?? new Map();
    this.#heard.delete(subject);
    const feed = new Feed({
      ...{ bus, clock, isOwn, onMalformed, report, stream: "history", subject, orders },
      since: ids.last,
      safePlace: () => marks.safePlace("history"),
      load: keep,
      deliver({ id, time, user, name, text, form }, boot) {
        ids.pass(id);
        const from = users.sender(boot, user, name);
        users.apply(() =>
          hub.remote.say(from, channel, texts.decode(form, text, name), { id, time })
        );
      },
    });
    const listening = bus.subscribe(signalSubject(name), ({ bytes }) => {
      const message = readSignal(bytes);
      if (!message) return onMalformed();
      const signal = isOwn(message.boot) ? undefined : signals.decode(message.signal);
      if (!signal) return;
      ids.pass(message.id);
      const by = users.sender(message.boot, message.user, message.name);
      users.apply(() => hub.remote.signal(by, channel, signal, message));
    });
    this.#feeds.set(channel, { feed, signals: listening, subject, orders });
    history.open(name, () => feed.loaded);
    // What was said here a moment ago, before the last user of this server left, may not be there yet.
    for (const whole of wholeEntries(publisher.unsettled(subject))) keep(whole);
  }

  #close(channel: Channel): void {
    const { feed, signals, subject, orders } = this.#feeds.get(channel)!;
    this.#feeds.delete(channel);
    this.#heard.set(subject, orders);
    if (this.#heard.size > MAX_LEFT) this.#heard.delete(this.#heard.keys().next().value!);
    feed.close();
    signals.end();
    this.#parts.history.close(channel.name);
  }

  /** Stops listening to all. */
  close(): void {
    for (const channel of this.#feeds.keys()) this.#close(channel);
  }
}
