import assert from "node:assert/strict";
import type { Claim } from "../../lib/chat/name_registry.ts";
import { Hub, type HubOptions } from "../../lib/chat/hub.ts";
import { User } from "../../lib/chat/user.ts";
import type { LoginRequest, LoginResult, PasswordRefusal } from "../../lib/dialects/login.ts";
import { Refusal } from "../../lib/errors/refusal.ts";
import { Admission, type AdmissionOptions, type LoginOrigin } from "../../lib/serving/admission.ts";
import { PendingRegistry } from "./pending_registry.ts";

const ORIGIN: LoginOrigin = {
  network: "192.0.2.1",
  isOverAddressLimit: false,
  pause: () => Promise.resolve(),
};

function newAdmission(
  options: Omit<AdmissionOptions, "hub"> = {},
  limits: Partial<HubOptions> = {},
): { hub: Hub; admission: Admission } {
  const hub = new Hub({ sinks: [], now: () => 0, ...limits });
  return { hub, admission: new Admission({ hub, ...options }) };
}

function request(name: string, onTaken: LoginRequest["onTaken"] = "refuse"): LoginRequest {
  return { name, password: "", onTaken };
}

/** Returns the user's name, or the code of a refusal. */
function outcome(result: LoginResult): string {
  return result instanceof User ? `user ${result.name}` : result.code;
}

Deno.test("without a registry and a guard, a login is answered at once", () => {
  const { admission } = newAdmission();
  assert.equal(admission.asksForPassword, false);
  const results = [request("al"), request("al"), request("al", "add-suffix"), request("a b")]
    .map((request) => admission.login(request, ORIGIN))
    .map((result) => result instanceof Promise ? "later" : outcome(result));
  assert.deepEqual(results, ["user al", "name-taken", "user al_2", "bad-name"]);
});

Deno.test("a client whose address has too many connections is refused, whatever its name", () => {
  const { hub, admission } = newAdmission();
  const origin = { ...ORIGIN, isOverAddressLimit: true };
  for (const onTaken of ["refuse", "add-suffix"] as const) {
    const result = admission.login(request("al", onTaken), origin);
    assert(result instanceof Refusal && result.code === "too-many-connections");
  }
  assert.equal(hub.users.size, 0);
});

Deno.test("a login waits for the registry, and a logout gives the name back", async () => {
  const registry = new PendingRegistry();
  const { hub, admission } = newAdmission({ registry });
  const login = Promise.resolve(admission.login(request("al"), ORIGIN));
  assert.deepEqual([registry.pendingNames, hub.users.size], [["al"], 0]);
  registry.answer();
  const user = await login;
  assert(user instanceof User);
  assert.deepEqual([hub.userAddresses, [...registry.taken]], [["al"], ["al"]]);
  admission.logout(user);
  assert.deepEqual([hub.users.size, registry.released], [0, ["al"]]);
});

Deno.test("a name that is taken elsewhere is refused, and is not released", async () => {
  const registry = new PendingRegistry("al");
  const { hub, admission } = newAdmission({ registry });
  const login = Promise.resolve(admission.login(request("al"), ORIGIN));
  registry.answer();
  assert.equal(outcome(await login), "name-taken");
  assert.deepEqual([hub.users.size, registry.released], [0, []]);
});

Deno.test("a name that is taken here, or is no address, is refused without a claim", () => {
  const registry = new PendingRegistry();
  const { hub, admission } = newAdmission({ registry });
  hub.login("al");
  for (const [name, code] of [["al", "name-taken"], ["a b", "bad-name"], ["", "bad-name"]]) {
    const result = admission.login(request(name!), ORIGIN);
    assert(result instanceof Refusal);
    assert.equal(result.code, code);
  }
  assert.deepEqual(registry.pendingNames, []);
});

Deno.test("a suffix is searched among the names here and elsewhere", async () => {
  const registry = new PendingRegistry("al", "al_2", "al_5");
  const { hub, admission } = newAdmission({ registry });
  for (const name of ["al_3", "al_4"]) hub.login(name);
  const login = Promise.resolve(admission.login(request("al", "add-suffix"), ORIGIN));
  assert.equal(outcome(await registry.answerUntil(login)), "user al_6");
  // Names of others must not be given back.
  assert.deepEqual(registry.released, []);
});

Deno.test("a suffix is searched in the same way when the registry answers at once", async () => {
  const taken = new Set(["al", "al_2"]);
  const claim = (name: string): Claim => taken.has(name) ? new Refusal("name-taken") : undefined;
  const { admission } = newAdmission({ registry: { claim, release: assert.fail } });
  const result = await admission.login(request("al", "add-suffix"), ORIGIN);
  assert.equal(outcome(result), "user al_3");
});

Deno.test("the search for a suffix ends when the registry refuses every name", async () => {
  let claims = 0;
  const claim = (name: string) => {
    claims++;
    assert(!hub.isNameTaken(name), name);
    return new Refusal("name-taken");
  };
  const { hub, admission } = newAdmission({ registry: { claim, release: assert.fail } });
  for (const name of ["al", "al_2", "al_7"]) hub.login(name);
  const result = await admission.login(request("al", "add-suffix"), ORIGIN);
  assert.equal(outcome(result), "name-taken");
  assert.equal(claims, 1000);
  assert.equal(hub.users.size, 3);
});

Deno.test("two clients that ask for one name at the same time get different ones", async () => {
  const registry = new PendingRegistry();
  const { hub, admission } = newAdmission({ registry });
  const logins = [1, 2, 3].map(() =>
    Promise.resolve(admission.login(request("al", "add-suffix"), ORIGIN))
  );
  const users = await registry.answerUntil(Promise.all(logins));
  assert.deepEqual(users.map(outcome).sort(), ["user al", "user al_2", "user al_3"]);
  assert.deepEqual([...hub.userAddresses].sort(), ["al", "al_2", "al_3"]);
});

