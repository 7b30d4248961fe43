import { holdsPassword } from "../../dialects/account_texts.ts";
import type { Console } from "../../terminal/console.ts";
import type { BlockList } from "../shared/block_list.ts";
import { actionIn, shownFrame, speakerIn, speakers } from "./frames_shown.ts";

/** The answer of every server to a command that it does not know. */
const UNKNOWN_COMMAND = /^(\/\S*) is not a valid control message\./;

/** The parts of a {@linkcode FrameDisplay}. */
export interface FrameDisplayParts {
  readonly terminal: Console;
  /** Whether a person looks at what is shown, and the contract leaves room to help. */
  readonly isForPerson: boolean;
  /** Returns the blocked users, once they are loaded. */
  blocks(): BlockList | undefined;
  /** Returns the line that was sent last. */
  lastSent(): string;
}

/** Shows the frames of a server. */
export class FrameDisplay {
  readonly #parts: FrameDisplayParts;

  constructor(parts: FrameDisplayParts) {
    this.#parts = parts;
  }

  /** Shows a frame. Reports whether it did: not if its sender is blocked. */
  show(frame: string): boolean {
    const { terminal, isForPerson, blocks } = this.#parts;
    const list = blocks();
    // Finding the possible speakers is only worth it when somebody is blocked.
    if (list?.hiddenCounts.size && list.hides(...speakers(frame))) return false;
    const action = isForPerson ? actionIn(frame) : undefined;
    if (action) terminal.print(action.text, action.by);
    else terminal.print(shownFrame(frame), speakerIn(frame));
    const [, unknown] = UNKNOWN_COMMAND.exec(frame) ?? [];
    if (unknown !== undefined && isForPerson) this.#putBack(unknown);
    return true;
  }

  /** Gives the last line back to the user if it is the command that the server does not know. */
  #putBack(command: string): void {
    const { terminal, lastSent } = this.#parts;
    const line = lastSent();
    if (line.split(/\s/, 1)[0] === command && !holdsPassword(line)) terminal.putBack(line);
  }
}
