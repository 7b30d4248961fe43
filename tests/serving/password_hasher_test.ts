import assert from "node:assert/strict";
import { scryptSync } from "node:crypto";
import { ScryptHasher } from "../../lib/serving/accounts/password_hasher.ts";

const REQUEST = { password: "tea-for-two", network: "192.0.2.1", name: "ann" };

Deno.test("a hash is scrypt's, with a salt of its own", async () => {
  const hasher = new ScryptHasher();
  const [one, other] = [await hasher.hash(REQUEST), await hasher.hash(REQUEST)];
  assert(one && other);
  assert.notDeepEqual(one.salt, other.salt);
  assert.notDeepEqual(one.hash, other.hash);
  const { cost: N, blockSize: r, parallelization: p } = one;
  assert.deepEqual([N, r, p, one.salt.length], [16384, 8, 1, 16]);
  const expected = scryptSync(REQUEST.password, one.salt, 32, { N, r, p, maxmem: 2 ** 26 });
  assert.deepEqual([...one.hash], [...expected]);
});

Deno.test("a password matches its hash, in any composition and with the parameters of that time", async () => {
  const hasher = new ScryptHasher();
  const hash = await hasher.hash({ ...REQUEST, password: "caf\u00e9-au-lait" });
  const check = (password: string) => hasher.matches({ ...REQUEST, password }, hash);
  assert.equal(await check("cafe\u0301-au-lait"), true);
  assert.equal(await check("cafe-au-lait"), false);
  const salt = new Uint8Array(16);
  const older = new Uint8Array(scryptSync(REQUEST.password, salt, 32, { N: 1024, r: 4, p: 2 }));
  const parameters = { cost: 1024, blockSize: 4, parallelization: 2 };
  assert.equal(await hasher.matches(REQUEST, { salt, hash: older, ...parameters }), true);
});

Deno.test("without a hash, every password is wrong", async () => {
  const hasher = new ScryptHasher();
  assert.equal(await hasher.matches(REQUEST, undefined), false);
  assert.equal(await hasher.matches({ ...REQUEST, password: "" }, undefined), false);
});
