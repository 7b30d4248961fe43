import { Cluster } from "../../lib/cluster/cluster.ts";
import { ClusterHistory } from "../../lib/cluster/cluster_history.ts";
import { ClusterIds } from "../../lib/cluster/cluster_ids.ts";
import { ClusterNames } from "../../lib/cluster/cluster_names.ts";
import { Membership } from "../../lib/cluster/membership.ts";
import {
  decodeForm,
  decodeSignal,
  encodeFacts,
  encodeForm,
  encodeSignal,
  takeFacts,
} from "../../lib/dialects/irc/cluster_codec.ts";
import { ServerNews } from "../../lib/cluster/server_news.ts";
import { SharedHosts } from "../../lib/cluster/shared_hosts.ts";
import { type Clock, RunningClock } from "../../lib/net/clock.ts";
import { ServerList } from "../../lib/serving/server_list.ts";
import { LoopbackChat } from "../serving/loopback_chat.ts";
import { LineClient } from "../support/line_client.ts";
import type { FakeBus, FakeEngine } from "./fake_bus.ts";

/** One of several chat servers in this process that act as one through a {@linkcode FakeEngine}. */
export class ClusterServer implements AsyncDisposable {
  readonly chat: LoopbackChat;
  readonly cluster: Cluster;
  readonly bus: FakeBus;
  readonly membership: Membership;

  private constructor(
    bus: FakeBus,
    membership: Membership,
    hosts: SharedHosts,
    clock: Clock,
    now: () => number,
  ) {
    this.bus = bus;
    this.membership = membership;
    const ids = new ClusterIds(membership.self.slot, now);
    const history = new ClusterHistory({
      ...{ maxCount: 1000, now: Date.now, clock },
      onLoadFailure: (channel, error) => console.error(channel, error),
    });
    this.cluster = new Cluster({
      ...{ bus, clock, membership, ids, history },
      names: new ClusterNames(bus, { membership, clock }),
      ...{ servers: new ServerList(clock), hosts },
      news: new ServerNews(clock, () => membership.peers.size + 1, () => {}),
      signals: { encode: encodeSignal, decode: decodeSignal },
      texts: { encode: encodeForm, decode: decodeForm },
      extras: { of: encodeFacts, take: takeFacts },
      records: () => undefined,
    });
    this.chat = new LoopbackChat({ cluster: this.cluster, history, maxChannels: 1000 });
  }

  /**
   * @param clock The clock by which the servers judge each other.
   * @param now The milliseconds since 1970, as ids of events show them.
   */
  static async start(
    engine: Pick<FakeEngine, "connect">,
    address: string,
    clock: Clock = new RunningClock(),
    now: () => number = Date.now,
  ): Promise<ClusterServer> {
    const bus = engine.connect();
    const hosts = await SharedHosts.open(bus);
    const membership = await Membership.join(bus, { address, clock });
    const server = new ClusterServer(bus, membership, hosts, clock, now);
    await server.cluster.ready();
    return server;
  }

  get hub() {
    return this.chat.server.hub;
  }

  connect(): Promise<LineClient> {
    return LineClient.connect(this.chat.port);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.cluster.leave();
    await this.bus.close();
    await this.chat[Symbol.asyncDispose]();
  }
}
