import assert from "node:assert/strict";
import { ReceivedIds } from "../../lib/clients/messenger/received_ids.ts";
import { Model } from "./model.ts";
import { logIn } from "./model_scene.ts";
import type { ModelClient, ModelServer, ModelUser } from "./model_server.ts";

/** The clients that bob may have. */
export const CLIENTS = {
  "reads ids": { token: "bob's secret", readsIds: true },
  "asks for ids later": { token: "bob's secret", readsIds: true, isLate: true },
  "has a token": { token: "bob's secret" },
  "is plain": {},
} satisfies Record<string, ModelClient>;

export type Client = keyof typeof CLIENTS;

/** A server from which no receipts go out any more. */
export function loseReceipts({ bus }: ModelServer): void {
  const publish = bus.publish.bind(bus);
  bus.publish = (subject, bytes) => {
    if (!subject.startsWith("got.")) publish(subject, bytes);
  };
}

const ANNS_CLIENT: ModelClient = { token: "ann's secret", readsIds: true };

/** Ann on the first server writes to bob on the second one, whose client comes back on any. */
export class Stage {
  readonly model: Model;
  readonly a: ModelServer;
  readonly b: ModelServer;
  readonly c: ModelServer;
  readonly ann: ModelUser;
  /** What bob's client shows, over all of its connections. */
  readonly shown: string[] = [];
  readonly #client: ModelClient;
  readonly #received = new ReceivedIds();
  #visit!: { readonly server: ModelServer; readonly user: ModelUser };

  private constructor(model: Model, ann: ModelUser, client: Client) {
    this.model = model;
    this.ann = ann;
    [this.a, this.b, this.c] = model.servers as [ModelServer, ModelServer, ModelServer];
    this.#client = CLIENTS[client];
  }

  static async open(client: Client): Promise<Stage> {
    const model = await Model.of(3);
    const stage = new Stage(
      model,
      await logIn(model, model.servers[0]!, "ann", ANNS_CLIENT),
      client,
    );
    await stage.enter(stage.b);
    return stage;
  }

  /** Bob's client connects. */
  async enter(server: ModelServer): Promise<void> {
    const entering = server.logIn("bob", this.#client);
    const [user] = await Promise.all([entering, this.model.pass(500)]);
    assert.ok(user);
    this.#visit = { server, user };
    await this.model.pass(1000);
    this.read();
  }

  /** Bob's client loses its connection, which its server notices. */
  async leave(): Promise<void> {
    this.read();
    this.#visit.server.logOut(this.#visit.user.user);
    await this.model.pass(500);
  }

  /** Takes what has come from the server. */
  read(): void {
    const { heard, ids } = this.#visit.user;
    for (const [index, line] of heard.splice(0).entries()) {
      const isRepeated = this.#client.readsIds && this.#received.repeatsId(ids[index]!);
      if (!isRepeated) this.shown.push(line);
    }
    ids.length = 0;
  }

  /** Ann writes when bob has left, but her server does not know yet. */
  async sayTooLate(text: string): Promise<void> {
    const left = this.leave();
    await this.say(text);
    await left;
  }

  async say(text: string): Promise<void> {
    assert.equal(this.a.hub.sendPrivate(this.ann.user, "bob", text), undefined);
    await this.model.pass(500);
    this.read();
  }

  /** Ann and an operator tell everybody something. */
  async broadcast(text: string): Promise<void> {
    this.a.hub.broadcast(this.ann.user, text);
    this.a.hub.announce(`${text} in short`);
    await this.model.pass(500);
    this.read();
  }

  /** The server of bob ends without a word, and the others notice. */
  async kill(): Promise<void> {
    this.b.kill();
    await this.model.pass(12_000);
  }

  async end(): Promise<void> {
    this.read();
    await this.model.pass(200_000);
    this.read();
    for (const { errors } of this.model.servers) assert.deepEqual(errors, []);
    for (const server of this.model.servers) server.missed.close();
  }
}
