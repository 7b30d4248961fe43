import { CaseFailure } from "./case_failure.ts";
import type { Connection } from "./connection.ts";
import { sleep } from "./patience.ts";
import type { Stage } from "./stage.ts";

/** A user that a case plays: a connection to the checked server. */
export class User {
  readonly name: string;
  readonly stage: Stage;
  readonly connection: Connection;
  /** Whether the case has not closed the connection. */
  isOpen = true;

  constructor(stage: Stage, name: string, connection: Connection) {
    this.stage = stage;
    this.name = name;
    this.connection = connection;
  }

  /** Its name, so that texts can contain a user. */
  toString(): string {
    return this.name;
  }

  /**
   * Sends bytes, each array in a write of its own with a pause before the next.
   *
   * @throws {CaseFailure} if the server stops reading.
   */
  async send(parts: Iterable<Uint8Array>, pauseMs = 0): Promise<void> {
    let isFirst = true;
    for (const part of parts) {
      if (!isFirst && pauseMs > 0) await sleep(pauseMs);
      isFirst = false;
      this.stage.noteSent(this.name, part);
      const written = await this.connection.write(part, this.stage.patience.answerMs);
      if (written < part.length && this.connection.end === undefined) {
        throw new CaseFailure(
          `The server stopped reading: it left ${part.length - written} bytes of ${this.name}.`,
        );
      }
    }
  }

  /**
   * Checks that the next messages have these texts, in this order.
   *
   * @throws {CaseFailure}
   */
  async hears(...texts: string[]): Promise<void> {
    for (const text of texts) this.#expect(this.stage.quote(text));
    for (const text of texts) {
      const wanted = this.stage.quote(text);
      const heard = await this.next(wanted);
      if (heard !== text) throw this.wrong(wanted, heard);
    }
  }

  /**
   * Checks that the next messages have these texts, in any order.
   *
   * @throws {CaseFailure}
   */
  async hearsInAnyOrder(...texts: string[]): Promise<void> {
    for (const text of texts) this.#expect(`${this.stage.quote(text)} (in any order)`);
    const missing = [...texts];
    while (missing.length > 0) {
      const wanted = missing.map((text) => this.stage.quote(text)).join(" and ");
      const heard = await this.next(wanted);
      const index = missing.indexOf(heard);
      if (index < 0) throw this.wrong(wanted, heard);
      missing.splice(index, 1);
    }
  }

  /**
   * Checks that the next message fits, and returns it.
   *
   * @param wanted What has to come, for people.
   * @throws {CaseFailure}
   */
  async hearsWhere(wanted: string, fits: (text: string) => boolean): Promise<string> {
    this.#expect(wanted);
    const heard = await this.next(wanted);
    if (!fits(heard)) throw this.wrong(wanted, heard);
    return heard;
  }

  /**
   * Checks that an error text comes, whatever it says: its words are the matter of another case.
   *
   * @throws {CaseFailure}
   */
  async isRefused(): Promise<void> {
    await this.hearsWhere("an error text", (text) => text !== "");
  }

  /**
   * Returns the text of the next message.
   *
   * @param wanted What has to come, for the error.
   * @throws {CaseFailure} if none comes.
   */
  async next(wanted: string): Promise<string> {
    const { patience, dialect } = this.stage;
    const timeoutMs = patience.answerMs;
    const message = await this.connection.next(timeoutMs);
    if (message !== undefined) {
      this.stage.noteAnswer();
      return dialect.read(message);
    }
    const { end, heldBytes } = this.connection;
    const part = heldBytes > 0 ? `only ${dialect.describePart(heldBytes)} came` : undefined;
    const happened = end !== undefined
      ? part === undefined ? end : `${part}, and ${end}`
      : `${part ?? "nothing came"} within ${timeoutMs / 1000} s`;
    throw new CaseFailure(`${this.name} had to get ${wanted}, but ${happened}.`);
  }

  /**
   * Takes messages until one has this text, or none comes any more. Judges nothing: that is for
   * the preparation of a case. Returns whether the message came.
   */
  async waitsFor(text: string): Promise<boolean> {
    const { patience, dialect } = this.stage;
    for (;;) {
      const message = await this.connection.next(patience.noticeMs);
      const hasCome = message !== undefined && dialect.read(message) === text;
      if (hasCome || message === undefined) {
        patience.noteNotice(hasCome);
        return hasCome;
      }
    }
  }

  /** Forgets what has come so far. Returns how many messages that were. */
  async drain(): Promise<number> {
    return await this.connection.drain(this.stage.patience.quietMs);
  }

  /**
   * Checks that nothing has come and that the connection is open.
   *
   * @throws {CaseFailure}
   */
  async checkSilent(): Promise<void> {
    const { heldBytes, end, hasMessage } = this.connection;
    if (hasMessage) {
      const heard = this.stage.quote(await this.next("nothing"));
      throw new CaseFailure(`${this.name} had to get nothing more, but got ${heard}.`);
    }
    if (heldBytes > 0) {
      const part = this.stage.dialect.describePart(heldBytes);
      throw new CaseFailure(`${this.name} had to get nothing more, but got ${part}.`);
    }
    if (end !== undefined) {
      throw new CaseFailure(`The connection of ${this.name} had to stay open, but ${end}.`);
    }
  }

  /** Closes the connection. */
  leave(): void {
    this.isOpen = false;
    this.connection.close();
  }

  /** Returns the error for a message that had to be another. */
  wrong(wanted: string, heard: string): CaseFailure {
    return new CaseFailure(
      `${this.name} had to get ${wanted}, but got ${this.stage.quote(heard)}.`,
    );
  }

  #expect(text: string): void {
    this.stage.expected.push(`${this.name} ← ${text}`);
  }
}