Deno.test("a claim is given back when a name like it was taken here meanwhile", async () => {
  const registry = new PendingRegistry();
  const { hub, admission } = newAdmission({ registry });
  const exact = Promise.resolve(admission.login(request("(al)"), ORIGIN));
  const suffixed = Promise.resolve(admission.login(request("[al]", "add-suffix"), ORIGIN));
  // For the registry these are two names; here they are one.
  hub.login("(al)");
  registry.answer();
  assert.equal(outcome(await exact), "name-taken");
  assert.equal(outcome(await registry.answerUntil(suffixed)), "user [al]_2");
  assert.deepEqual(registry.released, ["(al)", "[al]"]);
});

Deno.test("a claim is given back when the server has filled up meanwhile", async () => {
  const registry = new PendingRegistry();
  const { hub, admission } = newAdmission({ registry }, { maxUsers: 1 });
  const logins = (["refuse", "add-suffix"] as const).map((onTaken) =>
    Promise.resolve(admission.login(request("al", onTaken), ORIGIN))
  );
  hub.login("bob");
  registry.answer();
  assert.equal(outcome(await logins[0]!), "server-full");
  assert.deepEqual(registry.released, ["al"]);
  registry.answer();
  assert.equal(outcome(await logins[1]!), "server-full");
  assert.deepEqual([registry.released, [...registry.taken]], [["al", "al"], []]);
});

Deno.test("a password may be checked later, and no name is claimed before", async () => {
  const registry = new PendingRegistry();
  const answers: ((refusal: PasswordRefusal | undefined) => void)[] = [];
  const check = (_request: unknown, origin: LoginOrigin) => {
    assert.equal(origin, ORIGIN);
    return new Promise<PasswordRefusal | undefined>((resolve) => answers.push(resolve));
  };
  const { hub, admission } = newAdmission({ registry, guard: { asksEverybody: true, check } });
  assert(admission.asksForPassword);
  const [wrong, right] = [1, 2].map(() => Promise.resolve(admission.login(request("al"), ORIGIN)));
  answers[0]!("password-wrong");
  assert.equal(outcome(await wrong!), "password-wrong");
  assert.deepEqual(registry.pendingNames, []);
  answers[1]!(undefined);
  assert.equal(outcome(await registry.answerUntil(right!)), "user al");
  assert.deepEqual(hub.userAddresses, ["al"]);
});

Deno.test("a wrong password is refused before anything is said about the name", () => {
  const { hub, admission } = newAdmission({
    guard: { asksEverybody: true, check: () => "password-wrong" },
  });
  hub.login("al");
  for (const name of ["al", "a b", "server", ""]) {
    const result = admission.login(request(name), ORIGIN);
    assert(result instanceof Refusal && result.code === "password-wrong", name);
  }
});

Deno.test("a connection beyond the limit of its address learns nothing about the password", () => {
  const { admission } = newAdmission({ guard: { asksEverybody: true, check: assert.fail } });
  const result = admission.login(request("al"), { ...ORIGIN, isOverAddressLimit: true });
  assert(result instanceof Refusal && result.code === "too-many-connections");
});

Deno.test("a user comes from the network of the connection, however the name is granted", async () => {
  const registry = new PendingRegistry("al");
  for (const options of [{}, { registry }]) {
    const { admission } = newAdmission(options);
    for (const onTaken of ["refuse", "add-suffix"] as const) {
      const login = Promise.resolve(admission.login(request(`${onTaken}`, onTaken), ORIGIN));
      const user = await registry.answerUntil(login);
      assert(user instanceof User);
      assert.equal(user.network, ORIGIN.network);
    }
  }
});

Deno.test("a registry that fails leaves no user behind", async () => {
  const registry = new PendingRegistry();
  const { hub, admission } = newAdmission({ registry });
  for (const onTaken of ["refuse", "add-suffix"] as const) {
    const login = Promise.resolve(admission.login(request("al", onTaken), ORIGIN));
    registry.fail();
    await assert.rejects(login, /the registry is gone/);
  }
  assert.equal(hub.users.size, 0);
});

Deno.test("a registered name goes to the user who has proved to own it, as long as it is that account", async () => {
  const [former, present] = [{}, {}];
  const owned = {
    find: (name: string) => name === "ann" ? present : undefined,
    looksRegistered: () => false,
    isReserved: (name: string) => name === "ann",
  };
  const { hub, admission } = newAdmission({ owned });
  const user = hub.login("bob");
  assert(user instanceof User);
  for (const proved of [undefined, former]) {
    assert.notEqual(await admission.rename(user, "ann", proved), undefined);
    assert.equal(user.name, "bob");
  }
  assert.equal(await admission.rename(user, "ann", admission.accountOf("ann")), undefined);
  assert.equal(user.name, "ann");
});

Deno.test("when nobody can get a name, a login and a new name are refused, and no suffix is tried", async () => {
  const registry = new PendingRegistry();
  const { hub, admission } = newAdmission({ registry });
  const login = admission.login(request("al"), ORIGIN);
  registry.answer();
  const al = await login;
  assert(al instanceof User);
  registry.isUnavailable = true;
  for (const onTaken of ["refuse", "add-suffix"] as const) {
    const login = admission.login(request("bob", onTaken), ORIGIN);
    registry.answer();
    assert.equal(outcome(await login), "unavailable");
    assert.deepEqual(registry.pendingNames, []);
  }
  const renamed = admission.rename(al, "eve");
  registry.answer();
  assert.equal((await renamed)?.code, "unavailable");
  assert.deepEqual([hub.userAddresses, registry.released], [["al"], []]);
});
