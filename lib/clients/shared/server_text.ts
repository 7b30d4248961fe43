import { UsageError } from "../../errors/expected_error.ts";
import { parsePort } from "../../transport/port.ts";

/** A server as a user writes it. The port may be missing. */
export interface WrittenServer {
  readonly host: string;
  readonly port: number | undefined;
}

/** `HOST`, `HOST:PORT`, `[ADDRESS]:PORT`, or an IPv6 address, which has colons of its own. */
const FORMS = [
  /^\[([^[\]]+)\](?::(.*))?$/,
  /^([^:[\]]+)(?::([^:]*))?$/,
  /^(?!:[^:]*$)([^[\]]+)$/,
];

/**
 * Parses a server as people write it: `HOST`, `HOST:PORT`, `[::1]:PORT` or `HOST PORT`.
 *
 * @throws {UsageError} if the text is something else.
 *
 * ```ts
 * import assert from "node:assert/strict";
 *
 * assert.deepEqual(parseServer("192.168.1.20:5000"), { host: "192.168.1.20", port: 5000 });
 * assert.deepEqual(parseServer("[::1]:5000"), { host: "::1", port: 5000 });
 * assert.deepEqual(parseServer("localhost 5000"), { host: "localhost", port: 5000 });
 * assert.deepEqual(parseServer("::1"), { host: "::1", port: undefined });
 * ```
 */
export function parseServer(text: string): WrittenServer {
  const [word = "", lastWord, ...extra] = text.trim().split(/\s+/);
  const [, host, portInWord] = FORMS.map((form) => form.exec(word)).find(Boolean) ?? [];
  const isTwice = portInWord !== undefined && lastWord !== undefined;
  if (host === undefined || isTwice || extra.length > 0) {
    throw new UsageError(`Cannot use "${text}" as a server: expected HOST or HOST:PORT`);
  }
  const port = portInWord ?? lastWord;
  return { host, port: port === undefined ? undefined : parsePort(port) };
}
