/**
 * Test cases about users of any two dialects.
 *
 * @module
 */
import assert from "node:assert/strict";
import { type Adapter, ADAPTERS } from "./adapters.ts";
import { Wire, type WireClient } from "./wire.ts";

/** A test with users of two dialects, which may be the same one. */
export type PairCase = (wire: Wire, one: Adapter, other: Adapter) => void;

/** Defines a test for each case and each pair of dialects. */
export function testEveryPair(
  cases: Readonly<Record<string, PairCase>>,
  adapters: readonly Adapter[] = ADAPTERS,
): void {
  for (const [fact, check] of Object.entries(cases)) {
    for (const one of adapters) {
      for (const other of adapters) {
        Deno.test(`${one.dialect.name} and ${other.dialect.name}: ${fact}`, () => {
          check(new Wire(), one, other);
        });
      }
    }
  }
}

/** A client of one of the dialects. */
export class Client {
  readonly #adapter: Adapter;
  readonly #client: WireClient;

  constructor(wire: Wire, adapter: Adapter) {
    this.#adapter = adapter;
    this.#client = wire.connect(adapter.dialect);
  }

  /** Connects a client and logs it in. */
  static named(wire: Wire, adapter: Adapter, name: string): Client {
    const client = new Client(wire, adapter);
    client.write(adapter.login(name));
    assert.deepEqual(client.read(), adapter.replies.login(name));
    return client;
  }

  write(bytes: Uint8Array): void {
    this.#client.write(bytes);
  }

  read(): string[] {
    return this.#adapter.split(this.#client.read());
  }

  sendPrivate(name: string, text: string): void {
    this.write(this.#adapter.sendPrivate(name, text));
  }

  close(): void {
    this.#client.close();
  }

  /** The reason why the server ended the connection, if it did. */
  get ended(): string | undefined {
    return this.#client.ended;
  }
}
