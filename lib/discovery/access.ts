/**
 * How clients get into a chat server, as keys of its TXT record.
 *
 * @module
 */

/** What a client needs to connect to a chat server and to log in. */
export interface Access {
  /**
   * The SHA-256 fingerprint of the server's certificate, as pairs of upper-case hexadecimal digits
   * with colons between them; without one, the server does not speak TLS.
   */
  readonly fingerprint?: string | undefined;
  /** Whether the server asks for a password. */
  readonly asksPassword?: boolean;
  /** The only dialect that the server speaks; without one, it speaks all. */
  readonly dialect?: string | undefined;
}

/**
 * Returns the `key=value` texts that announce how to get into a server.
 *
 * ```ts
 * import assert from "node:assert/strict";
 *
 * assert.deepEqual(accessText({ asksPassword: true, dialect: "direct" }), [
 *   "password=1",
 *   "dialect=direct",
 * ]);
 * ```
 */
export function accessText({ fingerprint, asksPassword, dialect }: Access): string[] {
  return [
    ...fingerprint === undefined
      ? []
      : [`fingerprint=${fingerprint.replaceAll(":", "").toLowerCase()}`],
    ...asksPassword ? ["password=1"] : [],
    ...dialect === undefined ? [] : [`dialect=${dialect}`],
  ];
}

/**
 * Reads the same from a TXT record, which anybody may have written: a value that is not of its form
 * counts as missing, so that each can stand in a command.
 *
 * @param valueOf Returns the value of a key, if the record has it.
 */
export function readAccess(valueOf: (key: string) => string | undefined): Access {
  const digits = valueOf("fingerprint") ?? "";
  const dialect = valueOf("dialect") ?? "";
  return {
    fingerprint: /^[0-9a-f]{64}$/i.test(digits)
      ? digits.toUpperCase().match(/../g)!.join(":")
      : undefined,
    asksPassword: valueOf("password") === "1",
    dialect: /^[a-z]{1,16}$/.test(dialect) ? dialect : undefined,
  };
}
