import assert from "node:assert/strict";
import type { Channel } from "../../lib/chat/channel.ts";
import { Model } from "./model.ts";
import type { ModelClient, ModelServer, ModelUser } from "./model_server.ts";

/** A cluster with a user on each server. */
export interface Scene {
  readonly model: Model;
  readonly servers: readonly ModelServer[];
  readonly users: readonly ModelUser[];
}

export const NAMES = ["ann", "bob", "cid"];

/** Logs a user in, and waits until all servers know. */
export async function logIn(
  model: Model,
  server: ModelServer,
  name: string,
  client?: ModelClient,
): Promise<ModelUser> {
  const [user] = await Promise.all([server.logIn(name, client), model.pass(500)]);
  assert.ok(user, name);
  return user;
}

/** Starts servers with a user on each. */
export async function begin(count: number, options = {}): Promise<Scene> {
  const model = await Model.of(count, options);
  const users: ModelUser[] = [];
  for (const [index, server] of model.servers.entries()) {
    users.push(await logIn(model, server, NAMES[index]!));
  }
  return { model, servers: model.servers, users };
}

/** Lets all users enter a channel, one after the other. */
export async function gather({ model, servers, users }: Scene, name: string): Promise<Channel[]> {
  const channels: Channel[] = [];
  for (const [index, server] of servers.entries()) {
    channels.push(server.join(users[index]!.user, name)!);
    await model.pass(250);
  }
  for (const { heard } of users) heard.length = 0;
  return channels;
}

/** Checks that all servers show the same. */
export function agree(servers: readonly ModelServer[]): void {
  for (const server of servers) assert.deepEqual(server.view, servers[0]!.view);
}

/** Defines a test for each case, with three servers. */
export function testScenes(cases: Readonly<Record<string, (scene: Scene) => Promise<void>>>): void {
  for (const [name, run] of Object.entries(cases)) {
    Deno.test(`cluster: ${name}`, async () => {
      const scene = await begin(3);
      await run(scene);
      assert.deepEqual(scene.servers.flatMap(({ errors }) => errors), []);
    });
  }
}
