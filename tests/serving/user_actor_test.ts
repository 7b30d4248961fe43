import assert from "node:assert/strict";
import { Hub } from "../../lib/chat/hub.ts";
import { User } from "../../lib/chat/user.ts";
import { UserActor } from "../../lib/serving/user_actor.ts";
import { StoreError } from "../../lib/store/store_error.ts";

const ORIGIN = { network: "192.0.2.1", isOverAddressLimit: false, pause: () => Promise.resolve() };

Deno.test("a user who has changed the name is no longer here under the one that gave a command", () => {
  const hub = new Hub({ sinks: [], now: () => 0 });
  const user = hub.login("ann");
  assert(user instanceof User);
  const connection = { identity: { isOperator: false }, origin: ORIGIN, isHere: true };
  const actor = new UserActor(user, connection, { isOperator: () => false });
  assert.equal(actor.isHere(), true);
  assert.equal(hub.rename(user, "bob"), undefined);
  assert.deepEqual([actor.name, actor.isHere()], ["ann", false]);
  connection.isHere = false;
  assert.equal(new UserActor(user, connection, { isOperator: () => false }).isHere(), false);
});

Deno.test("a user has the rights of the own name and those that the client has proved", () => {
  const user = new User("ann");
  const rightsOf = (proved: boolean, own: () => boolean) => {
    const connection = { identity: { isOperator: proved }, origin: ORIGIN, isHere: true };
    return new UserActor(user, connection, { isOperator: own }).isOperator;
  };
  assert.deepEqual(
    [rightsOf(false, () => false), rightsOf(true, () => false), rightsOf(false, () => true)],
    [false, true, true],
  );
  const fail = () => {
    throw new StoreError("Cannot read the store");
  };
  assert.throws(() => rightsOf(false, fail), StoreError);
});
