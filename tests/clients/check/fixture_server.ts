/**
 * A small channel server as a program: `fixture_server.ts PORT [FAULT]`. A crash ends the program.
 *
 * @module
 */
import { type ChannelFault, SmallChannelServer } from "./small_channel_server.ts";

const [port, fault] = Deno.args;

/** A server whose crash is that of a program. */
class CrashingServer extends SmallChannelServer {
  override crash(): void {
    console.error("Traceback: the server has crashed");
    Deno.exit(3);
  }
}

new CrashingServer(fault as ChannelFault | undefined, {}, Number(port));
