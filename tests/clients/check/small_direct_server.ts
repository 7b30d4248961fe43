import { joined, type Manners, SmallConnection, SmallServer } from "./small_server.ts";

/** The faults that a small direct server can have, each as a student might make it. */
export type DirectFault =
  | "each read is a line"
  | "one line a read"
  | "names may be taken"
  | "names may have commas"
  | "a failed login takes the name"
  | "HELLO has no name"
  | "messages are not confirmed"
  | "messages go to everybody"
  | "the receiver's name is shown"
  | "the list has spaces"
  | "the list leaves its reader out"
  | "nobody is ever logged out"
  | "empty messages are delivered"
  | "strangers may send"
  | "unknown users get messages"
  | "messages end at 1024 bytes"
  | "a greeting comes first"
  | "words are joined by one space"
  | "only the first word is delivered"
  | "unknown headers are ignored"
  | "full is not busy";

/** Ways to be correct and yet different from Parley. */
export interface DirectManners extends Manners {
  readonly closesAfterFailure?: boolean;
  readonly confirmsFirst?: boolean;
  readonly isOldEdition?: boolean;
  /** How many clients have room; others hear so as soon as they connect. */
  readonly room?: number;
}

class Client extends SmallConnection {
  name: string | undefined;
}

/** A small server of the direct dialect. */
export class SmallDirectServer extends SmallServer<Client> {
  readonly #users = new Map<string, Client>();

  constructor(readonly fault?: DirectFault, override readonly manners: DirectManners = {}) {
    super(manners);
  }

  protected connected(conn: Deno.TcpConn): Client {
    const client = new Client(conn, this.manners);
    if (this.#has("a greeting comes first")) this.#say(client, "Welcome!");
    if (this.#users.size >= (this.manners.room ?? Infinity)) {
      this.#say(client, this.#has("full is not busy") ? "FULL" : "BUSY");
      client.close();
    }
    return client;
  }

  protected received(client: Client, bytes: Uint8Array): void {
    if (this.#has("each read is a line")) return this.#line(client, decode(bytes).trimEnd());
    let held = joined(client.held, bytes);
    for (let end = held.indexOf(0x0a); end >= 0; end = held.indexOf(0x0a)) {
      this.#line(client, decode(held.subarray(0, end)));
      held = held.slice(end + 1);
      if (this.#has("one line a read")) held = new Uint8Array(0);
    }
    client.held = held;
  }

  protected disconnected({ name }: Client): void {
    if (name !== undefined && !this.#has("nobody is ever logged out")) this.#users.delete(name);
  }

  #has(fault: DirectFault): boolean {
    return this.fault === fault;
  }

  #line(client: Client, line: string): void {
    const [, header = "", body = ""] = /^(\S*) ?(.*)$/s.exec(line)!;
    const isStranger = client.name === undefined && !this.#has("strangers may send");
    const list = this.manners.isOldEdition ? "WHO" : "LIST";
    if (header === "HELLO-FROM" && client.name === undefined) this.#logIn(client, body);
    else if (header === "SEND" && !isStranger) this.#send(client, body);
    else if (header === list && client.name !== undefined) this.#list(client, body);
    else if (!this.#has("unknown headers are ignored")) this.#say(client, "BAD-RQST-HDR");
  }

  #logIn(client: Client, name: string): void {
    const isBad = name === "" || /[\s!@#$%^&*]/.test(name) ||
      (name.includes(",") && !this.#has("names may have commas"));
    const isTaken = this.#users.has(name) && !this.#has("names may be taken");
    if (isBad || isTaken) {
      if (this.#has("a failed login takes the name")) {
        this.#users.set(name, client);
        for (const part of name.split(",")) this.#users.set(part, client);
      }
      this.#say(client, isBad ? "BAD-RQST-BODY" : "IN-USE");
      if (this.manners.closesAfterFailure) client.close();
      return;
    }
    client.name = name;
    this.#users.set(name, client);
    this.#say(client, this.#has("HELLO has no name") ? "HELLO" : `HELLO ${name}`);
  }

  #list(client: Client, body: string): void {
    if (body !== "") return this.#say(client, "BAD-RQST-BODY");
    const names = [...this.#users.keys()]
      .filter((name) => name !== client.name || !this.#has("the list leaves its reader out"));
    const separator = this.#has("the list has spaces") ? ", " : ",";
    this.#say(client, `${this.manners.isOldEdition ? "WHO" : "LIST"}-OK ${names.join(separator)}`);
  }

  #send(client: Client, body: string): void {
    const [, name = "", message = ""] = /^(\S*) ?(.*)$/s.exec(body)!;
    if (message.trim() === "" && !this.#has("empty messages are delivered")) {
      return this.#say(client, "BAD-RQST-BODY");
    }
    const receiver = this.#users.get(name);
    if (receiver === undefined && !this.#has("unknown users get messages")) {
      return this.#say(client, this.manners.isOldEdition ? "UNKNOWN" : "BAD-DEST-USER");
    }
    const confirm = () => {
      if (!this.#has("messages are not confirmed")) this.#say(client, "SEND-OK");
    };
    if (this.manners.confirmsFirst) confirm();
    const delivery = this.#delivery(client, name, message);
    const all = this.#has("messages go to everybody") ? [...this.#users.values()] : [receiver];
    for (const one of all) if (one !== undefined) this.#say(one, delivery);
    if (!this.manners.confirmsFirst) confirm();
  }

  #delivery(client: Client, name: string, message: string): string {
    const sender = this.#has("the receiver's name is shown") ? name : client.name;
    if (this.#has("messages end at 1024 bytes")) message = message.slice(0, 1024);
    if (this.#has("words are joined by one space")) message = message.split(/ +/).join(" ");
    if (this.#has("only the first word is delivered")) message = message.split(" ")[0]!;
    return `DELIVERY ${sender} ${message}`;
  }

  #say(client: Client, line: string): void {
    client.write(new TextEncoder().encode(`${line}\n`));
  }
}

function decode(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes).replace(/\r$/, "");
}
