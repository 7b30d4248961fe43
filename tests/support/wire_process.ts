import { ListeningProcess, startListening } from "./listening_process.ts";
import { programCommand } from "./programs.ts";

const LISTENING_LINE = /^Wire is on: (?:clients connect to )?127\.0\.0\.1:(\d+)/;

/** `client.ts wire` on a free port of 127.0.0.1. */
export class WireProcess extends ListeningProcess {
  /** Starts it between clients and a server on a port of this machine. */
  static async start(serverPort: number, ...flags: string[]): Promise<WireProcess> {
    return await WireProcess.#start("127.0.0.1", `${serverPort}`, ...flags);
  }

  /** Starts it in the role of the server of a recording. */
  static async replay(file: string, ...flags: string[]): Promise<WireProcess> {
    return await WireProcess.#start("--replay", file, ...flags);
  }

  static async #start(...words: string[]): Promise<WireProcess> {
    const command = [...programCommand("client"), "wire", "0", ...words];
    return new WireProcess(await startListening(command, LISTENING_LINE));
  }

  /** The lines shown so far, without the greeting, the times and the clients' ports. */
  get lines(): string[] {
    return this.output.text.split("\n").slice(1, -1)
      .map((line) =>
        line.replace(/^\d\d:\d\d:\d\d\.\d{3} /, "").replace(/(127\.0\.0\.1):\d+/, "$1")
      );
  }

  /** Waits until a line is shown. */
  async waitFor(line: string): Promise<void> {
    await this.output.waitUntil(() => this.lines.includes(line), `The line "${line}"`);
  }
}
