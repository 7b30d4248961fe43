import assert from "node:assert/strict";
import { IRC, ircDialect } from "../../../lib/dialects/irc/irc.ts";
import { Wire, type WireClient, type WireOptions } from "../wire.ts";

/** The server's settings in scripts. */
export const SETTINGS = {
  serverName: "irc.test",
  motd: ["Be kind", "Drink tea"],
  version: "parley-test",
};

/** A client of a script, and what it has received and nobody has looked at. */
interface ScriptClient {
  readonly wire: WireClient;
  lines: string[];
}

/**
 * Plays a script with clients of IRC. Each line is a step:
 *
 * - `ann connects` or `ann connects with CAPABILITIES`: logs in, and ignores what the server says.
 * - `ann opens`: opens a connection.
 * - `ann drops`: closes it without a word.
 * - `ann > LINE` sends a line.
 * - `ann >! LINE` sends a line in which `\\xff` is a byte.
 * - `ann < PATTERN`: the next line that ann reads fits. `*` stands for any characters. A pattern without
 *   `@` leaves the tags out, and one without `:` at its start also the source.
 * - `ann << PATTERN`: one of the next lines fits; those before it are skipped.
 * - `ann <= nothing`: ann has read everything.
 * - `ann ~`: ignores what ann has received.
 * - `5 minutes pass`
 */
export async function play(script: string, options: WireOptions = {}): Promise<void> {
  const stage = new Stage(options);
  for (const text of script.split("\n")) {
    const step = text.trim();
    if (step !== "" && !step.startsWith("#")) await stage.step(step);
  }
}

class Stage {
  readonly #wire: Wire;
  readonly #dialect = ircDialect(SETTINGS);
  readonly #clients = new Map<string, ScriptClient>();

  constructor(options: WireOptions) {
    this.#wire = new Wire(options);
  }

  async step(step: string): Promise<void> {
    const [, minutes] = /^(\d+) minutes pass$/.exec(step) ?? [];
    if (minutes) return this.#pass(Number(minutes));
    const [, name = "", verb = "", rest = ""] =
      /^(\S+) (connects with|connects|opens|drops|>!|>|<<|<=|<|~)(?: (.*))?$/.exec(step) ?? [];
    assert(verb, `Cannot understand the step "${step}"`);
    await this.#act(step, name, verb, rest);
    // What others do about a login comes a moment later.
    await Promise.resolve();
  }

  async #act(step: string, name: string, verb: string, rest: string): Promise<void> {
    switch (verb) {
      case "opens":
        return void this.#open(name);
      case "connects":
      case "connects with":
        return this.#connect(name, rest);
      case "drops":
        return this.#client(name).wire.close();
      case ">":
        return await this.#send(this.#client(name), rest);
      case ">!":
        return await this.#client(name).wire.write(latin1(`${unescape(rest)}\r\n`));
      case "~":
        this.#read(name);
        this.#client(name).lines = [];
        return;
      case "<=":
        return assert.deepEqual(this.#read(name).lines, [], step);
      default:
        return this.#expect(step, name, rest, verb === "<<");
    }
  }

  #open(name: string): ScriptClient {
    const client = { wire: this.#wire.connect(this.#dialect), lines: [] };
    this.#clients.set(name, client);
    return client;
  }

  #connect(name: string, capabilities: string): void {
    const client = this.#open(name);
    if (capabilities !== "") this.#send(client, `CAP REQ :${capabilities}`);
    this.#send(client, `NICK ${name}`);
    this.#send(client, `USER ${name} 0 * :Real ${name}`);
    if (capabilities !== "") this.#send(client, "CAP END");
    const { lines } = this.#read(name);
    assert(lines.some((line) => / 001 /.test(line)), `${name} is not logged in: ${lines}`);
    client.lines = [];
  }

  #send(client: ScriptClient, line: string): Promise<void> | void {
    return client.wire.write(encode(`${unescape(line)}\r\n`));
  }

  #client(name: string): ScriptClient {
    const client = this.#clients.get(name);
    assert(client, `There is no client "${name}"`);
    return client;
  }

  #read(name: string): ScriptClient {
    const client = this.#client(name);
    const text = new TextDecoder("utf-8", { fatal: true }).decode(client.wire.read());
    assert(text === "" || text.endsWith("\r\n"), `Every line has to end: ${text}`);
    const lines = text.split("\r\n").slice(0, -1);
    for (const line of lines) assertFits(line);
    client.lines.push(...lines);
    return client;
  }

  #expect(step: string, name: string, pattern: string, maySkip: boolean): void {
    const client = this.#read(name);
    const fits = (line: string) => matches(line, unescape(pattern));
    const at = maySkip ? client.lines.findIndex(fits) : 0;
    const line = client.lines[at];
    assert(line !== undefined && fits(line), `${step}\n  got: ${client.lines.join("\n       ")}`);
    client.lines.splice(0, at + 1);
  }

  #pass(minutes: number): void {
    this.#wire.clock.advance(minutes * 60_000);
  }
}

/** Lines have at most 512 bytes, besides tags of the server and of clients. */
function assertFits(line: string): void {
  const rest = line.startsWith("@") ? line.slice(line.indexOf(" ") + 1) : line;
  assert(encode(rest).length <= 510, `The line is too long: ${line}`);
}

function matches(line: string, pattern: string): boolean {
  let text = line;
  if (!pattern.startsWith("@")) text = text.replace(/^@\S+ /, "");
  if (!/^[@:]/.test(pattern)) text = text.replace(/^:\S+ /, "");
  const parts = pattern.split("*").map((part) => part.replace(/[.+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(`^${parts.join(".*")}$`, "s").test(text);
}

/** Returns a text with the characters that escapes in a script stand for. */
function unescape(text: string): string {
  return text.replace(
    /\\x([0-9a-f]{2})/g,
    (_, digits) => String.fromCharCode(parseInt(digits, 16)),
  );
}

function latin1(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}

function encode(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

/** Runs scripts as tests, each named after a fact. */
export function testScripts(
  scripts: Readonly<Record<string, string>>,
  options?: WireOptions,
): void {
  for (const [fact, script] of Object.entries(scripts)) {
    Deno.test(`${IRC.name}: ${fact}`, () => play(script, options));
  }
}
