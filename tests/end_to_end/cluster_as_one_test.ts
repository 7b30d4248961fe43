/**
 * Two servers behind a balancer that gives each connection to the next one: programs for one server must
 * not notice.
 *
 * @module
 */
import assert from "node:assert/strict";
import { failuresOf, runCheck } from "../clients/check/run_check.ts";
import { FrameClient } from "../support/frame_client.ts";
import { LineClient } from "../support/line_client.ts";
import { line } from "../support/messenger_peer.ts";
import { HAS_NATS, NatsServer } from "../support/nats_server.ts";
import { Relay } from "../support/relay.ts";
import { ServerProcess } from "../support/server_process.ts";

const options = { ignore: !HAS_NATS };

/** Servers that are one behind a balancer. */
class BalancedCluster implements AsyncDisposable {
  readonly #stack: AsyncDisposableStack;
  readonly port: number;

  private constructor(stack: AsyncDisposableStack, port: number) {
    this.#stack = stack;
    this.port = port;
  }

  static async start(): Promise<BalancedCluster> {
    await using stack = new AsyncDisposableStack();
    const nats = stack.use(await NatsServer.start());
    const flags = ["--quiet", "--rate", "0", "--cluster", nats.url];
    const ports: number[] = [];
    for (let index = 0; index < 2; index++) {
      ports.push(stack.use(await ServerProcess.start(...flags)).port);
    }
    const { port } = stack.use(new Relay(...ports));
    return new BalancedCluster(stack.move(), port);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#stack[Symbol.asyncDispose]();
  }
}

/** Cases of the course kit whose clients depend on each other. */
const CHECKS = {
  channel: [
    ...["list-names-channels", "create-existing-channel", "failed-create-changes-nothing"],
    ...["join-told-to-members", "join-leaves-the-old-channel", "disconnect-told-to-members"],
    ...["message-to-others", "message-not-elsewhere", "long-message", "messages-in-order"],
    ...["split-of-two-clients", "ten-clients", "rejoin-own-channel"],
  ],
  direct: [
    ...["name-in-use", "name-in-use-keeps-owner", "name-free-after-logout", "another-try"],
    ...["send", "send-in-order", "send-both-ways-at-once", "send-a-million-characters"],
    ...["user-who-has-left", "list", "list-without-those-who-left", "list-in-order-of-login"],
    ...["sixteen-users", "reset", "delivery-before-confirmation"],
  ],
} as const;

Deno.test("the course kit finds no difference between two servers and one", options, async () => {
  await using cluster = await BalancedCluster.start();
  const runs = Object.entries(CHECKS).map(async ([dialect, names]) => {
    const selection = { only: names.join(), extra: true };
    const results = await runCheck(dialect as keyof typeof CHECKS, cluster.port, selection);
    assert.equal(results.length, names.length);
    return failuresOf(results);
  });
  assert.deepEqual((await Promise.all(runs)).flat(), []);
});

/** A login in each dialect, and how the answer starts if the name is free. */
const LOGINS: Record<string, { readonly login: string; readonly answer: RegExp }> = {
  messenger: { login: line("login", { source: "ann" }), answer: /^\{"action":"welcome"/ },
  direct: { login: "HELLO-FROM ann\n", answer: /^HELLO ann$/ },
  irc: { login: "NICK ann\r\nUSER ann 0 * :Ann\r\n", answer: /^:\S+ 001 ann / },
};

Deno.test("a user who comes and goes has the same name on all servers", options, async () => {
  await using cluster = await BalancedCluster.start();
  // Five logins a round, so that each dialect is on each server in turn.
  for (let round = 0; round < 6; round++) {
    for (const [dialect, { login, answer }] of Object.entries(LOGINS)) {
      await using ann = await LineClient.connect(cluster.port, login);
      assert.match((await ann.hear(1))[0]!, answer, `${dialect}, round ${round}`);
    }
    for (let again = 0; again < 2; again++) {
      await using ann = await FrameClient.connect(cluster.port, "ann", "/session");
      assert.match((await ann.hear(1))[0]!, /^You are ann\./, `channel, round ${round}`);
    }
  }
});
