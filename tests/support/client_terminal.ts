import { DENY_USER_ENV, programCommand } from "./programs.ts";
import { Pty } from "./pty.ts";

/** Starts the client on a terminal, and waits until its user is logged in. */
export async function clientOnTerminal(port: number, name: string): Promise<Pty> {
  const command = [...programCommand("client", DENY_USER_ENV), `127.0.0.1:${port}`, "-u", name];
  const pty = await Pty.start([...command, "--no-store"]);
  await pty.waitFor((screen) => screen.includes(">"), "the prompt");
  return pty;
}
