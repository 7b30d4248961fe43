import type { PipedProcess } from "../../support/piped_process.ts";
import { RepeatedWork } from "../repeated_work.ts";
import { UNSAFE } from "./unsafe.ts";

const PAUSE_MS = 100;

/** How long a message may take, and how often it is sent again: the network may lose datagrams. */
const ANSWER_MS = 3000;
const MAX_TRIES = 5;

/** The client's own lines that an attack may cause. */
const OWN_LINES = /^\* (The interface|Multicast via) /;

/** A member of a room, and its name. */
export interface Member {
  readonly name: string;
  readonly process: PipedProcess;
}

/** Two members of a room that talk to each other. */
export class RoomPair extends RepeatedWork {
  readonly #members: readonly [Member, Member];
  #lost = 0;

  constructor(...members: [Member, Member]) {
    super();
    this.#members = members;
    for (const { process } of members) process.output.text = "";
    this.start(PAUSE_MS);
  }

  get summary(): string {
    return `${this.count} messages in a room, ${this.#lost} sent again`;
  }

  protected override async work(): Promise<void> {
    const [from, to] = this.count % 2 === 0 ? [0, 1] : [1, 0];
    const [sender, receiver] = [this.#members[from]!, this.#members[to]!];
    const line = `${sender.name}: number ${this.count}`;
    for (let left = MAX_TRIES; left > 0; left--) {
      await sender.process.type(`number ${this.count}\n`);
      if (await this.timed(hasLine(receiver.process, line))) return this.#checkOutputs();
      this.#lost++;
    }
    throw new Error(`${receiver.name} has not received "${line}"`);
  }

  /** Throws if a member shows control characters, or lines that others have made up. */
  #checkOutputs(): void {
    for (const { name, process: { output } } of this.#members) {
      const end = output.text.lastIndexOf("\n") + 1;
      for (const line of linesOf(output.text.slice(0, end))) {
        if (UNSAFE.test(line)) {
          throw new Error(`${name} shows control characters: ${JSON.stringify(line)}`);
        }
        if (line.startsWith("*") && !OWN_LINES.test(line)) {
          throw new Error(`${name} shows a line of the client itself: ${JSON.stringify(line)}`);
        }
      }
      // Hours of hostile datagrams would not fit one string.
      output.text = output.text.slice(end);
    }
  }
}

/** Waits until a line is in the output, or for some time. */
async function hasLine({ output }: PipedProcess, line: string): Promise<boolean> {
  const deadline = performance.now() + ANSWER_MS;
  while (performance.now() < deadline) {
    if (linesOf(output.text).includes(line)) return true;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  return false;
}

/** Returns the lines of an output. The client overwrites its prompt before each: that ends a line, too. */
function linesOf(output: string): string[] {
  return output.split(/\r +\r|\n/);
}
